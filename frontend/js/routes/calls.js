// The addresses of people, campaigns and calls. Their screens are fetched when somebody goes there.

import { later, route } from "./desk.js";

/** With the words and style sheets of them all. @param {() => Promise<import("./desk.js").Screen>} load */
const shown = (load) => later(load, { words: "calls", sheets: ["calls", "heard"] });

/** @param {string} pattern @param {() => Promise<import("./desk.js").Screen>} load */
const screen = (pattern, load) => route(pattern, pattern.split("/")[0] ?? "", shown(load));

/** What is spelled out stands before what may be anything. */
export const CALL_ROUTES = [
  screen("campaigns", async () => (await import("../views/campaigns.js")).campaigns),
  screen("campaigns/new", async () => (await import("../views/new-campaign.js")).newCampaign),
  screen("campaigns/:id", async () => (await import("../views/campaign.js")).campaign),
  screen("campaigns/:id/edit", async () => (await import("../views/new-campaign.js")).editCampaign),
  screen(
    "campaigns/:id/people",
    async () => (await import("../views/campaign-people.js")).campaignPeople,
  ),
  screen(
    "campaigns/:id/words",
    async () => (await import("../views/campaign-words.js")).campaignWords,
  ),
  screen(
    "campaigns/:id/rules",
    async () => (await import("../views/campaign-rules.js")).campaignRules,
  ),
  screen("campaigns/:id/log", async () => (await import("../views/campaign-log.js")).campaignLog),
  screen("people", async () => (await import("../views/people.js")).people),
  screen("people/import", async () => (await import("../views/new-import.js")).newImport),
  screen("people/imports/:id", async () => (await import("../views/import.js")).importPage),
  screen("people/lists/:id", async () => (await import("../views/list.js")).list),
  screen("people/contacts", async () => (await import("../views/contacts.js")).contacts),
  screen("people/contacts/:id", async () => (await import("../views/contact.js")).contact),
  screen("people/do-not-call", async () => (await import("../views/do-not-call.js")).doNotCall),
  screen("people/privacy", async () => (await import("../views/privacy.js")).privacy),
  screen("calls", async () => (await import("../views/calls.js")).calls),
  screen("calls/promises", async () => (await import("../views/promises.js")).promises),
  screen("calls/transfers", async () => (await import("../views/transfers.js")).transfers),
  screen("calls/numbers", async () => (await import("../views/numbers.js")).numbers),
  screen("calls/hours", async () => (await import("../views/hours.js")).hours),
  screen("calls/hours/:code", async () => (await import("../views/hour.js")).hour),
  route(
    "admin/rotas",
    "calls",
    shown(async () => (await import("../views/rotas.js")).rotas),
  ),
  screen("calls/rotas", async () => (await import("../views/rotas.js")).rotas),
  screen("calls/rotas/new", async () => (await import("../views/rota.js")).rota),
  screen("calls/rotas/:id", async () => (await import("../views/rota.js")).rota),
  screen("calls/voices", async () => (await import("../views/voices.js")).voices),
  screen("calls/:id", async () => (await import("../views/call.js")).call),
];
