// Fields that hold several things: boxes to tick, and rows of inputs that can be added and taken away.

import { h } from "../dom.js";
import { boxes } from "./chips.js";

let made = 0;

/**
 * Boxes of which any may be ticked. `data.getAll(name)` gives what was.
 * @param {{name: string, label: string, options: [string, string][], values: Iterable<string | number>, hint?: string}} what
 * @returns {import("./form.js").Field}
 */
export function checks({ name, label, options, values, hint }) {
  const build = () =>
    group(name, label, hint, [h("div", { class: "chips" }, ...boxes(name, options, values))]);
  return { name, label, build };
}

/**
 * One yes or no.
 * @param {{name: string, label: string, value: boolean}} what
 * @returns {import("./form.js").Field}
 */
export function tick({ name, label, value }) {
  return checks({
    name,
    label,
    options: [["true", label]],
    values: value ? ["true"] : [],
  });
}

/** @typedef {{name: string, label: string, kind?: string, options?: [string, string][], required?: boolean, value?: string}} Cell */

/**
 * Rows of the same inputs. `rowsOf` reads them.
 * @param {{name: string, label: string, cells: Cell[], values: Record<string, unknown>[], hint?: string}} what
 * @returns {import("./form.js").Field}
 */
export function rows({ name, label, cells, values, hint }) {
  return { name, label, build };

  /** @param {Words} words */
  function build(words) {
    const list = h("ul", { class: "rows" }, ...values.map(row));
    const add = h("button", { type: "button", onclick: more }, words.t("rows.add"));
    const built = group(name, label, hint, [list, h("div", { class: "buttons" }, add)]);
    if (!values.length) list.append(row({}));
    return { ...built, check: () => checked(list) };

    function more() {
      const added = row({});
      list.append(added);
      /** @type {HTMLElement | null} */ (added.querySelector("input, select"))?.focus();
    }

    /** @param {Record<string, unknown>} value */
    function row(value) {
      const inputs = cells.map((cell) => inputOf(name, cell, value[cell.name]));
      const remove = h(
        "button",
        { type: "button", class: "quiet", onclick: drop },
        words.t("rows.remove"),
      );
      const line = h("li", {}, ...inputs, remove);
      return line;

      function drop() {
        line.remove();
        add.focus();
      }
    }
  }
}

/** @param {HTMLElement} list */
function checked(list) {
  const inputs = /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input, select")]);
  const wrong = inputs.find((each) => !each.checkValidity());
  wrong?.reportValidity?.();
  return !wrong;
}

/** @param {string} group @param {Cell} cell @param {unknown} given */
function inputOf(group, { name, label, kind = "text", options, required, value = "" }, given) {
  const held = given === undefined || given === null ? value : String(given);
  const own = { name: `${group}.${name}`, "aria-label": label, required };
  const input = options
    ? h(
        "select",
        own,
        ...known(options, held).map(([each, text]) =>
          h("option", { value: each, selected: each === held }, text),
        ),
      )
    : h("input", { ...own, type: kind, value: held, autocomplete: "off" });
  return h("label", {}, h("span", { "aria-hidden": "true" }, label), input);
}

/** The choices, with what is held already among them. @param {[string, string][]} options @param {string} held */
function known(options, held) {
  if (!held || options.some(([value]) => value === held)) return options;
  return /** @type {[string, string][]} */ ([...options, [held, held]]);
}

/**
 * What was filled in, row by row; rows with nothing in their first cell are none.
 * @param {FormData} data @param {string} name @param {string[]} cells
 * @returns {Record<string, string>[]}
 */
export function rowsOf(data, name, cells) {
  const columns = cells.map((cell) => data.getAll(`${name}.${cell}`).map(String));
  const found = (columns[0] ?? []).map((_, at) =>
    Object.fromEntries(cells.map((cell, which) => [cell, columns[which]?.[at]?.trim() ?? ""])),
  );
  return found.filter((each) => each[cells[0] ?? ""]);
}

/**
 * @param {string} name @param {string} label @param {string | undefined} hint @param {HTMLElement[]} inside
 * @returns {import("./form.js").Built}
 */
function group(name, label, hint, inside) {
  const id = `group-${++made}`;
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const element = h(
    "fieldset",
    { class: "field wide", tabindex: "-1", "aria-describedby": `${id}-wrong` },
    h("legend", {}, label),
    ...inside,
    hint && h("p", { class: "hint" }, hint),
    wrong,
  );
  return { name, element, input: element, say, check: () => true };

  /** @param {string} problem */
  function say(problem) {
    wrong.textContent = problem;
    wrong.hidden = !problem;
  }
}
