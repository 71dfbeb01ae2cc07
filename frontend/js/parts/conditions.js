// Which tickets a rule is for: by priority, channel and language.

import { h } from "../dom.js";
import { checks } from "./fields.js";

const CHANNELS = ["web", "phone", "email", "api"];

/** For which tickets something is, as a thing that a record holds. @param {Words} words @returns {import("./facets.js").Facet} */
export const conditionFacet = (words) => ({
  name: "condition",
  label: words.t("condition.which"),
  cell: (each) => conditionCell(words, each.condition),
  fields: (each) => conditionFields(words, each?.condition),
  read: conditionOf,
});

/** @param {Words} words @param {any} condition @returns {import("./form.js").Field[]} */
function conditionFields(words, condition) {
  const hint = words.t("condition.hint");
  return [
    checks({
      name: "priorities",
      label: words.t("ticket.priority"),
      options: priorities(words),
      values: condition?.priorities ?? [],
      hint,
    }),
    checks({
      name: "channels",
      label: words.t("ticket.channel"),
      options: CHANNELS.map((each) => [each, words.word("channel", each)]),
      values: condition?.channels ?? [],
    }),
    checks({
      name: "languages",
      label: words.t("ticket.language"),
      options: words.languages(),
      values: condition?.languages ?? [],
    }),
  ];
}

/** @param {Words} words @returns {[string, string][]} */
export const priorities = (words) =>
  [1, 2, 3, 4, 5].map((each) => [String(each), words.word("priority", each)]);

/** @param {FormData} data */
const conditionOf = (data) => ({
  priorities: data.getAll("priorities").map(Number),
  channels: data.getAll("channels"),
  languages: data.getAll("languages"),
});

/** In words, as a cell. @param {Words} words @param {any} condition */
function conditionCell(words, condition) {
  const told = [
    ...(condition?.priorities ?? []).map((/** @type {number} */ each) =>
      words.word("priority", each),
    ),
    ...(condition?.channels ?? []).map((/** @type {string} */ each) => words.word("channel", each)),
    ...(condition?.languages ?? []).map((/** @type {string} */ each) =>
      words.word("language", each),
    ),
  ];
  return told.length
    ? h("span", {}, told.join(" · "))
    : h("span", { class: "muted" }, words.t("condition.all"));
}
