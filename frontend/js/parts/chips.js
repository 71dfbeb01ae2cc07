// Choices as chips that are pressed or not, under a name.

import { h } from "../dom.js";

/**
 * @param {string} legend
 * @param {string} name
 * @param {[string, string][]} options value and words
 * @param {readonly (string | number)[]} chosen
 */
export function chips(legend, name, options, chosen = []) {
  const pressed = new Set(chosen.map(String));
  return h(
    "fieldset",
    { class: "chip-row wide" },
    h("legend", {}, legend),
    ...options.map(([value, text]) =>
      h(
        "label",
        { class: "chip" },
        h("input", {
          type: "checkbox",
          name,
          value,
          checked: pressed.has(value),
        }),
        text,
      ),
    ),
  );
}
