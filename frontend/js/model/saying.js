// Says a ticket's fields, and conditions on them, in the reader's words.

import { asksValue, WORDS } from "./conditions.js";

/** A value of a field as people read it. @param {Words} words @param {string} field @param {unknown} value */
export function valueSaid(words, field, value) {
  if (value === null || value === undefined || value === "") return words.t("ticket.nothing");
  const group = WORDS[field];
  if (group) return words.word(group, String(value));
  if (/^\d{4}-\d\d-\d\dT/.test(String(value))) return words.when(String(value));
  if (typeof value === "boolean") return words.t(value ? "form.yes" : "form.no");
  return String(value);
}

/** What a field is called. @param {Words} words @param {string} field */
export const fieldName = (words, field) => words.word("ticket", field);

/** @param {Words} words @param {import("./conditions.js").Term} term */
function termSaid(words, { field, operator, value }) {
  const name = fieldName(words, field);
  const how = words.word("operator", operator);
  if (!asksValue(operator)) return `${name} ${how}`;
  const values = operator === "BETWEEN" ? value.split("@") : value.split(",");
  const said = values.map((each) => (each ? relative(words, field, each) : "…"));
  const and = operator === "BETWEEN" ? ` ${words.t("condition.and")} ` : ", ";
  return `${name} ${how} ${said.join(and)}`;
}

/** One of several may hold. @param {Words} words @param {import("./conditions.js").Clause} clause */
export const clauseSaid = (words, clause) =>
  clause.map((term) => termSaid(words, term)).join(` ${words.t("condition.or")} `);

/** @param {Words} words @param {string} field @param {string} value */
function relative(words, field, value) {
  const ago = /^-(\d+)([mhdw])$/.exec(value);
  if (ago)
    return words.t(`condition.ago.${/** @type {"m"} */ (ago[2])}`, {
      count: Number(ago[1]),
    });
  if (value === "today" || value === "now") return words.t(`condition.${value}`);
  return valueSaid(words, field, value);
}
