// The frame around what requesters see: three places to go, preferences, what is said in passing.

import { h } from "../dom.js";
import { icon, sign } from "./icons.js";
import { focusOn } from "./menu.js";
import { preferencesMenu } from "./preferences-menu.js";
import { shortcuts } from "./shortcuts.js";
import { toasts } from "./toasts.js";

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
  const said = toasts(words);
  const offline = h("div", { class: "offline", role: "alert", hidden: true }, t("error.offline"));
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = new Map(PLACES.map((place) => [place.section, link(place)]));
  const places = h("nav", { class: "places", "aria-label": t("shell.sections") });
  places.append(...links.values());
  const brand = h("a", { class: "brand", href: "#/" }, sign(), h("span", {}, "Centralita"));
  const keys = shortcuts({ words, signal });
  const preferences = preferencesMenu({ words, me, signal, kind, start, help: keys.help });
  const bar = h("header", { class: "bar-top" }, brand, places, preferences);
  const skip = h("a", { class: "skip", href: "#main", onclick: jump }, t("shell.skip"));
  root.replaceChildren(skip, bar, main, said.element, offline);
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

  /** @param {Event} event */
  function jump(event) {
    event.preventDefault();
    focus();
  }

  const focus = () => focusOn(main);

  return {
    focus,
    tell: said.tell,
    keys: keys.add,
    /** Nobody answers, or somebody does again. @param {boolean} isOffline */
    offline(isOffline) {
      offline.hidden = !isOffline;
    },
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
    /** @param {string} text */
    title(text) {
      document.title = `${text} · Centralita`;
    },
  };
}

/** @param {string} address */
function goTo(address) {
  location.hash = address;
}
