// Keeps what somebody chose for this browser: theme, language, how the bot is heard, their number.

import { bestLanguage } from "./words.js";

export const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
export const LANGUAGES = { es: "Español", en: "English" };
export const EARS = /** @type {const} */ (["sent", "browser", "off"]);

/** @param {string} name */
export const kept = (name) => localStorage.getItem(`centralita.${name}`);

/** @param {string} name @param {string} value */
export const keep = (name, value) => localStorage.setItem(`centralita.${name}`, value);

export const language = () => bestLanguage([kept("language") ?? "", ...navigator.languages]);

export const theme = () => THEMES.find((each) => each === kept("theme")) ?? "auto";

export const ears = () => EARS.find((each) => each === kept("ears")) ?? "sent";

/** @param {string} name */
export function chooseTheme(name) {
  keep("theme", name);
  document.documentElement.dataset.theme = name;
}
