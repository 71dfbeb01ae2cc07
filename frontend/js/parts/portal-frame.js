// The frame around what requesters see: three places to go, preferences, what is said in passing.

import { h } from "../dom.js";
import { entitle, goTo, ground } from "./ground.js";
import { icon } from "./icons.js";
import { preferencesMenu } from "./preferences-menu.js";
import { shortcuts } from "./shortcuts.js";

/** @typedef {typeof PLACES[number]["section"]} Section */

const PLACES = /** @type {const} */ ([
  { section: "home", address: "#/", mark: "home", keys: "g h" },
  { section: "mine", address: "#/tickets", mark: "tickets", keys: "g m" },
  { section: "ask", address: "#/tickets/new", mark: "plus", keys: "n" },
]);

/**
 * The same to its screens as the desk's (`shell.js`).
 * @param {HTMLElement} root
 * @param {Parameters<typeof import("./shell.js").shell>[1]} context
 */
export function portalFrame(root, { words, me, signal, kind, start, go = goTo }) {
  const { t } = words;
  const { main, brand, lay, acts } = ground(root, words);
  const links = new Map(PLACES.map((place) => [place.section, link(place)]));
  const places = h("nav", { class: "places", "aria-label": t("shell.sections") });
  places.append(...links.values());
  const keys = shortcuts({ words, signal });
  const preferences = preferencesMenu({ words, me, signal, kind, start, help: keys.help });
  lay(h("header", { class: "bar-top" }, brand, places, preferences));
  root.classList.add("portal");
  signal.addEventListener("abort", () => root.classList.remove("portal"));
  keys.add(ownKeys(), signal);

  /** @param {typeof PLACES[number]} place */
  function link({ section, address, mark }) {
    return h("a", { href: address }, icon(mark), h("span", {}, t(`portal.${section}`)));
  }

  /** @returns {import("../model/keys.js").Shortcut[]} */
  function ownKeys() {
    const group = "everywhere";
    const search = () => main.querySelector("input")?.focus();
    return [
      ...PLACES.map(({ section, address, keys: pressed }) => ({
        keys: pressed,
        label: t(`portal.${section}`),
        group: /** @type {const} */ ("go"),
        run: () => go(address),
      })),
      { keys: "/", label: t("portal.search"), group, run: search },
      { keys: "?", label: t("keys.title"), group, run: keys.help },
    ];
  }

  return {
    ...acts,
    keys: keys.add,
    /** Nothing here has a tab that could say so. */
    mark: () => {},
    moved: () => {},
    /** @param {HTMLElement} screen @param {string} section */
    show(screen, section) {
      main.replaceChildren(screen);
      for (const [each, element] of links) {
        if (each === section) element.setAttribute("aria-current", "page");
        else element.removeAttribute("aria-current");
      }
    },
    title: entitle,
  };
}
