// Choices as chips that are pressed or not, under a name.

import { h } from "../dom.js";

/**
 * @param {string} legend
 * @param {string} name
 * @param {[string, string][]} options value and words
 * @param {Iterable<string | number>} chosen
 */
export function chips(legend, name, options, chosen = []) {
  return h(
    "fieldset",
    { class: "chip-row wide" },
    h("legend", {}, legend),
    ...boxes(name, options, chosen),
  );
}

/** The chips alone. @param {string} name @param {[string, string][]} options @param {Iterable<string | number>} chosen */
export function boxes(name, options, chosen) {
  const pressed = new Set([...chosen].map(String));
  return options.map(([value, text]) =>
    h(
      "label",
      { class: "chip" },
      h("input", { type: "checkbox", name, value, checked: pressed.has(value) }),
      text,
    ),
  );
}
