// The frame around every screen: bar, rail, tabs of open records, what is said in passing.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { modulesFor } from "../model/places.js";
import { starred, visited } from "../model/trail.js";
import { bell } from "./bell.js";
import { flyout } from "./flyout.js";
import { entitle, goTo, ground } from "./ground.js";
import { icon } from "./icons.js";
import { palette } from "./palette.js";
import { preferencesMenu } from "./preferences-menu.js";
import { rail } from "./rail.js";
import { shortcuts } from "./shortcuts.js";
import { tabs } from "./tabs.js";

/** @typedef {import("../model/trail.js").Place} Place */

/**
 * @param {HTMLElement} root
 * @param {{words: Words, me: Me, send?: Send, signal: AbortSignal, kind: "platform" | "development", start: () => void, go?: (address: string) => void}} context
 */
export function shell(root, { words, me, send, signal, kind, start, go = goTo }) {
  const { t } = words;
  const favourites = inBrowser("favourites", /** @type {Place[]} */ ([]));
  const history = inBrowser("history", /** @type {Place[]} */ ([]));
  let here = { address: "#/", title: "", isRecord: false };
  const name = h("span", { class: "place-name" });
  const star = h(
    "button",
    { type: "button", class: "star-button", onclick: starHere },
    icon("star"),
  );
  const place = h("span", { class: "place" }, name, star);
  const { main, brand, lay, acts } = ground(root, words);
  const sections = rail({ words, signal });
  const keys = shortcuts({ words, signal });
  const open = tabs({ words, signal, go });
  const menus = flyout({
    words,
    me,
    signal,
    favourites: favourites.read,
    history: history.read,
    star: turnStar,
  });
  const find = palette({ words, signal, choices, search });
  const bar = h(
    "header",
    { class: "bar-top" },
    ...menus.buttons.slice(0, 1),
    brand,
    ...menus.buttons.slice(1),
    place,
    searchBox(),
    send && bell({ words, send, signal }),
    helpButton(),
    preferencesMenu({ words, me, signal, kind, start, help: keys.help }),
  );
  lay(bar, menus.panel, sections.element, open.element);
  keys.add(ownKeys(), signal);
  globalThis.addEventListener?.("beforeunload", guard, { signal });

  function searchBox() {
    const input = h("input", {
      type: "search",
      name: "q",
      "aria-label": t("shell.search"),
      placeholder: t("shell.search"),
      maxlength: 1000,
    });
    return h("form", { class: "search", role: "search", onsubmit: ask }, icon("search"), input);

    /** @param {SubmitEvent} event */
    function ask(event) {
      event.preventDefault();
      if (input.value.trim()) go(`#/search?q=${encodeURIComponent(input.value.trim())}`);
    }
  }

  function helpButton() {
    const named = { "aria-label": t("keys.title"), title: t("keys.title") };
    return h(
      "button",
      {
        type: "button",
        class: "bar-icon bar-help",
        ...named,
        onclick: keys.help,
      },
      icon("help"),
    );
  }

  /** @returns {import("../model/keys.js").Shortcut[]} */
  function ownKeys() {
    const box = () => bar.querySelector("input")?.focus();
    const group = "everywhere";
    return [
      ...modulesFor(me)
        .filter((each) => each.keys)
        .map(({ keys: pressed = "", address, key }) => ({
          keys: pressed,
          label: t(key),
          group: /** @type {const} */ ("go"),
          run: () => go(address),
        })),
      {
        keys: "ctrl+k",
        label: t("palette.title"),
        group,
        run: find,
        inText: true,
      },
      { keys: "/", label: t("shell.search"), group, run: box },
      { keys: "?", label: t("keys.title"), group, run: keys.help },
      {
        keys: "ctrl+/",
        label: t("keys.title"),
        group,
        run: keys.help,
        inText: true,
      },
      {
        keys: "g a",
        label: t("menu.all"),
        group,
        run: () => menus.toggle("all", null),
      },
      {
        keys: "g f",
        label: t("menu.favourites"),
        group,
        run: () => menus.toggle("favourites", null),
      },
      {
        keys: "g r",
        label: t("menu.history"),
        group,
        run: () => menus.toggle("history", null),
      },
      { keys: "f", label: t("shell.star"), group, run: starHere },
      { keys: "alt+w", label: t("tabs.closeThis"), group, run: open.close },
    ];
  }

  /** @returns {import("./palette.js").Choice[]} */
  function choices() {
    const to = (/** @type {Place} */ { address, title }, /** @type {string} */ kind) => ({
      title,
      kind,
      id: `${kind} ${address}`,
      run: () => go(address),
    });
    return [
      ...open.all().map((each) => to(each, t("palette.open"))),
      ...modulesFor(me).map(({ address, key }) => to({ address, title: t(key) }, t("palette.go"))),
      {
        title: t("keys.title"),
        kind: t("palette.do"),
        id: "keys",
        run: keys.help,
      },
      ...favourites.read().map((each) => to(each, t("menu.favourites"))),
      ...history.read().map((each) => to(each, t("menu.history"))),
    ];
  }

  /** @param {string} typed @param {AbortSignal} asked @returns {Promise<import("./palette.js").Choice[]>} */
  async function search(typed, asked) {
    if (!send) return [];
    const query = new URLSearchParams({ q: typed, limit: "6" });
    const { items } = await send(`/search?${query}`, { signal: asked });
    return items.map((/** @type {Hit} */ hit) => ({
      title: `${hit.number} ${hit.title}`,
      kind: words.word("hitKind", hit.kind),
      id: hit.id,
      run: () => go(hit.kind === "ticket" ? `#/tickets/${hit.id}` : `#/knowledge/${hit.id}`),
    }));
  }

  function starHere() {
    turnStar({ address: here.address, title: here.title });
  }

  /** @param {Place} which */
  function turnStar(which) {
    favourites.write(starred(favourites.read(), which));
    drawStar();
  }

  function drawStar() {
    const is = favourites.read().some((each) => each.address === here.address);
    star.setAttribute("aria-pressed", String(is));
    star.setAttribute("aria-label", t("menu.star", { title: here.title }));
  }

  /** @param {BeforeUnloadEvent} event */
  function guard(event) {
    if (open.hasUnsaved()) event.preventDefault();
  }

  return {
    ...acts,
    keys: keys.add,
    /** @param {boolean} isUnsaved */
    mark: (isUnsaved) => open.mark(here.address, isUnsaved),
    /** @param {HTMLElement} screen @param {string} section @param {{address?: string, isRecord?: boolean}} [at] */
    show(screen, section, { address = location.hash || "#/", isRecord = false } = {}) {
      here = { address, title: "", isRecord };
      main.replaceChildren(screen);
      open.at(address);
      menus.close();
      sections.at(section);
    },
    /** The screen stands at another address now. @param {string} address */
    moved(address) {
      here = { ...here, address };
    },
    /** @param {string} text */
    title(text) {
      if (text !== here.title) {
        here.title = text;
        history.write(visited(history.read(), { address: here.address, title: text }));
        if (here.isRecord) open.open(here.address, text);
      }
      name.textContent = text;
      drawStar();
      entitle(text);
    },
  };
}
