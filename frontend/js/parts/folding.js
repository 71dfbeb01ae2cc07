// A part of a screen that can be folded away, and stays so in this browser.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";

/** @param {string} key what it is remembered by @param {string} name @param {...Node} children */
export function folding(key, name, ...children) {
  const isFolded = inBrowser(`folded.${key}`, false);
  const element = h(
    "details",
    { class: "card fold", open: !isFolded.read(), ontoggle: keep },
    h("summary", {}, h("h2", {}, name)),
    h("div", { class: "fold-body" }, ...children),
  );

  function keep() {
    isFolded.write(!element.open);
  }

  return element;
}
