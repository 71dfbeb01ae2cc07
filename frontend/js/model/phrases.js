// Makes sentences of a catalogue's entries: the plural form that fits, the values filled in.

/** @typedef {string | {one: string, other: string}} Message */
/** @typedef {Record<string, string | number>} Values */

/**
 * `count` among the values decides between `one` and `other`; numbers are written as the locale does.
 * @template {string} K
 * @param {Record<K, Message>} catalogue
 * @param {string} locale
 */
export function phrases(catalogue, locale) {
  const plural = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);

  /** @param {string | number | undefined} value */
  const shown = (value) => (typeof value === "number" ? numbers.format(value) : (value ?? ""));

  /** @param {K} key @param {Values} [values] */
  return function phrase(key, values = {}) {
    const message = catalogue[key];
    const form =
      typeof message === "string"
        ? message
        : message[plural.select(Number(values.count)) === "one" ? "one" : "other"];
    return form.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
  };
}
