// The heads of a list: in the order of which column it stands, and how the columns share its width.

/** What a column is called in an order; `-` before it: from the last to the first. @param {string} order */
export const columnOf = (order) => order.replace(/^-/, "");

/** The order after a head is pressed: that column's, or the other way round. @param {string} order @param {string} column */
export const pressed = (order, column) => (order === column ? `-${column}` : column);

/** As `aria-sort` says it; null: the list stands in another column's order. @param {string} order @param {string} column */
export function sortOf(order, column) {
  if (columnOf(order) !== column) return null;
  return order.startsWith("-") ? "descending" : "ascending";
}

/**
 * The items in that order; what is empty comes first, and equals stay as they were.
 * @template T
 * @param {T[]} items @param {string} order @param {(item: T) => unknown} value @param {string} language
 */
export function inOrder(items, order, value, language) {
  const { compare } = new Intl.Collator(language, {
    numeric: true,
    sensitivity: "base",
  });
  const way = order.startsWith("-") ? -1 : 1;
  const text = (/** @type {T} */ item) => String(value(item) ?? "");
  return [...items].sort((one, other) => way * compare(text(one), text(other)));
}

/** The least that a column keeps, of a hundred. */
const LEAST = 3;

/**
 * How columns share a list's width, in hundredths; null: as their contents want it. A column that
 * is new gets what all would have, were they equal.
 * @param {Record<string, number>} kept @param {string[]} columns @returns {number[] | null}
 */
export function shares(kept, columns) {
  if (!columns.some((column) => kept[column])) return null;
  const wanted = columns.map((column) => kept[column] ?? 100 / columns.length);
  const all = wanted.reduce((sum, each) => sum + each, 0);
  return wanted.map((each) => (each * 100) / all);
}

/** The line behind a column moved by so many hundredths; both its neighbours keep something. @param {number[]} given @param {number} place @param {number} by */
export function shifted(given, place, by) {
  const [before = 0, behind = 0] = given.slice(place, place + 2);
  const step = Math.max(LEAST - before, Math.min(by, behind - LEAST));
  return given.map((each, at) => {
    if (at === place) return each + step;
    return at === place + 1 ? each - step : each;
  });
}
