// Keeps which theme and language somebody chose for this browser.

import { bestLanguage } from "./language.js";

export const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
export const LANGUAGES = { es: "Español", en: "English" };

/** @param {string} name */
const kept = (name) => localStorage.getItem(`centralita.${name}`);

export const language = () => bestLanguage([kept("language") ?? "", ...navigator.languages]);

export const theme = () => THEMES.find((each) => each === kept("theme")) ?? "auto";

/** @param {string} code */
export function chooseLanguage(code) {
  localStorage.setItem("centralita.language", code);
  document.documentElement.lang = code;
}

/** @param {string} name */
export function chooseTheme(name) {
  localStorage.setItem("centralita.theme", name);
  document.documentElement.dataset.theme = name;
}

export const hasShortcuts = () => kept("shortcuts") !== "off";

/** @param {boolean} are */
export const chooseShortcuts = (are) =>
  localStorage.setItem("centralita.shortcuts", are ? "on" : "off");
