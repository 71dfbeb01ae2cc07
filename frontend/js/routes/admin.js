// Where knowledge, dashboards and administration are found; each is loaded when somebody goes there.

import { later, route } from "./desk.js";

/** @typedef {import("./desk.js").Screen} Screen */

/** @param {string} name @param {() => Promise<Screen>} load */
const admin = (name, load) => route(`admin/${name}`, "admin", later(load));

const sla = () => import("../views/admin-sla.js");
const duty = () => import("../views/admin-duty.js");
const wording = () => import("../views/admin-wording.js");
const access = () => import("../views/admin-access.js");
const operation = () => import("../views/admin-operation.js");

export const ADMIN = [
  route(
    "knowledge",
    "knowledge",
    later(async () => (await import("../views/knowledge.js")).knowledge),
  ),
  route(
    "knowledge/gaps",
    "knowledge",
    later(async () => (await import("../views/gaps.js")).gaps),
  ),
  route(
    "knowledge/new",
    "knowledge",
    later(async () => (await import("../views/article-writing.js")).newArticle),
  ),
  route(
    "knowledge/:id",
    "knowledge",
    later(async () => (await import("../views/article.js")).article),
  ),
  route(
    "dashboards",
    "dashboards",
    later(async () => (await import("../views/boards.js")).boards),
  ),
  route(
    "dashboards/:name",
    "dashboards",
    later(async () => (await import("../views/boards.js")).boards),
  ),
  route(
    "admin",
    "admin",
    later(async () => (await import("../views/admin.js")).admin),
  ),
  admin("calendars", async () => (await sla()).calendars),
  admin("definitions", async () => (await sla()).definitions),
  admin("teams", async () => (await duty()).teams),
  admin("rules", async () => (await duty()).rules),
  route(
    "admin/rotas",
    "calls",
    later(async () => (await import("../views/rotas.js")).rotas, "calls"),
  ),
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
