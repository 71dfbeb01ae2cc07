// Frames for what stands on a screen: a named card, the heading with what may be done, links beside it.

import { h } from "../dom.js";

/** A part of a screen with a heading. @param {string} name @param {...import("../dom.js").Child} children */
export const card = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** What a screen is called, and what stands beside it. @param {string} name @param {...import("../dom.js").Child} more */
export const heading = (name, ...more) => h("div", { class: "head" }, h("h1", {}, name), ...more);

/** Something to press. @param {string} text @param {() => unknown} onclick @param {string} [kind] */
export const button = (text, onclick, kind = "") =>
  h("button", { type: "button", class: kind, onclick }, text);

/**
 * Links between screens that belong together; the one that is shown says so.
 * @param {string} name for screen readers
 * @param {[string, string][]} links address and words
 * @param {string} here the address that is shown
 */
export function links(name, links, here) {
  const each = links.map(([href, text]) =>
    h("a", { href, "aria-current": href === here ? "page" : null }, text),
  );
  const shown = each.find((link) => link.getAttribute("aria-current"));
  // Where they do not fit side by side, the one that is shown is in sight.
  globalThis.requestAnimationFrame?.(() => shown?.scrollIntoView?.({ block: "nearest" }));
  return h("nav", { class: "section-links", "aria-label": name }, ...each);
}
