// The addresses of people, campaigns and calls. Their screens are fetched when somebody goes there.

import { later } from "../parts/later.js";

/** @typedef {import("../parts/later.js").Screen} Screen */

/** @param {string} pattern @param {Screen} screen @returns {import("../model/routes.js").Route<Screen>} */
const route = (pattern, screen) => ({
  pattern,
  screen,
  section: pattern.split("/")[0] ?? "",
});

/** What is spelled out stands before what may be anything. */
export const CALL_ROUTES = [
  route(
    "campaigns",
    later(() => import("../views/campaigns.js"), "campaigns"),
  ),
  route(
    "campaigns/new",
    later(() => import("../views/new-campaign.js"), "newCampaign"),
  ),
  route(
    "campaigns/:id",
    later(() => import("../views/campaign.js"), "campaign"),
  ),
  route(
    "campaigns/:id/edit",
    later(() => import("../views/new-campaign.js"), "editCampaign"),
  ),
  route(
    "campaigns/:id/people",
    later(() => import("../views/campaign-people.js"), "campaignPeople"),
  ),
  route(
    "campaigns/:id/words",
    later(() => import("../views/campaign-words.js"), "campaignWords"),
  ),
  route(
    "campaigns/:id/rules",
    later(() => import("../views/campaign-rules.js"), "campaignRules"),
  ),
  route(
    "campaigns/:id/log",
    later(() => import("../views/campaign-log.js"), "campaignLog"),
  ),
  route(
    "people",
    later(() => import("../views/people.js"), "people"),
  ),
  route(
    "people/import",
    later(() => import("../views/new-import.js"), "newImport"),
  ),
  route(
    "people/imports/:id",
    later(() => import("../views/import.js"), "importPage"),
  ),
  route(
    "people/lists/:id",
    later(() => import("../views/list.js"), "list"),
  ),
  route(
    "people/contacts",
    later(() => import("../views/contacts.js"), "contacts"),
  ),
  route(
    "people/contacts/:id",
    later(() => import("../views/contact.js"), "contact"),
  ),
  route(
    "people/do-not-call",
    later(() => import("../views/do-not-call.js"), "doNotCall"),
  ),
  route(
    "people/privacy",
    later(() => import("../views/privacy.js"), "privacy"),
  ),
  route(
    "calls",
    later(() => import("../views/calls.js"), "calls"),
  ),
  route(
    "calls/promises",
    later(() => import("../views/promises.js"), "promises"),
  ),
  route(
    "calls/transfers",
    later(() => import("../views/transfers.js"), "transfers"),
  ),
  route(
    "calls/numbers",
    later(() => import("../views/numbers.js"), "numbers"),
  ),
  route(
    "calls/hours",
    later(() => import("../views/hours.js"), "hours"),
  ),
  route(
    "calls/hours/:code",
    later(() => import("../views/hour.js"), "hour"),
  ),
  route(
    "calls/rotas",
    later(() => import("../views/rotas.js"), "rotas"),
  ),
  route(
    "calls/rotas/new",
    later(() => import("../views/rota.js"), "rota"),
  ),
  route(
    "calls/rotas/:id",
    later(() => import("../views/rota.js"), "rota"),
  ),
  route(
    "calls/voices",
    later(() => import("../views/voices.js"), "voices"),
  ),
  route(
    "calls/:id",
    later(() => import("../views/call.js"), "call"),
  ),
];
