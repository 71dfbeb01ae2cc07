// What to do with a change that somebody else's came before: field by field.

/** @typedef {string | number | boolean | null} Value_ */
/** @typedef {Record<string, Value_>} Fields */

/**
 * Both changed these, and not to the same. What only one of both changed is no conflict.
 * @param {Fields} base as it was read @param {Fields} mine what I want @param {Fields} theirs as it stands now
 */
export const conflicts = (base, mine, theirs) =>
  Object.keys(mine).filter(
    (field) =>
      !same(theirs[field], base[field]) &&
      !same(theirs[field], mine[field]) &&
      !same(mine[field], base[field]),
  );

/**
 * What is left to send when I give in on some fields.
 * @param {Fields} mine @param {Fields} theirs @param {string[]} givenUp
 * @returns {Fields}
 */
export const remaining = (mine, theirs, givenUp) =>
  Object.fromEntries(
    Object.entries(mine).filter(
      ([field, value]) => !givenUp.includes(field) && !same(theirs[field], value),
    ),
  );

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => (one ?? "") === (other ?? "");
