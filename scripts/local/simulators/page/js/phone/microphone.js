// Hears what somebody says, where the browser can: it sends the sound to a service of its maker.

const TAGS = /** @type {Record<string, string>} */ ({
  en: "en-US",
  es: "es-ES",
});

/** Whether this browser recognises speech. */
export const canHear = () => Boolean(recogniser());

/** @returns {any} */
const recogniser = () => {
  const browser = /** @type {any} */ (globalThis);
  return browser.SpeechRecognition ?? browser.webkitSpeechRecognition;
};

/**
 * Listen to one sentence. `guess` hears words that may still change; the answer is the words, or
 * nothing where nothing was said. Fails with the browser's own word for why ("not-allowed").
 * @param {{language: string, guess: (words: string) => void, signal: AbortSignal}} how
 * @returns {Promise<string>}
 */
export function sentence({ language, guess, signal }) {
  const Recogniser = recogniser();
  const ear = new Recogniser();
  ear.lang = TAGS[language] ?? language;
  ear.interimResults = true;
  return new Promise((resolve, reject) => {
    let words = "";
    ear.onresult = (/** @type {any} */ event) => {
      words = [...event.results]
        .map((each) => each[0].transcript)
        .join(" ")
        .trim();
      guess(words);
    };
    ear.onerror = (/** @type {any} */ event) =>
      ["no-speech", "aborted"].includes(event.error) ? undefined : reject(new Error(event.error));
    ear.onend = () => resolve(words);
    signal.addEventListener("abort", () => ear.stop(), { once: true });
    ear.start();
  });
}
