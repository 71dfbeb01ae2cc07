// Which voices suit which language, and what each says to be heard: decisions without a screen.

import { placeholders } from "./drafts.js";

/** What a voice says where there are no words of a campaign yet. */
export const STOCK = {
  en: "Good morning. This is how I sound on the telephone.",
  es: "Buenos días. Así sueno por teléfono.",
};

/**
 * Those that speak the language first, then those of which nobody says what they speak.
 * @param {OfferedVoice[]} voices
 * @param {Language} code
 */
export const speaking = (voices, code) =>
  voices
    .filter(({ languages }) => languages.length === 0 || languages.includes(code))
    .sort((one, other) => rank(one, code) - rank(other, code));

/** @param {OfferedVoice} voice @param {Language} code */
const rank = ({ usual_for: usual, languages }, code) =>
  usual.includes(code) ? 0 : languages[0] === code ? 1 : languages.length ? 2 : 3;

/** Who speaks it where nobody is chosen. @param {OfferedVoice[]} voices @param {Language} code */
export const usualFor = (voices, code) =>
  voices.find(({ usual_for: usual }) => usual.includes(code)) ?? null;

/**
 * The first sentence in which nothing is to be filled in: what is made to be heard stays in the
 * cache, and must hold nothing of one person.
 * @param {string[]} texts
 * @param {Language} code
 */
export const sampleOf = (texts, code) =>
  texts
    .map((each) => each.trim())
    .find((each) => each.length >= 3 && each.length <= 300 && placeholders(each).length === 0) ??
  STOCK[code];
