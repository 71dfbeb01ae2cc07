// The keys of a telephone, for fingers and for the keyboard.

import { h } from "../product.js";
import { KEYS } from "./tones.js";

const LETTERS = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "+", ""];

/**
 * Twelve keys. `press` gets each one as it goes down, by pointer or by the same key of a keyboard.
 * @param {{label: string, press: (key: string) => void}} given
 */
export function keypad({ label, press }) {
  const keys = [...KEYS].map((key, place) =>
    h(
      "button",
      {
        type: "button",
        class: "key",
        "data-key": key,
        onclick: () => press(key),
      },
      h("span", {}, key),
      LETTERS[place] && h("small", { "aria-hidden": "true" }, LETTERS[place]),
    ),
  );
  return h("div", { class: "keypad", role: "group", "aria-label": label, onkeydown }, ...keys);

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const key = keys.find((each) => each.dataset.key === event.key);
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    key.focus();
    key.click();
  }
}
