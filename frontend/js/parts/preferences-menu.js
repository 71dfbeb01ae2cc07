// Language, theme, shortcuts, and the way out.

import { h } from "../dom.js";
import * as preferences from "../preferences.js";
import * as session from "../session.js";
import { menu } from "./menu.js";

/** @param {{words: Words, me: Me, signal: AbortSignal, kind: "platform" | "development", start: () => void, help: () => void}} how */
export function preferencesMenu({ words, me, signal, kind, start, help }) {
  const { t } = words;
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
  /** @type {HTMLInputElement} */
  const box = h("input", {
    type: "checkbox",
    checked: preferences.hasShortcuts(),
    onchange: () => preferences.chooseShortcuts(box.checked),
  });
  const who = h(
    "p",
    { class: "who" },
    h("b", {}, me.name),
    h("span", { class: "muted" }, me.roles.map((role) => words.word("role", role)).join(", ")),
  );
  const zone = h("p", { class: "muted" }, t("shell.zone", { zone: zoneName() }));
  const summary = h(
    "summary",
    {},
    h("span", { "aria-hidden": "true" }, initials(me.name)),
    h("span", { class: "unseen" }, t("shell.menu", { name: me.name })),
  );
  const sheet = h("button", { type: "button", class: "quiet", onclick: help }, t("keys.title"));
  const inside = [who, languages, themes, h("label", { class: "tick" }, box, t("keys.use")), sheet];
  return menu(summary, [...inside, zone, wayOut()], signal);

  function wayOut() {
    if (kind === "platform")
      return h("a", { class: "button", href: "/.auth/logout" }, t("shell.signOut"));
    return h("button", { type: "button", onclick: leave }, t("shell.switch"));
  }

  function leave() {
    session.leave();
    start();
  }
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

const zoneName = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The first letters of a name, as a picture of its bearer. @param {string} name */
export const initials = (name) =>
  name
    .split(/[\s@.]+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join("");
