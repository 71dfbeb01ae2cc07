// How often fields were told right, whoever told them: a table, with each share drawn.

import { bar } from "./charts.js";
import { table } from "./table.js";

/** @typedef {{field: string, by: string, measured: number, right: number}} Tally */

/**
 * One row a field and maker, over all weeks that were measured.
 * @param {Words} words @param {string} caption @param {Tally[]} tallies
 */
export function shares(words, caption, tallies) {
  const { t } = words;
  const grid = table({
    caption,
    key: (/** @type {Tally} */ each) => name(each),
    empty: t("assist.nothingMeasured"),
    columns: [
      { label: t("assist.field"), cell: (each) => words.word("ticket", each.field), kind: "main" },
      {
        label: t("assist.by"),
        cell: (each) => t(each.by === "model" ? "assist.byModel" : "assist.byRules"),
      },
      { label: t("assist.measured"), cell: (each) => words.number(each.measured), kind: "amount" },
      { label: t("assist.right"), cell: (each) => words.percent(share(each)), kind: "amount" },
      { label: t("board.drawn"), cell: (each) => bar(share(each), "good") },
    ],
  });
  grid.show(summed(tallies));
  return grid.element;
}

/** @param {Tally} each */
const name = ({ field, by }) => `${field} ${by}`;

/** @param {Tally} each */
const share = ({ measured, right }) => (measured ? right / measured : 0);

/** @param {Tally[]} tallies */
function summed(tallies) {
  /** @type {Map<string, Tally>} */
  const found = new Map();
  for (const each of tallies) {
    const { measured, right } = found.get(name(each)) ?? { measured: 0, right: 0 };
    const more = { measured: measured + each.measured, right: right + each.right };
    found.set(name(each), { ...each, ...more });
  }
  return [...found.values()];
}
