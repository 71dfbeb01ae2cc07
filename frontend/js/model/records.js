// Decisions about what admins write: weekdays in words, conditions, times.

/** Days that often go together, Monday is 1. */
export const DAYS = ["1,2,3,4,5", "1,2,3,4,5,6,7", "6,7", "1", "2", "3", "4", "5", "6", "7"];

/** @param {Iterable<number>} days */
export const joined = (days) => [...days].sort((one, other) => one - other).join(",");

/** @param {string} days */
export const apart = (days) => days.split(",").map(Number);

/** An hour as people write it: the API tells seconds, too. @param {string} time */
export const hour = (time) => time.slice(0, 5);

/** One thing a line; what is empty is nothing. @param {FormDataEntryValue | null} text */
export const lines = (text) =>
  String(text ?? "")
    .split(/[\n,;]/)
    .map((each) => each.trim())
    .filter(Boolean);

/**
 * Minutes as days, hours and minutes: 90 is [0, 1, 30].
 * @param {number} minutes @returns {[number, number, number]}
 */
export const spans = (minutes) => [
  Math.floor(minutes / 1440),
  Math.floor((minutes % 1440) / 60),
  minutes % 60,
];

/** What a token may be for, and what it may do there. */
const AREAS = [
  "tickets",
  "articles",
  "search",
  "contacts",
  "lists",
  "campaigns",
  "calls",
  "board",
];
export const SCOPES = [
  "*:read",
  "*:write",
  ...AREAS.flatMap((area) => [`${area}:read`, `${area}:write`]),
];

/**
 * When a token ends that lasts so many days. @param {string} days @param {number} now milliseconds
 */
export const expiry = (days, now) => new Date(now + Number(days) * 86_400_000).toISOString();
