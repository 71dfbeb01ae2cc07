// Goes anywhere and does anything by typing: places, open records, commands, and what a search finds.

import { fill, h } from "../dom.js";
import { matching } from "../model/trail.js";

/** @typedef {{title: string, kind: string, run: () => unknown, id: string}} Choice */

const SHOWN = 12;

/**
 * @param {{words: Words, signal: AbortSignal, choices: () => Choice[], search: (typed: string, signal: AbortSignal) => Promise<Choice[]>}} how
 */
export function palette({ words, signal, choices, search }) {
  const { t } = words;

  return function open() {
    if (document.querySelector(".palette")) return;
    let at = 0;
    /** @type {Choice[]} */
    let found = [];
    let asking = new AbortController();
    const input = h("input", {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "palette-list",
      "aria-autocomplete": "list",
      "aria-label": t("palette.what"),
      placeholder: t("palette.what"),
      autocomplete: "off",
      oninput: type,
      onkeydown: press,
    });
    const list = h("ul", {
      id: "palette-list",
      role: "listbox",
      "aria-label": t("palette.title"),
    });
    const none = h("p", { class: "empty", hidden: true }, t("palette.none"));
    const dialog = h(
      "dialog",
      {
        class: "palette",
        "aria-label": t("palette.title"),
        onclose: end,
        onclick: aside,
      },
      input,
      list,
      none,
      h("p", { class: "hint" }, t("palette.hint")),
    );
    document.body.append(dialog);
    signal.addEventListener("abort", () => dialog.close(), {
      once: true,
      signal: asking.signal,
    });
    dialog.showModal();
    input.focus();
    show(choices().slice(0, SHOWN));

    function type() {
      at = 0;
      const typed = input.value.trim();
      const local = matching(choices(), typed).slice(0, SHOWN);
      show(local);
      asking.abort();
      asking = new AbortController();
      if (typed.length > 1) later(typed, local, asking.signal);
    }

    /** @param {string} typed @param {Choice[]} local @param {AbortSignal} asked */
    async function later(typed, local, asked) {
      await new Promise((resolve) => setTimeout(resolve, 180));
      if (asked.aborted) return;
      const more = await search(typed, asked).catch(() => []);
      if (!asked.aborted) show([...local.slice(0, SHOWN - 4), ...more].slice(0, SHOWN + 4));
    }

    /** @param {Choice[]} now */
    function show(now) {
      found = now;
      at = Math.min(at, Math.max(0, found.length - 1));
      const rows = found.map((each, place) => ({
        ...each,
        place,
        isAt: place === at,
      }));
      fill(list, rows, (each) => each.id, row);
      none.hidden = found.length > 0;
      input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
      list.children[at]?.scrollIntoView?.({ block: "nearest" });
    }

    /** @param {Choice & {place: number, isAt: boolean}} each */
    function row({ title, kind, place, isAt }) {
      return h(
        "li",
        {
          id: `palette-${place}`,
          role: "option",
          "aria-selected": String(isAt),
          onclick: () => take(place),
        },
        h("span", {}, title),
        h("span", { class: "muted" }, kind),
      );
    }

    /** @param {KeyboardEvent} event */
    function press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Enter") take(at);
      else if (!step) return;
      event.preventDefault();
      if (!step) return;
      at = (at + step + found.length) % Math.max(1, found.length);
      show(found);
    }

    /** @param {number} place */
    function take(place) {
      const chosen = found[place];
      if (!chosen) return;
      dialog.close();
      chosen.run();
    }

    /** @param {MouseEvent} event */
    function aside(event) {
      if (event.target === dialog) dialog.close();
    }

    function end() {
      asking.abort();
      dialog.remove();
    }
  };
}
