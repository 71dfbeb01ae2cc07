// Builds conditions row by row: field, operator, value; joined by and, or, and whole new criteria.

import { h } from "../dom.js";
import { asksValue, CHOICES, FIELDS, OPERATORS } from "../model/conditions.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { icon } from "./icons.js";

/** @typedef {import("../model/conditions.js").Conditions} Conditions */
/** @typedef {import("../model/conditions.js").Term} Term */

/** @returns {Term} */
const first = () => ({ field: "state", operator: "=", value: "open" });

/**
 * @param {{words: Words, conditions: Conditions, run: (conditions: Conditions) => void, keep: (conditions: Conditions) => void}} how
 */
export function conditionBuilder({ words, conditions, run, keep }) {
  const { t } = words;
  /** What is being built; terms are changed in place until it is run. @type {Conditions} */
  let now = copied(conditions.length ? conditions : [[[first()]]]);
  const rows = h("div", { class: "builder-rows" });
  const element = h(
    "form",
    { class: "builder", "aria-label": t("builder.label"), onsubmit },
    rows,
    h(
      "div",
      { class: "buttons" },
      h("button", { class: "primary" }, t("builder.run")),
      h("button", { type: "button", onclick: addQuery }, t("builder.newCriteria")),
      h("button", { type: "button", onclick: () => keep(filled(now)) }, t("builder.save")),
      h("button", { type: "button", class: "quiet", onclick: clear }, t("builder.clear")),
    ),
  );
  draw();

  /** @param {SubmitEvent} event */
  function onsubmit(event) {
    event.preventDefault();
    run(filled(now));
  }

  function addQuery() {
    now.push([[first()]]);
    draw();
  }

  function clear() {
    now = [[[first()]]];
    draw();
  }

  function draw() {
    rows.replaceChildren(...now.flatMap((clauses, query) => criteria(clauses, query)));
  }

  /** @param {Term[][]} clauses @param {number} query */
  function criteria(clauses, query) {
    const heading = query > 0 && h("p", { class: "builder-or" }, t("builder.orElse"));
    const shown = clauses.flatMap((clause, place) =>
      clause.map((term, at) => row(term, { query, place, at })),
    );
    return [heading, ...shown].filter((each) => each !== false);
  }

  /** @param {Term} term @param {{query: number, place: number, at: number}} where */
  function row(term, { query, place, at }) {
    const joint = at > 0 ? t("condition.or") : place > 0 ? t("condition.and") : t("builder.where");
    const clause = () => now[query]?.[place];
    return h(
      "div",
      { class: at > 0 ? "builder-row or" : "builder-row" },
      h("span", { class: "muted" }, joint),
      select(
        t("builder.field"),
        Object.keys(FIELDS),
        term.field,
        (each) => fieldName(words, each),
        pickField,
      ),
      select(
        t("builder.operator"),
        OPERATORS[FIELDS[term.field] ?? "text"],
        term.operator,
        (each) => words.word("operator", each),
        (operator) => {
          term.operator = operator;
          draw();
        },
      ),
      valueInput(words, term),
      h("button", { type: "button", onclick: () => grow(place + 1) }, t("builder.and")),
      h("button", { type: "button", onclick: alternative }, t("builder.or")),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": t("builder.remove"),
          onclick: remove,
        },
        icon("close"),
      ),
    );

    /** @param {string} field */
    function pickField(field) {
      const operator = OPERATORS[FIELDS[field] ?? "text"][0] ?? "=";
      Object.assign(term, {
        field,
        operator,
        value: CHOICES[field]?.[0] ?? "",
      });
      draw();
    }

    /** @param {number} to */
    function grow(to) {
      now[query]?.splice(to, 0, [first()]);
      draw();
    }

    function alternative() {
      clause()?.splice(at + 1, 0, { ...term, value: "" });
      draw();
    }

    function remove() {
      clause()?.splice(at, 1);
      now = now
        .map((clauses) => clauses.filter((each) => each.length > 0))
        .filter((clauses) => clauses.length > 0);
      if (now.length === 0) now = [[[first()]]];
      draw();
    }
  }

  return { element };
}

/** @param {string} label @param {string[]} options @param {string} value @param {(each: string) => string} said @param {(value: string) => void} chosen */
function select(label, options, value, said, chosen) {
  /** @type {HTMLSelectElement} */
  const input = h(
    "select",
    { "aria-label": label, onchange: () => chosen(input.value) },
    ...options.map((each) => h("option", { value: each, selected: each === value }, said(each))),
  );
  return input;
}

/** What a term compares with; several are chosen at once where several may be. @param {Words} words @param {Term} term */
function valueInput(words, term) {
  if (!asksValue(term.operator)) return h("span");
  const several = term.operator === "IN" || term.operator === "NOT IN";
  const choices = CHOICES[term.field];
  if (choices && several) return ticks(words, term, choices);
  if (choices && term.operator !== "BETWEEN") return oneOf(words, term, choices);
  return typed(words, term);
}

/** @param {Words} words @param {Term} term @param {string[]} choices */
function oneOf(words, term, choices) {
  if (!choices.includes(term.value)) term.value = choices[0] ?? "";
  return select(
    words.t("builder.value"),
    choices,
    term.value,
    (each) => valueSaid(words, term.field, each),
    (value) => {
      term.value = value;
    },
  );
}

/** @param {Words} words @param {Term} term */
function typed(words, term) {
  const hint = { BETWEEN: "1@3", time: "-7d, today, 2027-03-01" };
  const kind = term.operator === "BETWEEN" ? "BETWEEN" : FIELDS[term.field];
  /** @type {HTMLInputElement} */
  const input = h("input", {
    "aria-label": words.t("builder.value"),
    value: term.value,
    placeholder: kind === "BETWEEN" || kind === "time" ? hint[kind] : null,
    required: true,
    maxlength: 200,
    oninput: () => {
      term.value = input.value;
    },
  });
  return input;
}

/** @param {Words} words @param {Term} term @param {string[]} choices */
function ticks(words, term, choices) {
  const chosen = new Set(term.value.split(",").filter((each) => choices.includes(each)));
  const boxes = choices.map((each) => {
    /** @type {HTMLInputElement} */
    const box = h("input", {
      type: "checkbox",
      checked: chosen.has(each),
      onchange: () => {
        if (box.checked) chosen.add(each);
        else chosen.delete(each);
        term.value = choices.filter((one) => chosen.has(one)).join(",");
      },
    });
    return h("label", { class: "chip" }, box, valueSaid(words, term.field, each));
  });
  term.value = choices.filter((one) => chosen.has(one)).join(",");
  return h("div", { class: "builder-ticks" }, ...boxes);
}

/** @param {Conditions} conditions @returns {Conditions} */
const copied = (conditions) =>
  conditions.map((clauses) => clauses.map((clause) => clause.map((term) => ({ ...term }))));

/** Without terms that ask for nothing yet. @param {Conditions} conditions @returns {Conditions} */
const filled = (conditions) =>
  copied(conditions)
    .map((clauses) =>
      clauses
        .map((clause) => clause.filter((term) => !asksValue(term.operator) || term.value.trim()))
        .filter((clause) => clause.length > 0),
    )
    .filter((clauses) => clauses.length > 0);
