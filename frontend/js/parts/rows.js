// A table to write in: rows are added and taken away, and read as plain objects.

import { h } from "../dom.js";
import { button } from "./card.js";

/**
 * @typedef {{name: string, label: string, kind?: string, options?: [string, string][], required?: boolean, choices?: string}} Cell
 * @typedef {Record<string, string | string[]>} Row
 */

/**
 * @param {{words: Words, legend: string, add: string, cells: Cell[], items: Row[], fresh: () => Row}} what
 */
export function rows({ words, legend, add, cells, items, fresh }) {
  const { t } = words;
  const body = h("tbody", {}, ...items.map(row));
  const more = button(add, () => {
    const made = row(fresh());
    body.append(made);
    /** @type {HTMLElement | null} */ (made.querySelector("input, select"))?.focus();
  });
  const element = h(
    "fieldset",
    { class: "row-table wide" },
    h("legend", { class: "unseen" }, legend),
    h("div", { class: "row-scroll", tabindex: 0, role: "group", "aria-label": legend }, grid()),
    more,
  );

  function grid() {
    return h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...cells.map(({ label }) => h("th", { scope: "col" }, label)),
          h("th", { scope: "col" }, h("span", { class: "unseen" }, t("row.remove"))),
        ),
      ),
      body,
    );
  }

  /** @param {Row} item */
  function row(item) {
    const made = h("tr", {}, ...cells.map((cell) => h("td", {}, control(cell, item[cell.name]))));
    const gone = button(
      "×",
      () => {
        made.remove();
        more.focus();
      },
      "quiet",
    );
    gone.setAttribute("aria-label", t("row.remove"));
    made.append(h("td", {}, gone));
    return made;
  }

  /** What stands in the rows now. @returns {Row[]} */
  function read() {
    return [...body.children].map((made) =>
      Object.fromEntries(
        cells.map((cell, place) => [cell.name, filledIn(cell, made.children[place])]),
      ),
    );
  }

  return { element, read };
}

/** @param {Cell} cell @param {string | string[] | undefined} value */
function control({ label, kind = "text", options = [], required, choices }, value) {
  if (kind === "days") {
    const pressed = new Set(Array.isArray(value) ? value : []);
    return h(
      "div",
      { class: "days", role: "group", "aria-label": label },
      ...options.map(([each, text]) =>
        h(
          "label",
          {},
          h("input", {
            type: "checkbox",
            value: each,
            checked: pressed.has(each),
          }),
          text,
        ),
      ),
    );
  }
  const text = typeof value === "string" ? value : "";
  if (kind === "select")
    return h(
      "select",
      { "aria-label": label },
      ...options.map(([each, shown]) =>
        h("option", { value: each, selected: each === text }, shown),
      ),
    );
  return h("input", {
    type: kind,
    value: text,
    required,
    list: choices,
    "aria-label": label,
  });
}

/** @param {Cell} cell @param {Element | undefined} place @returns {string | string[]} */
function filledIn({ kind }, place) {
  if (kind === "days") {
    const pressed = place?.querySelectorAll("input:checked") ?? [];
    return [...pressed].map((each) => /** @type {HTMLInputElement} */ (each).value);
  }
  const found = place?.querySelector("input, select");
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (found)?.value.trim() ?? "";
}
