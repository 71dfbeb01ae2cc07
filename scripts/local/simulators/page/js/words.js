// Says everything in the reader's language: words, numbers, times, telephone numbers.

import { en } from "./catalogues/en.js";
import { es } from "./catalogues/es.js";
import { peopleInSpanish } from "./catalogues/people.js";
import { grouped, phrases } from "./product.js";

/** @typedef {keyof typeof en} Key */
/** @typedef {import("../../../../../frontend/js/model/phrases.js").Message} Message */

/** @type {Record<string, Record<Key, Message>>} */
const CATALOGUES = { en, es };
/** What the simulators say in English, in the reader's language. @type {Record<string, Record<string, string>>} */
const TOLD = { es: peopleInSpanish };

/** @param {readonly string[]} wanted the browser's languages, the dearest first */
export const bestLanguage = (wanted) =>
  wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((code) => code in CATALOGUES) ?? "en";

/**
 * A voice for everything shown. `locale` may be finer than the language, `zone` is an IANA time
 * zone; both are the browser's where they are not given.
 * @param {string} code
 * @param {{locale?: string, zone?: string}} [how]
 */
export function speak(code, { locale = localeOf(code), zone } = {}) {
  const catalogue = CATALOGUES[code] ?? en;
  const t = phrases(catalogue, locale);
  const numbers = new Intl.NumberFormat(locale);
  const clock = {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const times = new Intl.DateTimeFormat(
    locale,
    /** @type {Intl.DateTimeFormatOptions} */ ({ ...clock, hourCycle: "h23" }),
  );
  const whens = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    dateStyle: "medium",
    timeStyle: "medium",
  });

  /**
   * The simulators' word for something, in the reader's; one the page does not know stays readable.
   * @param {string} group @param {unknown} word
   */
  function word(group, word) {
    const key = `${group}.${word}`;
    const told = TOLD[code]?.[key];
    if (told) return told;
    return key in catalogue ? t(/** @type {Key} */ (key)) : String(word).replaceAll("_", " ");
  }

  /** What the simulators say of something; in the reader's words where there are some. @param {string} key @param {string} text */
  const told = (key, text) => TOLD[code]?.[key] ?? text;

  return {
    code: code in CATALOGUES ? code : "en",
    t,
    word,
    told,
    /** @param {string} key */
    knows: (key) => key in catalogue,
    number: (/** @type {number} */ value) => numbers.format(value),
    time: (/** @type {string | number} */ instant) => times.format(new Date(instant)),
    when: (/** @type {string | number} */ instant) => whens.format(new Date(instant)),
    hour: (/** @type {number} */ instant, /** @type {string} */ there) =>
      new Intl.DateTimeFormat(locale, {
        timeZone: there,
        timeStyle: "short",
      }).format(instant),
    phone: grouped,
    duration: (/** @type {number} */ seconds) =>
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
    since: (/** @type {number} */ ms) =>
      `+${(ms / 1000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`,
  };
}

/** @param {string} code */
function localeOf(code) {
  const wanted = globalThis.navigator?.languages ?? [];
  return wanted.find((tag) => tag.toLowerCase().startsWith(code)) ?? code;
}
