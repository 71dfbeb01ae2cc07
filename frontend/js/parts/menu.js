// A menu that closes by Escape and by a click elsewhere, and the way to a screen's heading.

import { h } from "../dom.js";

/**
 * `signal` ends its listening to the document.
 * @param {HTMLElement} summary @param {(Node | string)[]} inside @param {AbortSignal} signal
 */
export function menu(summary, inside, signal) {
  const details = h(
    "details",
    { class: "menu", onkeydown: leave },
    summary,
    h("div", { class: "menu-body" }, ...inside),
  );
  document.addEventListener("click", outside, { signal });
  return details;

  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key !== "Escape") return;
    details.open = false;
    summary.focus();
  }

  /** @param {Event} event */
  function outside(event) {
    if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
  }
}

/** Where a new screen begins, for keyboards and screen readers. @param {HTMLElement} screen */
export function focusOn(screen) {
  const heading = screen.querySelector("h1") ?? screen;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  globalThis.scrollTo?.(0, 0);
}
