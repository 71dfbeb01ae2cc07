// Where knowledge, dashboards and administration are found; each is loaded when somebody goes there.

import { later, route } from "./desk.js";

/** @typedef {import("./desk.js").Screen} Screen */

/** With the words of them all. @param {string} pattern @param {string} section @param {() => Promise<Screen>} load */
const screen = (pattern, section, load) => route(pattern, section, later(load, { words: "admin" }));

/** @param {string} name @param {() => Promise<Screen>} load */
const admin = (name, load) => screen(`admin/${name}`, "admin", load);

const sla = () => import("../views/admin-sla.js");
const duty = () => import("../views/admin-duty.js");
const wording = () => import("../views/admin-wording.js");
const access = () => import("../views/admin-access.js");
const operation = () => import("../views/admin-operation.js");

export const ADMIN = [
  screen("knowledge", "knowledge", async () => (await import("../views/knowledge.js")).knowledge),
  screen("knowledge/gaps", "knowledge", async () => (await import("../views/gaps.js")).gaps),
  screen("knowledge/new", "knowledge", async () => (await import("../views/article-writing.js")).newArticle),
  screen("knowledge/:id", "knowledge", async () => (await import("../views/article.js")).article),
  screen("dashboards", "dashboards", async () => (await import("../views/boards.js")).boards),
  screen("dashboards/:name", "dashboards", async () => (await import("../views/boards.js")).boards),
  screen("admin", "admin", async () => (await import("../views/admin.js")).admin),
  admin("calendars", async () => (await sla()).calendars),
  admin("definitions", async () => (await sla()).definitions),
  admin("teams", async () => (await duty()).teams),
  admin("rules", async () => (await duty()).rules),
  admin("policies", async () => (await import("../views/admin-policies.js")).policies),
  admin("fields", async () => (await wording()).fields),
  admin("templates", async () => (await wording()).templates),
  admin("replies", async () => (await wording()).replies),
  admin("users", async () => (await access()).users),
  admin("groups", async () => (await access()).groups),
  admin("tokens", async () => (await access()).tokens),
  admin("audit", async () => (await import("../views/audit.js")).audit),
  admin("webhooks", async () => (await import("../views/webhooks.js")).webhooks),
  admin("webhooks/:id", async () => (await import("../views/webhooks.js")).deliveries),
  admin("alerts", async () => (await operation()).alerts),
  admin("operation", async () => (await operation()).operation),
  admin("queues/:name", async () => (await import("../views/queue.js")).queue),
  admin("assist", async () => (await import("../views/assist-settings.js")).assistSettings),
];
