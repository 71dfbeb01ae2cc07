// Says everything in the reader's language: words, numbers, money, dates, telephone numbers.

import { grouped } from "./model/phones.js";
import { phrases } from "./model/phrases.js";

/** @typedef {typeof import("./catalogues/en.js").en & typeof import("./catalogues/en/admin.js").admin & typeof import("./catalogues/en/calls.js").calls & typeof import("./catalogues/en/portal.js").portal} English */
/** @typedef {keyof English} Key */
/** @typedef {import("./model/phrases.js").Message} Message */
/** What the page says, and what it says in place of the API's sentences. @typedef {{said: Record<string, Message>, told: Record<string, string>}} Catalogue */

const ENGLISH = "en";
/** How each language's words are fetched: nobody waits for those of another. @type {Record<string, () => Promise<{words: Catalogue}>>} */
const CATALOGUES = {
  en: () => import("./catalogues/en.js"),
  es: () => import("./catalogues/es.js"),
};
/** What some screens say beyond these words: it is fetched with them. @type {Record<string, Record<Part, () => Promise<Catalogue["said"]>>>} */
const PARTS = {
  en: {
    admin: async () => (await import("./catalogues/en/admin.js")).admin,
    calls: async () => (await import("./catalogues/en/calls.js")).calls,
    portal: async () => (await import("./catalogues/en/portal.js")).portal,
  },
  es: {
    admin: async () => (await import("./catalogues/es/admin.js")).admin,
    calls: async () => (await import("./catalogues/es/calls.js")).calls,
    portal: async () => (await import("./catalogues/es/portal.js")).portal,
  },
};
/** @typedef {"admin" | "calls" | "portal"} Part */
/** Those that are here. @type {Record<string, Catalogue>} */
const learned = {};
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** In minutes. @type {[string, number][]} */
const LENGTHS = [
  ["day", 1_440],
  ["hour", 60],
];

/** @param {readonly string[]} wanted the browser's languages, the dearest first */
export function bestLanguage(wanted) {
  const codes = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  return codes.find((code) => code in CATALOGUES) ?? ENGLISH;
}

/** Fetch the words of a language, before it is spoken. @param {string} code one of `bestLanguage` */
export async function learn(code) {
  const fetched = await CATALOGUES[code]?.();
  if (fetched) learned[code] ??= { ...fetched.words, said: { ...fetched.words.said } };
}

/** Fetch what some screens say beyond that, before they are shown. @param {string} code one that was learned @param {Part} part */
export async function learnMore(code, part) {
  const more = await PARTS[code]?.[part]();
  Object.assign(learned[code]?.said ?? {}, more);
}

/** @param {string} code */
export const isLearned = (code) => code in learned;

/**
 * A voice for everything shown, in a language that was learned. `locale` may be finer than the language ("es-MX"), `zone` is an
 * IANA time zone; both are the browser's where they are not given.
 * @param {string} code
 * @param {{locale?: string, zone?: string, now?: () => number}} [how]
 */
export function speak(code, { locale = localeOf(code), zone, now = Date.now } = {}) {
  const { said, told: sentences } = /** @type {Catalogue} */ (learned[code]);
  const t = phrases(/** @type {Record<Key, Message>} */ (said), locale);
  const numbers = new Intl.NumberFormat(locale);
  const day = {
    timeZone: zone,
    day: "2-digit",
    month: "short",
    year: "numeric",
  };
  const hour = { timeZone: zone, hour: "2-digit", minute: "2-digit" };
  const dates = new Intl.DateTimeFormat(locale, /** @type {Intl.DateTimeFormatOptions} */ (day));
  const times = new Intl.DateTimeFormat(
    locale,
    /** @type {Intl.DateTimeFormatOptions} */ ({ ...hour, second: "2-digit" }),
  );
  const whens = new Intl.DateTimeFormat(
    locale,
    /** @type {Intl.DateTimeFormatOptions} */ ({ ...day, ...hour }),
  );
  const exact = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    dateStyle: "full",
    timeStyle: "long",
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  /**
   * The API's word for something, in the reader's. One the page does not know stays readable, and
   * what somebody wrote stays as it is.
   * @param {string} group @param {string | number} word
   */
  function word(group, word) {
    const key = `${group}.${word}`;
    return key in said ? t(/** @type {Key} */ (key)) : readable(String(word));
  }

  /**
   * A sentence of the API, or what the reader's language says in its place.
   * @param {string} key @param {string} text
   */
  const told = (key, text) => sentences[key] ?? text;

  /** @param {string} word */
  const readable = (word) => (/\s/.test(word) ? word : word.replaceAll("_", " "));

  /** @param {string} instant */
  function ago(instant) {
    const seconds = (Date.parse(instant) - now()) / 1000;
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
    return unit === "second" ? t("time.now") : relative.format(Math.trunc(seconds / size), unit);
  }

  return {
    code,
    /** Have this voice say what a part of the page says, too. @param {Part} part */
    learn: (part) => learnMore(code, part),
    /** The time zone that everything is said in. */
    zone: dates.resolvedOptions().timeZone,
    t,
    word,
    told,
    ago,
    number: (/** @type {number} */ value) => numbers.format(value),
    percent: (/** @type {number} */ share) =>
      new Intl.NumberFormat(locale, { style: "percent" }).format(share),
    money: (/** @type {number} */ micro, /** @type {string} */ currency) =>
      new Intl.NumberFormat(locale, { style: "currency", currency }).format(micro / 1_000_000),
    date: (/** @type {string} */ instant) => dates.format(new Date(instant)),
    time: (/** @type {string | number} */ instant) => times.format(new Date(instant)),
    when: (/** @type {string} */ instant) => whens.format(new Date(instant)),
    exactly: (/** @type {string} */ instant) => exact.format(new Date(instant)),
    bytes: (/** @type {number} */ count) => {
      const unit = count < 1_000_000 ? "kilobyte" : "megabyte";
      const value = Math.max(1, Math.round(count / (unit === "kilobyte" ? 1_000 : 100_000)));
      return new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        unitDisplay: "short",
      }).format(unit === "kilobyte" ? value : value / 10);
    },
    phone: grouped,
    /** What is spoken here, to choose from. @returns {[string, string][]} */
    languages: () => Object.keys(CATALOGUES).map((each) => [each, word("language", each)]),
    country: (/** @type {string} */ region) =>
      new Intl.DisplayNames([locale], { type: "region" }).of(region) ?? region,
    weekday: (/** @type {number} */ iso) =>
      new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(
        new Date(Date.UTC(2024, 0, iso)),
      ),
    /** So many minutes, in the largest unit that says it exactly. */
    minutes: (/** @type {number} */ count) => {
      const [unit, size] = LENGTHS.find(([, length]) => count % length === 0) ?? ["minute", 1];
      const style = /** @type {const} */ ({ style: "unit", unit, unitDisplay: "long" });
      return new Intl.NumberFormat(locale, style).format(count / size);
    },
    duration: (/** @type {number} */ seconds) =>
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
  };
}

/** @param {string} code */
function localeOf(code) {
  const wanted = globalThis.navigator?.languages ?? [];
  return wanted.find((tag) => tag.toLowerCase().startsWith(code)) ?? code;
}
