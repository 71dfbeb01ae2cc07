// Which columns a list of tickets shows, and in which order: somebody's own choice, or ours.

/** All there are, in the order they are offered. */
export const COLUMNS = /** @type {const} */ ([
  "number",
  "title",
  "requester_name",
  "priority",
  "state",
  "assignee",
  "updated_at",
  "opened_at",
  "channel",
  "language",
]);

/** @typedef {typeof COLUMNS[number]} Column */

/** What a list can be put in the order of. Of two or four values one asks, rather. @param {Column} column */
export const sorts = (column) => column !== "channel" && column !== "language";

/** How a list stands that was asked for in no order. */
export const NEWEST_FIRST = "-number";

/** @type {Column[]} */
export const USUAL = [
  "number",
  "title",
  "requester_name",
  "priority",
  "state",
  "assignee",
  "updated_at",
];

/** What was kept, without what is no column any more; the number always leads to the record. @param {string[]} kept @returns {Column[]} */
export function chosen(kept) {
  const known = kept
    .map((each) => COLUMNS.find((column) => column === each))
    .filter((each) => each !== undefined);
  return known.length > 0 ? [...new Set([...known])] : USUAL;
}

/** One place up (-1) or down (1). @template T @param {T[]} columns @param {T} column @param {number} step @returns {T[]} */
export function moved(columns, column, step) {
  const from = columns.indexOf(column);
  const to = from + step;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const others = columns.filter((each) => each !== column);
  return [...others.slice(0, to), column, ...others.slice(to)];
}

/** Shown, or no more; the last one stays. @template T @param {T[]} columns @param {T} column @returns {T[]} */
export function toggled(columns, column) {
  if (!columns.includes(column)) return [...columns, column];
  return columns.length > 1 ? columns.filter((each) => each !== column) : columns;
}
