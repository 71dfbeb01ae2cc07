// A menu where somebody pressed the other button, or the menu key: arrows, Enter, Escape.

import { h } from "../dom.js";

/** @typedef {{label: string, run: () => unknown}} Item */

/**
 * @param {{x: number, y: number, label: string, items: Item[]}} what where, and what it offers
 */
export function contextMenu({ x, y, label, items }) {
  document.querySelector(".context-menu")?.remove();
  const before = document.activeElement;
  const end = new AbortController();
  const { signal } = end;
  const buttons = items.map((each) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        onclick: () => take(each),
      },
      each.label,
    ),
  );
  const menu = h(
    "div",
    { class: "context-menu", role: "menu", "aria-label": label, onkeydown },
    ...buttons,
  );
  // Elsewhere in the page a dialog may be on top: the menu lies in it then.
  (document.querySelector("dialog[open]") ?? document.body).append(menu);
  place();
  buttons[0]?.focus();
  document.addEventListener("pointerdown", outside, { signal });
  document.addEventListener("scroll", close, { signal, capture: true });
  globalThis.addEventListener?.("hashchange", close, { signal });

  /** Within what can be seen. */
  function place() {
    const { width, height } = menu.getBoundingClientRect();
    const left = Math.max(0, Math.min(x, innerWidth - width - 8));
    const top = Math.max(0, Math.min(y, innerHeight - height - 8));
    menu.style.translate = `${left}px ${top}px`;
  }

  /** @param {Item} item */
  function take(item) {
    close();
    item.run();
  }

  function close() {
    end.abort();
    menu.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  function outside(event) {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (step) buttons[(at + step + buttons.length) % buttons.length]?.focus();
  }
}
