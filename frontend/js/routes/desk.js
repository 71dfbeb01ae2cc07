// The addresses of the desk: home, tickets, search. Each screen is fetched when somebody goes there.

import { h } from "../dom.js";

/** @typedef {(root: HTMLElement, context: Context) => unknown} Screen */

/**
 * A screen whose module is fetched at its first use, with words and style sheets that only it needs.
 * @param {() => Promise<Screen>} load @param {{words?: import("../language.js").Part, sheets?: string[]}} [beside]
 * @returns {Screen}
 */
export const later =
  (load, { words, sheets = [] } = {}) =>
  async (root, context) => {
    const [screen] = await Promise.all([
      load(),
      words && context.words.learn(words),
      ...sheets.map(styled),
    ]);
    if (!context.signal.aborted) screen(root, context);
  };

/** Once, and before anything is shown by it. @param {string} name @returns {Promise<void>} */
export function styled(name) {
  const href = `/css/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve()); // plain, rather than not at all
    document.head.append(link);
  });
}

/** @param {string} pattern @param {string} section @param {Screen} screen @returns {import("../model/routes.js").Route<Screen>} */
export const route = (pattern, section, screen) => ({
  pattern,
  section,
  screen,
});

export const DESK = [
  route(
    "",
    "home",
    later(async () => (await import("../views/home.js")).home, { sheets: ["home"] }),
  ),
  route(
    "tickets",
    "tickets",
    later(async () => (await import("../views/tickets.js")).tickets, {
      sheets: ["list", "conditions"],
    }),
  ),
  route(
    "tickets/new",
    "tickets",
    later(async () => (await import("../views/new-ticket.js")).newTicket, {
      sheets: ["ticket", "beside"],
    }),
  ),
  route(
    "tickets/:id",
    "tickets",
    later(async () => (await import("../views/ticket.js")).ticket, {
      sheets: ["ticket", "beside", "heard"],
    }),
  ),
  route(
    "search",
    "search",
    later(async () => (await import("../views/search.js")).search),
  ),
];
