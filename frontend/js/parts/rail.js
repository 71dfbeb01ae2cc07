// The way to each section: a rail beside the screen, or a bar below it where the screen is narrow.

import { h } from "../dom.js";
import { icon } from "./icons.js";

const SECTIONS = /** @type {const} */ ([
  "home",
  "tickets",
  "campaigns",
  "people",
  "calls",
  "knowledge",
  "dashboards",
  "admin",
]);
/** So many stand in the narrow bar; the others come up with "more". */
const FIRST = 4;

/** @param {{words: Words, signal: AbortSignal}} how */
export function rail({ words, signal }) {
  const { t } = words;
  const links = SECTIONS.map(link);
  const more = h(
    "button",
    { type: "button", class: "rail-more", "aria-expanded": "false", onclick: turn },
    icon("more"),
    h("span", {}, t("shell.more")),
  );
  const element = h(
    "nav",
    { class: "rail", "aria-label": t("shell.sections") },
    ...links.slice(0, FIRST),
    more,
    ...links.slice(FIRST),
  );
  element.addEventListener("keydown", leave, { signal });
  document.addEventListener("click", outside, { signal });

  /** @param {typeof SECTIONS[number]} section @param {number} place */
  function link(section, place) {
    const href = section === "home" ? "#/" : `#/${section}`;
    return h(
      "a",
      { href, class: place < FIRST ? null : "rail-other", "data-section": section },
      icon(section),
      h("span", {}, t(`section.${section}`)),
    );
  }

  function turn() {
    open(more.getAttribute("aria-expanded") !== "true");
  }

  /** @param {boolean} is */
  function open(is) {
    more.setAttribute("aria-expanded", String(is));
  }

  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key !== "Escape" || more.getAttribute("aria-expanded") !== "true") return;
    open(false);
    more.focus();
  }

  /** @param {Event} event */
  function outside({ target }) {
    if (!(target instanceof Node && element.contains(target))) open(false);
  }

  return {
    element,
    /** The section that is shown now. @param {string} section */
    at(section) {
      open(false);
      for (const each of links) {
        if (each.dataset.section === section) each.setAttribute("aria-current", "page");
        else each.removeAttribute("aria-current");
      }
    },
  };
}
