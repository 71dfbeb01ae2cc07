// The telephone's own sounds: two tones for each key, and a bell.

/** Hertz of the rows and columns of a keypad (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
export const KEYS = "123456789*0#";
const KEY_SECONDS = 0.16;
const BELL = { tones: [440, 480], seconds: 1.2, pause: 1.4 };

/** The two tones of a key, in hertz. @param {string} key */
export function tonesOf(key) {
  const place = KEYS.indexOf(key);
  return [ROWS[Math.floor(place / 3)], COLUMNS[place % 3]];
}

/**
 * Makes sounds once somebody has touched the page: before that a browser lets nothing be heard.
 * @param {AbortSignal} signal
 */
export function tones(signal) {
  /** @type {AudioContext | null} */
  let context = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let bell;
  signal.addEventListener("abort", () => {
    hush();
    context?.close();
  });

  function opened() {
    if (!globalThis.AudioContext) return null;
    context ??= new AudioContext();
    context.resume().catch(() => {}); // nobody has touched the page yet
    return context.state === "running" ? context : null;
  }

  /** @param {(number | undefined)[]} hertz @param {number} seconds @param {number} loudness */
  function sound(hertz, seconds, loudness) {
    const air = opened();
    if (!air) return;
    const volume = air.createGain();
    volume.connect(air.destination);
    volume.gain.setValueAtTime(0, air.currentTime);
    volume.gain.linearRampToValueAtTime(loudness, air.currentTime + 0.01);
    volume.gain.setValueAtTime(loudness, air.currentTime + seconds - 0.03);
    volume.gain.linearRampToValueAtTime(0, air.currentTime + seconds);
    for (const each of hertz) {
      const tone = air.createOscillator();
      tone.frequency.value = each ?? 0;
      tone.connect(volume);
      tone.start();
      tone.stop(air.currentTime + seconds);
    }
  }

  function ring() {
    if (bell) return;
    const once = () => sound(BELL.tones, BELL.seconds, 0.08);
    once();
    bell = setInterval(once, (BELL.seconds + BELL.pause) * 1000);
  }

  function hush() {
    clearInterval(bell);
    bell = undefined;
  }

  return {
    key: (/** @type {string} */ key) => sound(tonesOf(key), KEY_SECONDS, 0.12),
    ring,
    hush,
  };
}
