// The records that are open, as tabs within the page. They survive a reload.

import { fill, h } from "../dom.js";
import { inTab } from "../kept.js";
import { closed, marked, neighbour, opened } from "../model/trail.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";

/**
 * @param {{words: Words, signal: AbortSignal, go: (address: string) => void}} how
 */
export function tabs({ words, signal, go }) {
  const { t } = words;
  const store = inTab("tabs", /** @type {import("../model/trail.js").Tab[]} */ ([]));
  let open = store.read();
  let here = "";
  const list = h("ul");
  const make = h(
    "a",
    { class: "tab-new", href: "#/tickets/new", title: t("tickets.new") },
    icon("plus"),
    h("span", { class: "unseen" }, t("tickets.new")),
  );
  const element = h(
    "nav",
    { class: "tabs", "aria-label": t("tabs.label"), hidden: true },
    list,
    make,
  );
  draw();

  /** @param {import("../model/trail.js").Tab[]} now */
  function set(now) {
    open = now;
    store.write(open);
    draw();
  }

  function draw() {
    element.hidden = open.length === 0;
    const shown = open.map((each) => ({
      ...each,
      isHere: each.address === here,
    }));
    fill(list, shown, (each) => each.address, tab);
  }

  /** @param {import("../model/trail.js").Tab & {isHere: boolean}} each */
  function tab({ address, title, unsaved, isHere }) {
    const link = h(
      "a",
      {
        href: address,
        "aria-current": isHere ? "page" : null,
        title,
        onauxclick,
        onkeydown,
      },
      unsaved && h("span", { class: "unsaved-mark", "aria-hidden": "true" }),
      h("span", { class: "tab-title" }, title),
      unsaved && h("span", { class: "unseen" }, t("tabs.unsaved")),
    );
    const end = h(
      "button",
      {
        type: "button",
        "aria-label": t("tabs.close", { title }),
        onclick: () => close(address),
      },
      icon("close"),
    );
    return h("li", { class: isHere ? "here" : null }, link, end);

    /** @param {MouseEvent} event */
    function onauxclick(event) {
      if (event.button !== 1) return;
      event.preventDefault();
      close(address);
    }

    /** @param {KeyboardEvent} event */
    function onkeydown(event) {
      if (event.key === "Delete") close(address);
    }
  }

  /** Close one; one with unsaved changes asks first. @param {string} address */
  function close(address) {
    const found = open.find((each) => each.address === address);
    if (!found?.unsaved) return end(address);
    ask({
      words,
      signal,
      title: t("leave.title"),
      text: t("leave.what", { title: found.title }),
      label: t("leave.anyway"),
      tone: "danger",
      send: async () => end(address),
    });
  }

  /** @param {string} address */
  function end(address) {
    const next = neighbour(open, address);
    set(closed(open, address));
    sessionStorage.removeItem(`centralita.draft.${address}`);
    if (address === here) go(next);
  }

  return {
    element,
    close: () => close(here),
    all: () => open,
    hasUnsaved: () => open.some((each) => each.unsaved),
    /** @param {string} address */
    at(address) {
      here = address;
      draw();
    },
    /** @param {string} address @param {string} title */
    open: (address, title) => set(opened(open, { address, title })),
    /** @param {string} address @param {boolean} unsaved */
    mark(address, unsaved) {
      const now = open.find((each) => each.address === address);
      if (now && Boolean(now.unsaved) !== unsaved) set(marked(open, address, unsaved));
    },
  };
}
