// Conditions on tickets as one line, `state=open^priority<=2^ORimpact=1`: read, written, changed.
// The grammar is the API's (functions/tickets/conditions.py), which has the last word.

import { HOLDS, RESOLUTIONS, STATES } from "./tickets.js";

/** @typedef {"text" | "choice" | "whole" | "time"} Kind */
/** @typedef {{field: string, operator: string, value: string}} Term */
/** @typedef {Term[]} Clause at least one of these holds */
/** @typedef {Clause[][]} Conditions of at least one of these, every clause holds */

/** What can be asked, in the order it is offered. @type {Record<string, Kind>} */
export const FIELDS = {
  state: "choice",
  priority: "whole",
  assignee: "text",
  title: "text",
  description: "text",
  number: "whole",
  requester_name: "text",
  requester_phone: "text",
  requester_email: "text",
  channel: "choice",
  language: "choice",
  impact: "whole",
  urgency: "whole",
  opened_at: "time",
  updated_at: "time",
  resolved_at: "time",
  closed_at: "time",
  opened_by: "text",
  hold_reason: "choice",
  resolution_code: "choice",
  resolution_notes: "text",
  reopened: "whole",
};

const SAME = ["=", "!=", "IN", "NOT IN"];
const EMPTY = ["ISEMPTY", "ISNOTEMPTY"];
const ORDER = ["<", "<=", ">", ">=", "BETWEEN"];
/** @type {Record<Kind, string[]>} */
export const OPERATORS = {
  text: ["LIKE", "NOT LIKE", "STARTSWITH", ...SAME, ...EMPTY],
  choice: [...SAME, ...EMPTY],
  whole: [...SAME, ...ORDER, ...EMPTY],
  time: [">=", "<=", ">", "<", "=", "BETWEEN", ...EMPTY],
};

/** What some fields may hold; `open` stands for three states. @type {Record<string, string[]>} */
export const CHOICES = {
  state: ["open", ...STATES],
  priority: ["1", "2", "3", "4", "5"],
  impact: ["1", "2", "3"],
  urgency: ["1", "2", "3"],
  channel: ["web", "phone", "email", "api"],
  language: ["en", "es"],
  hold_reason: HOLDS,
  resolution_code: RESOLUTIONS,
};

/** Which words of the catalogue say a field's values. @type {Record<string, string>} */
export const WORDS = {
  state: "ticketState",
  priority: "priority",
  impact: "degree",
  urgency: "degree",
  channel: "channel",
  language: "language",
  hold_reason: "hold",
  resolution_code: "resolution",
};

// The longer sign first, or `<=` would be read as `<`.
const SIGNS = [
  ...["ISNOTEMPTY", "ISEMPTY", "STARTSWITH", "NOT LIKE", "NOT IN", "BETWEEN", "CONTAINS", "LIKE"],
  ...["IN", "<=", ">=", "!=", "<", ">", "="],
];
const TERM = new RegExp(`^([a-z_]+)(${SIGNS.join("|")})(.*)$`, "s");

/** @param {string} operator */
export const asksValue = (operator) => !EMPTY.includes(operator);

/** What a line asks for; a piece that is no term is left out. @param {string} line @returns {Conditions} */
export function read(line) {
  /** @type {Conditions} */
  const queries = [[]];
  for (const { joint, text } of pieces(line)) {
    const found = TERM.exec(text);
    if (!found) continue;
    const [, field = "", operator = "", value = ""] = found;
    const term = { field, operator, value };
    if (joint === "NQ" && queries.at(-1)?.length) queries.push([]);
    const clauses = /** @type {Clause[]} */ (queries.at(-1));
    if (joint === "OR" && clauses.length) clauses.at(-1)?.push(term);
    else clauses.push([term]);
  }
  return queries.filter((clauses) => clauses.length > 0);
}

/** @param {string} line */
function pieces(line) {
  const found = [];
  let joint = "";
  let text = "";
  for (const part of line.split(/(\^\^|\^NQ|\^OR|\^)/)) {
    if (part === "^^") text += "^";
    else if (part.startsWith("^")) {
      found.push({ joint, text });
      joint = part.slice(1);
      text = "";
    } else text += part;
  }
  return [...found, { joint, text }];
}

/** The line that says so. @param {Conditions} conditions */
export const written = (conditions) =>
  conditions
    .map((clauses) => clauses.map((clause) => clause.map(line).join("^OR")).join("^"))
    .join("^NQ");

/** @param {Term} term */
const line = ({ field, operator, value }) =>
  `${field}${operator}${asksValue(operator) ? value.replaceAll("^", "^^") : ""}`;

/** The same, and one thing more, whichever of the alternatives holds. @param {Conditions} conditions @param {Term} term @returns {Conditions} */
export const narrowed = (conditions, term) =>
  conditions.length ? conditions.map((clauses) => [...clauses, [term]]) : [[[term]]];

/** Every clause on the path that a list's heading shows, in order. @param {Conditions} conditions */
export const crumbs = (conditions) =>
  conditions.flatMap((clauses, query) =>
    clauses.map((clause, place) => ({ query, place, clause })),
  );

/** Up to one of them: all to its right goes. @param {Conditions} conditions @param {{query: number, place: number}} at @returns {Conditions} */
export const upTo = (conditions, { query, place }) => [
  ...conditions.slice(0, query),
  (conditions[query] ?? []).slice(0, place + 1),
];

/** Without that one. @param {Conditions} conditions @param {{query: number, place: number}} at @returns {Conditions} */
export const without = (conditions, { query, place }) =>
  conditions
    .map((clauses, each) => (each === query ? clauses.filter((_, at) => at !== place) : clauses))
    .filter((clauses) => clauses.length > 0);

/**
 * The question that a cell of the list answers: shows what is like it, or leaves that out.
 * @param {string} field @param {string | number | null} value @param {boolean} shown @returns {Term}
 */
export function like(field, value, shown) {
  if (value === null || value === "")
    return { field, operator: shown ? "ISEMPTY" : "ISNOTEMPTY", value: "" };
  if (FIELDS[field] !== "time")
    return { field, operator: shown ? "=" : "!=", value: String(value) };
  return { field, operator: shown ? ">=" : "<", value: String(value) };
}

/** What a new ticket made under these conditions begins with. @param {Conditions} conditions */
export function preset(conditions) {
  const sole = conditions.length === 1 ? (conditions[0] ?? []) : [];
  const told = sole.filter((clause) => clause.length === 1).map((clause) => clause[0]);
  const kept = ["impact", "urgency", "language", "requester_name", "title", "assignee"];
  return Object.fromEntries(
    told
      .filter((term) => term?.operator === "=" && kept.includes(term.field))
      .map((term) => [term?.field, term?.value]),
  );
}

/** A line for what older addresses asked: `?state=new&priority=1&assignee=ana`. @param {URLSearchParams} query */
export function lineOf(query) {
  const several = (/** @type {string} */ field) => {
    const values = query.getAll(field);
    if (values.length === 0) return [];
    return [`${field}${values.length > 1 ? "IN" : "="}${values.join(",")}`];
  };
  return query.get("q") ?? ["state", "priority", "assignee"].flatMap(several).join("^");
}

/** The conditions that stand in the address of a list. @param {string} address */
export const conditionsAt = (address) =>
  new URLSearchParams(address.split("?")[1] ?? "").get("q") ?? "";

/** The address of a list. @param {string} line @param {string} [order] where it is not the usual one */
export function listAddress(line, order) {
  const asked = new URLSearchParams({
    ...(line ? { q: line } : {}),
    ...(order ? { order } : {}),
  });
  return asked.size ? `#/tickets?${asked}` : "#/tickets";
}
