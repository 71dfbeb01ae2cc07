// Says something in passing, with a way to take it back; it stays while somebody is at it.

import { h } from "../dom.js";

const SHORT = 6_000;
const WITH_ACTION = 12_000; // long enough to read, decide and reach the button

/** @typedef {{label: string, run: () => unknown}} Action */

/** @param {Words} words */
export function toasts(words) {
  const element = h("div", { class: "said", role: "status" });

  /** @param {string} text @param {Action} [action] */
  function tell(text, action) {
    const close = h(
      "button",
      {
        type: "button",
        class: "toast-close",
        "aria-label": words.t("toast.close"),
        onclick: end,
      },
      "×",
    );
    const act =
      action && h("button", { type: "button", class: "toast-act", onclick: run }, action.label);
    const note = h("div", { class: "toast" }, h("p", {}, text), act, close);
    let timer = setTimeout(end, action ? WITH_ACTION : SHORT);
    note.addEventListener("pointerenter", hold);
    note.addEventListener("focusin", hold);
    note.addEventListener("pointerleave", go);
    note.addEventListener("focusout", go);
    element.append(note);
    while (element.children.length > 3) element.firstElementChild?.remove();

    function run() {
      end();
      action?.run();
    }

    function hold() {
      clearTimeout(timer);
    }

    function go() {
      clearTimeout(timer);
      timer = setTimeout(end, SHORT);
    }

    function end() {
      clearTimeout(timer);
      note.remove();
    }
  }

  return { element, tell };
}
