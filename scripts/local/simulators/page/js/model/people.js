// Reads the directory of simulated people, by the two last digits of their numbers.

/** @typedef {{digits: string, name: string, about: string}} Person */

/**
 * Everybody, in the order of their digits.
 * @param {Record<string, {name: string, about?: string}>} told
 * @returns {Person[]}
 */
export const peopleOf = (told) =>
  Object.entries(told)
    .map(([digits, { name, about = "" }]) => ({ digits, name, about }))
    .sort((one, other) => one.digits.localeCompare(other.digits));
