// The menu of everything, favourites and history: one panel with a filter, three ways in.

import { fill, h } from "../dom.js";
import { modulesFor } from "../model/places.js";
import { matching } from "../model/trail.js";
import { icon } from "./icons.js";

/** @typedef {"all" | "favourites" | "history"} Tab */
/** @typedef {import("../model/trail.js").Place & {group?: string, at?: string}} Entry_ */

const TABS = /** @type {const} */ (["all", "favourites", "history"]);

/**
 * @param {{words: Words, me: Me, signal: AbortSignal, favourites: () => Entry_[], history: () => Entry_[], star: (place: Entry_) => void}} how
 */
export function flyout({ words, me, signal, favourites, history, star }) {
  const { t } = words;
  /** @type {Tab} */
  let tab = "all";
  /** @type {HTMLElement | null} */
  let opener = null;
  const filter = h("input", {
    type: "search",
    "aria-label": t("menu.filter"),
    placeholder: t("menu.filter"),
    oninput: draw,
  });
  const list = h("ul", { class: "flyout-list" });
  const none = h("p", { class: "empty" });
  const choices = TABS.map((each) =>
    h("button", { type: "button", onclick: () => turn(each) }, t(`menu.${each}`)),
  );
  const panel = h(
    "div",
    {
      class: "flyout",
      hidden: true,
      role: "dialog",
      "aria-label": t("menu.label"),
      onkeydown: leave,
    },
    h("div", { class: "flyout-tabs" }, ...choices),
    filter,
    list,
    none,
  );
  const buttons = TABS.map((each) =>
    h(
      "button",
      {
        type: "button",
        class: `bar-menu bar-${each}`,
        "aria-expanded": "false",
        onclick: (/** @type {MouseEvent} */ event) => toggle(each, event.currentTarget),
      },
      each === "all" && icon("menu"),
      h("span", {}, t(`menu.${each}`)),
    ),
  );
  document.addEventListener("click", outside, { signal });

  /** @param {Tab} which @param {EventTarget | null} from */
  function toggle(which, from) {
    if (!panel.hidden && tab === which) return close();
    opener = from instanceof HTMLElement ? from : null;
    panel.hidden = false;
    filter.value = "";
    turn(which);
    filter.focus();
  }

  /** @param {Tab} which */
  function turn(which) {
    tab = which;
    for (const [place, each] of TABS.entries()) {
      const is = String(!panel.hidden && each === tab);
      choices[place]?.setAttribute("aria-pressed", is);
      buttons[place]?.setAttribute("aria-expanded", is);
    }
    draw();
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    for (const each of buttons) each.setAttribute("aria-expanded", "false");
    opener?.focus();
  }

  /** @returns {Entry_[]} */
  function entries() {
    if (tab === "favourites") return favourites();
    if (tab === "history") return history();
    return modulesFor(me).map(({ address, key, group }) => ({
      address,
      title: t(key),
      group,
    }));
  }

  function draw() {
    const stars = new Set(favourites().map((each) => each.address));
    const found = matching(entries(), filter.value).map((each, place, all) => ({
      ...each,
      heading: each.group && all[place - 1]?.group !== each.group ? each.group : null,
      isStar: stars.has(each.address),
    }));
    fill(list, found, (each) => each.address, row);
    none.hidden = found.length > 0;
    none.textContent = filter.value ? t("menu.noMatch") : t(`menu.${tab}.none`);
  }

  /** @param {Entry_ & {heading: string | null, isStar: boolean}} each */
  function row({ address, title, heading, isStar }) {
    const mark = h(
      "button",
      {
        type: "button",
        class: "star-button",
        "aria-pressed": String(isStar),
        "aria-label": t("menu.star", { title }),
        onclick: () => {
          star({ address, title });
          draw();
        },
      },
      icon("star"),
    );
    return h(
      "li",
      {},
      heading && h("span", { class: "flyout-heading" }, words.word("section", heading)),
      h("div", {}, h("a", { href: address, onclick: close }, title), mark),
    );
  }

  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key === "Escape") close();
  }

  /** @param {Event} event */
  function outside(event) {
    const on = event.target;
    // A star that was pressed is drawn anew, and lies in the page no more.
    if (!(on instanceof Node) || !document.contains(on)) return;
    if (panel.contains(on) || buttons.some((each) => each.contains(on))) return;
    panel.hidden = true;
    for (const each of buttons) each.setAttribute("aria-expanded", "false");
  }

  return { buttons, panel, toggle, close };
}
