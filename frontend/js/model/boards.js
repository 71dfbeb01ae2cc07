// Decisions about dashboards: what a figure counts by its name, and what of a series is drawn.

/** @typedef {"money" | "share" | "seconds" | "milliseconds" | "count"} Unit */

/** @type {[RegExp, Unit][]} */
const UNITS = [
  [/_micro$/, "money"],
  [/_(rate|share|ratio)$/, "share"],
  [/_(s|seconds)$/, "seconds"],
  [/_ms$/, "milliseconds"],
];

/** What a figure of that name counts. @param {string} name @returns {Unit} */
export const unitOf = (name) => UNITS.find(([pattern]) => pattern.test(name))?.[1] ?? "count";

/** Its name without what it counts in: that stands beside the number. @param {string} name */
export const bare = (name) => name.replace(/_(micro|s|seconds|ms)$/, "");

/** A figure that there is nothing for says so. @param {Words} words @param {string} name @param {unknown} value @param {string} currency */
export function figure(words, name, value, currency) {
  if (typeof value !== "number") return value === null || value === undefined ? "–" : String(value);
  /** @type {Record<Unit, () => string>} */
  const told = {
    money: () => words.money(value, currency),
    share: () => words.percent(value),
    seconds: () => words.duration(Math.round(value)),
    milliseconds: () => `${words.number(Math.round(value))} ms`,
    count: () => words.number(value),
  };
  return told[unitOf(name)]();
}

/** @typedef {{name: string, by: string, labels: string[], lines: {name: string, values: number[]}[]}} Series */

const NAMING = ["day", "hour", "name", "priority", "state", "outcome", "voice"];

/**
 * A series as it is drawn: one of what points have names them, their numbers are one line each.
 * @param {string} name @param {Record<string, any>[]} points @returns {Series}
 */
export function drawn(name, points) {
  const keys = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const by = NAMING.find((key) => keys.includes(key)) ?? keys[0] ?? "";
  const counted = keys.filter(
    (key) => key !== by && points.some((point) => typeof point[key] === "number"),
  );
  return {
    name,
    by,
    labels: points.map((point) => String(point[by] ?? "–")),
    lines: counted.map((key) => ({
      name: key,
      values: points.map((point) => Number(point[key] ?? 0)),
    })),
  };
}

/** All that a board tells in series. @param {Record<string, any>} told @returns {Series[]} */
export const seriesOf = (told) =>
  Object.entries(told ?? {})
    .filter(([, points]) => Array.isArray(points) && points.length)
    .map(([name, points]) => drawn(name, points));

/** What is counted differently stands on axes of its own. @param {Series} series @returns {Series[]} */
export const byUnit = (series) =>
  [...new Set(series.lines.map((line) => unitOf(line.name)))].map((unit) => ({
    ...series,
    lines: series.lines.filter((line) => unitOf(line.name) === unit),
  }));

/** A round number at or above the greatest, for the top of an axis. @param {number} greatest */
export function ceiling(greatest) {
  if (greatest <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(greatest));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * size >= greatest) ?? 10;
  return step * size;
}

/** @param {string} label */
export const isInstant = (label) => /^\d{4}-\d{2}-\d{2}(T|$)/.test(label);
