// Screens whose code is fetched when somebody goes there, so that the first one need not wait for it.

import { h } from "../dom.js";
import { failure } from "./freshness.js";

/** @typedef {(root: HTMLElement, context: Context) => void} Screen */

/**
 * The screen `name` of a module. It keeps its place in the page until the module is there.
 * @template {string} N
 * @param {() => Promise<Record<N, Screen>>} load
 * @param {N} name
 * @returns {Screen}
 */
export const later = (load, name) => (root, context) => {
  const { signal, words } = context;
  load().then(
    (screens) => signal.aborted || screens[name](root, context),
    (error) =>
      signal.aborted ||
      root.replaceChildren(h("p", { class: "complaint", role: "alert" }, failure(words, error))),
  );
};
