// Which columns the list shows, and in which order.

import { h } from "../dom.js";
import { COLUMNS, moved, toggled, USUAL } from "../model/list-columns.js";
import { fieldName } from "../model/saying.js";
import { icon } from "../parts/icons.js";

/** @typedef {import("../model/list-columns.js").Column} Column */

/** `usual`: their widths, too, are to be the usual ones again. @param {{words: Words, chosen: Column[], choose: (columns: Column[]) => void, usual: () => void}} how */
export function columnChooser({ words, chosen, choose, usual: widen }) {
  const { t } = words;
  let now = chosen;
  const list = h("ul", { class: "chooser-list" });
  const element = h(
    "button",
    { type: "button", onclick: open },
    icon("columns"),
    h("span", {}, t("list.columns")),
  );
  return element;

  function open() {
    const close = h("button", { type: "button", class: "primary" }, t("keys.close"));
    const usual = h("button", { type: "button", class: "quiet", onclick: back }, t("list.usual"));
    /** @type {HTMLDialogElement} */
    const dialog = h(
      "dialog",
      {
        class: "dialog",
        "aria-labelledby": "columns-title",
        onclose: () => dialog.remove(),
      },
      h("h2", { id: "columns-title" }, t("list.columns")),
      list,
      h("div", { class: "buttons" }, close, usual),
    );
    close.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    draw();
    dialog.showModal();
  }

  function back() {
    widen();
    set(USUAL);
  }

  /** @param {Column[]} columns */
  function set(columns) {
    now = columns;
    draw();
    choose(now);
  }

  function draw() {
    const others = COLUMNS.filter((each) => !now.includes(each));
    const held = document.activeElement?.getAttribute("data-name");
    list.replaceChildren(...[...now, ...others].map(row));
    /** @type {HTMLElement | null} */ (
      held ? list.querySelector(`[data-name="${held}"]`) : null
    )?.focus();
  }

  /** @param {Column} column */
  function row(column) {
    const name = fieldName(words, column);
    const isShown = now.includes(column);
    const box = h("input", {
      type: "checkbox",
      checked: isShown,
      "data-name": `${column} box`,
      onchange: () => set(toggled(now, column)),
    });
    const step = (/** @type {"up" | "down"} */ way, /** @type {number} */ by) =>
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-name": `${column} ${way}`,
          "aria-label": t(`list.${way}`, { name }),
          disabled: !isShown || moved(now, column, by) === now,
          onclick: () => set(moved(now, column, by)),
        },
        way === "up" ? "↑" : "↓",
      );
    return h(
      "li",
      {},
      h("label", { class: "tick" }, box, name),
      h("span", {}, step("up", -1), step("down", 1)),
    );
  }
}
