// What the panels beside the telephone are made of: headings, and choices of a few.

import { h } from "../product.js";

/**
 * A heading with a sentence below it, and what can be done.
 * @param {string} title @param {string} [what] @param {...(Node | false | null)} acts
 */
export function heading(title, what = "", ...acts) {
  return h(
    "header",
    { class: "panel-head" },
    h("div", {}, h("h1", {}, title), h("p", { class: "panel-what muted" }, what)),
    h("div", { class: "buttons" }, ...acts),
  );
}

let made = 0;

/**
 * One of a few.
 * @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} chosen
 */
export function choices(label, options, value, chosen) {
  made += 1;
  const name = `choice-${made}`;
  return h(
    "fieldset",
    { class: "chips" },
    h("legend", { class: "unseen" }, label),
    ...options.map(([each, text]) =>
      h(
        "label",
        { class: "chip" },
        h("input", {
          type: "radio",
          name,
          value: each,
          checked: each === value,
          onchange: () => chosen(each),
        }),
        text,
      ),
    ),
  );
}

/**
 * Several of a few, all of them at first.
 * @param {string} label @param {[string, string][]} options @param {(value: string, isOn: boolean) => void} turned
 */
export function toggles(label, options, turned) {
  return h(
    "fieldset",
    { class: "chips" },
    h("legend", { class: "unseen" }, label),
    ...options.map(([each, text]) => {
      /** @type {HTMLInputElement} */
      const box = h("input", {
        type: "checkbox",
        checked: true,
        onchange: () => turned(each, box.checked),
      });
      return h("label", { class: `chip group-${each}` }, box, text);
    }),
  );
}

/**
 * A field with its label, and a hint.
 * @param {string} label @param {HTMLElement} control @param {string} [hint]
 */
export function field(label, control, hint) {
  return h(
    "label",
    { class: "field" },
    h("span", { class: "field-name" }, label),
    control,
    hint && h("small", { class: "hint" }, hint),
  );
}
