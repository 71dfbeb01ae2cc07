// Which fields a ticket has, and an input for each: ours, and those an organisation added.

import { h } from "../dom.js";
import { fieldName } from "../model/saying.js";

/**
 * @typedef {{name: string, label: string, kind: string, options?: [string, string][], required?: boolean, maxlength?: number, wide?: boolean, isNumber?: boolean}} Shown
 */

/** In the order the form shows them. @param {Context} context @param {Ticket} ticket @returns {Promise<Shown[]>} */
export async function ticketFields({ words, send, signal }, ticket) {
  /** @type {[string, string][]} */
  const degrees = [1, 2, 3].map((each) => [String(each), words.word("degree", each)]);
  /** @type {FieldDefinition[]} */
  const added = await send("/ticket-fields", { signal }).catch(() => []);
  const label = (/** @type {string} */ name) => fieldName(words, name);
  return [
    {
      name: "title",
      label: label("title"),
      kind: "text",
      required: true,
      maxlength: 200,
      wide: true,
    },
    {
      name: "description",
      label: label("description"),
      kind: "textarea",
      maxlength: 20_000,
      wide: true,
    },
    {
      name: "impact",
      label: label("impact"),
      kind: "select",
      options: degrees,
      isNumber: true,
    },
    {
      name: "urgency",
      label: label("urgency"),
      kind: "select",
      options: degrees,
      isNumber: true,
    },
    {
      name: "assignee",
      label: label("assignee"),
      kind: "text",
      maxlength: 200,
    },
    {
      name: "language",
      label: label("language"),
      kind: "select",
      options: words.languages(),
    },
    ...added.filter((each) => belongs(each, ticket)).map((each) => own(words, each)),
  ];
}

/** @param {FieldDefinition} field @param {Ticket} ticket */
const belongs = ({ templates, retired, key }, ticket) =>
  (!retired && (templates.length === 0 || templates.includes(ticket.template ?? ""))) ||
  (ticket.fields?.[key] ?? null) !== null;

/** @param {Words} words @param {FieldDefinition} field @returns {Shown} */
function own(words, { key, label, kind, choices }) {
  const name = `fields.${key}`;
  const shown = label[words.code] ?? key;
  const none = /** @type {[string, string]} */ (["", words.t("ticket.nothing")]);
  if (kind === "choice")
    return {
      name,
      label: shown,
      kind: "select",
      options: [none, ...choices.map(twice)],
    };
  if (kind === "boolean")
    return {
      name,
      label: shown,
      kind: "boolean",
      options: [none, ["true", words.t("form.yes")], ["false", words.t("form.no")]],
    };
  const inputs = { number: "number", date: "date", text: "text", user: "text" };
  return {
    name,
    label: shown,
    kind: inputs[kind],
    maxlength: 2000,
    isNumber: kind === "number",
  };
}

/** @param {string} text @returns {[string, string]} */
const twice = (text) => [text, text];

let made = 0;

/** @param {Words} words @param {Shown} field @param {(name: string) => void} changed */
export function inputFor(
  words,
  { name, label, kind, options, required, maxlength, wide, isNumber },
  changed,
) {
  const id = `record-${++made}`;
  const tell = () => changed(name);
  /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
  const input = options
    ? h(
        "select",
        { id, name, onchange: tell },
        ...options.map(([value, text]) => h("option", { value }, text)),
      )
    : kind === "textarea"
      ? h("textarea", { id, name, rows: 5, maxlength, oninput: tell })
      : h("input", {
          id,
          name,
          type: kind,
          required,
          maxlength,
          oninput: tell,
          autocomplete: "off",
          step: kind === "number" ? "any" : null,
        });
  const star = required && h("span", { class: "star", "aria-hidden": "true" }, " *");
  const dot = h("span", {
    class: "unsaved-mark",
    role: "img",
    "aria-label": words.t("record.isUnsaved"),
  });
  const element = h(
    "div",
    { class: wide ? "field wide" : "field" },
    h("label", { for: id }, label, star, dot),
    input,
  );
  return {
    element,
    input,
    read() {
      const value = input.value.trim();
      if (!value) return name === "description" || required ? "" : null;
      if (kind === "boolean") return value === "true";
      return isNumber ? Number(value) : value;
    },
    /** @param {unknown} value */
    show(value) {
      const text = value === null || value === undefined ? "" : String(value);
      if (input.value !== text) input.value = text;
    },
  };
}
