// Lets the bot be heard: one sound after the other, as the call's own audio or in the browser's voice.

/**
 * @typedef {{call: string, number: number, via: string, text: string, language: string}} Sound
 */

/** The address of a sound as the system sent it; words alone are spoken by the simulators. @param {Sound} sound */
export function addressOf({ call, number, via, text, language }) {
  if (!via.includes("://")) return `/__sim__/speech?${new URLSearchParams({ text, language })}`;
  return `/__sim__/audio?${new URLSearchParams({ call, number: String(number) })}`;
}

/** Whether this browser has a voice for the language. @param {string} language */
export const canSpeak = (language) =>
  Boolean(
    globalThis.speechSynthesis?.getVoices().some((voice) => voice.lang.slice(0, 2) === language),
  );

/**
 * A queue of sounds. `ears` says how they are heard now; `speaking` hears which one is, or null.
 * @param {{ears: () => string, speaking: (number: number | null) => void, signal: AbortSignal}} given
 */
export function voice({ ears, speaking, signal }) {
  /** @type {Sound[]} */
  const waiting = [];
  /** @type {AbortController | null} */
  let current = null;
  signal.addEventListener("abort", cut);

  /** @param {Sound} sound */
  function say(sound) {
    waiting.push(sound);
    if (!current) next();
  }

  /** Stop at once, and forget what was to come. */
  function cut() {
    waiting.length = 0;
    current?.abort();
  }

  async function next() {
    const sound = waiting.shift();
    if (!sound) return;
    current = new AbortController();
    speaking(sound.number);
    await heard(sound, ears(), current.signal);
    current = null;
    speaking(null);
    next();
  }

  return { say, cut };
}

/** @param {Sound} sound @param {string} ears @param {AbortSignal} end @returns {Promise<void>} */
function heard(sound, ears, end) {
  if (ears === "off") return Promise.resolve();
  if (ears === "browser" && sound.text && canSpeak(sound.language)) return spoken(sound, end);
  return played(addressOf(sound), end);
}

/** @param {string} address @param {AbortSignal} end @returns {Promise<void>} */
function played(address, end) {
  const audio = new Audio(address);
  return new Promise((resolve) => {
    const over = () => {
      audio.pause();
      resolve();
    };
    for (const name of ["ended", "error"]) audio.addEventListener(name, over);
    end.addEventListener("abort", over, { once: true });
    audio.play().catch(over);
  });
}

/** @param {Sound} sound @param {AbortSignal} end @returns {Promise<void>} */
function spoken({ text, language }, end) {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language;
  const voices = speechSynthesis.getVoices();
  words.voice = voices.find((each) => each.lang.slice(0, 2) === language) ?? null;
  return new Promise((resolve) => {
    const stop = () => {
      speechSynthesis.cancel();
      resolve();
    };
    words.onend = () => resolve();
    words.onerror = () => resolve();
    end.addEventListener("abort", stop, { once: true });
    speechSynthesis.speak(words);
  });
}
