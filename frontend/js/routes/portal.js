// What requesters see in the desk's place: under the same addresses, their own tickets and what is published.

import { portalFrame } from "../parts/portal-frame.js";
import { later, route, styled } from "./desk.js";

/** @param {string} pattern @param {string} section @param {() => Promise<import("./desk.js").Screen>} load */
const screen = (pattern, section, load) => route(pattern, section, later(load));

const routes = [
  screen("", "home", async () => (await import("../views/portal-home.js")).portalHome),
  screen("search", "home", async () => (await import("../views/portal-home.js")).portalHome),
  screen("tickets", "mine", async () => (await import("../views/portal-tickets.js")).portalTickets),
  screen("tickets/new", "ask", async () => (await import("../views/portal-ask.js")).portalAsk),
  screen(
    "tickets/:id",
    "mine",
    async () => (await import("../views/portal-ticket.js")).portalTicket,
  ),
  screen(
    "knowledge/:id",
    "home",
    async () => (await import("../views/portal-article.js")).portalArticle,
  ),
];

/** With the words and style sheets that all of it needs. @param {Words} words */
export async function portal(words) {
  await Promise.all([words.learn("portal"), ...["beside", "portal"].map(styled)]);
  return { routes, frame: portalFrame };
}
