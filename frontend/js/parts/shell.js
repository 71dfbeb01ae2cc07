// The frame around every screen: bar, rail, what is said in passing.

import { h } from "../dom.js";
import * as preferences from "../preferences.js";
import * as session from "../session.js";
import { icon } from "./icons.js";
import { focusOn, menu } from "./menu.js";

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

/**
 * @param {HTMLElement} root
 * @param {{words: Words, me: Me, signal: AbortSignal, kind: "platform" | "development", start: () => void}} context
 */
export function shell(root, { words, me, signal, kind, start }) {
  const { t } = words;
  const place = h("span", { class: "place" });
  const status = h("div", { class: "said", role: "status" });
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = new Map(SECTIONS.map((section) => [section, link(section)]));
  const rail = h("nav", { class: "rail", "aria-label": t("shell.sections") }, ...links.values());
  const brand = h("a", { class: "brand", href: "#/" }, icon("mark"), h("span", {}, "Centralita"));
  const bar = h("header", { class: "bar-top" }, brand, place, searchBox(), preferencesMenu());
  const skip = h("a", { class: "skip", href: "#main", onclick: jump }, t("shell.skip"));
  root.replaceChildren(skip, bar, rail, main, status);

  /** @param {typeof SECTIONS[number]} section */
  function link(section) {
    const address = section === "home" ? "#/" : `#/${section}`;
    return h("a", { href: address }, icon(section), h("span", {}, t(`section.${section}`)));
  }

  function searchBox() {
    const input = h("input", {
      type: "search",
      name: "q",
      "aria-label": t("shell.search"),
      placeholder: t("shell.search"),
      maxlength: 1000,
    });
    return h("form", { class: "search", role: "search", onsubmit: find }, icon("search"), input);

    /** @param {SubmitEvent} event */
    function find(event) {
      event.preventDefault();
      if (input.value.trim())
        location.hash = `#/search?q=${encodeURIComponent(input.value.trim())}`;
    }
  }

  function preferencesMenu() {
    const languages = choice(
      t("shell.language"),
      Object.entries(preferences.LANGUAGES),
      words.code,
      (code) => {
        preferences.chooseLanguage(code);
        start();
      },
    );
    const themes = choice(
      t("shell.theme"),
      preferences.THEMES.map((name) => [name, t(`theme.${name}`)]),
      preferences.theme(),
      preferences.chooseTheme,
    );
    const who = h(
      "p",
      { class: "who" },
      h("b", {}, me.name),
      h("span", { class: "muted" }, me.roles.map((role) => words.word("role", role)).join(", ")),
    );
    const summary = h(
      "summary",
      {},
      h("span", { "aria-hidden": "true" }, initials(me.name)),
      h("span", { class: "unseen" }, t("shell.menu", { name: me.name })),
    );
    return menu(summary, [who, languages, themes, wayOut()], signal);
  }

  function wayOut() {
    if (kind === "platform")
      return h("a", { class: "button", href: "/.auth/logout" }, t("shell.signOut"));
    return h(
      "button",
      {
        type: "button",
        onclick: () => {
          session.leave();
          start();
        },
      },
      t("shell.switch"),
    );
  }

  /** @param {Event} event */
  function jump(event) {
    event.preventDefault();
    focus();
  }

  const focus = () => focusOn(main);

  return {
    focus,
    /** @param {HTMLElement} screen @param {string} section */
    show(screen, section) {
      main.replaceChildren(screen);
      for (const [name, element] of links) {
        if (name === section) element.setAttribute("aria-current", "page");
        else element.removeAttribute("aria-current");
      }
    },
    /** @param {string} text */
    title(text) {
      place.textContent = text;
      document.title = `${text} · Centralita`;
    },
    /** @param {string} text */
    tell(text) {
      const note = h("p", {}, text);
      status.replaceChildren(note);
      setTimeout(() => note.remove(), 6_000);
    },
  };
}

/**
 * @param {string} label
 * @param {[string, string][]} options
 * @param {string} value
 * @param {(value: string) => void} chosen
 */
function choice(label, options, value, chosen) {
  /** @type {HTMLSelectElement} */
  const select = h(
    "select",
    { onchange: () => chosen(select.value) },
    ...options.map(([each, text]) => h("option", { value: each, selected: each === value }, text)),
  );
  return h("label", { class: "choice" }, label, select);
}

/** @param {string} name */
const initials = (name) =>
  name
    .split(/[\s@.]+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join("");
