// Where knowledge, dashboards and administration are found; each is loaded when somebody goes there.

/** @typedef {(root: HTMLElement, context: Context) => void} Screen */

/**
 * A screen of a module that is fetched at its first use.
 * @param {() => Promise<Screen>} load @returns {Screen}
 */
const later = (load) => async (root, context) => {
  const screen = await load();
  if (!context.signal.aborted) screen(root, context);
};

/** @param {string} pattern @param {string} section @param {() => Promise<Screen>} load */
const route = (pattern, section, load) => ({
  pattern,
  section,
  screen: later(load),
});

/** @param {string} name @param {() => Promise<Screen>} load */
const admin = (name, load) => route(`admin/${name}`, "admin", load);

const sla = () => import("../views/admin-sla.js");
const duty = () => import("../views/admin-duty.js");
const rota = () => import("../views/admin-rotas.js");
const wording = () => import("../views/admin-wording.js");
const access = () => import("../views/admin-access.js");
const operation = () => import("../views/admin-operation.js");

export const ADMIN = [
  route("knowledge", "knowledge", async () => (await import("../views/knowledge.js")).knowledge),
  route("knowledge/gaps", "knowledge", async () => (await import("../views/gaps.js")).gaps),
  route(
    "knowledge/new",
    "knowledge",
    async () => (await import("../views/article-writing.js")).newArticle,
  ),
  route("knowledge/:id", "knowledge", async () => (await import("../views/article.js")).article),
  route("dashboards", "dashboards", async () => (await import("../views/boards.js")).boards),
  route("dashboards/:name", "dashboards", async () => (await import("../views/boards.js")).boards),
  route("admin", "admin", async () => (await import("../views/admin.js")).admin),
  admin("calendars", async () => (await sla()).calendars),
  admin("definitions", async () => (await sla()).definitions),
  admin("teams", async () => (await duty()).teams),
  admin("rules", async () => (await duty()).rules),
  admin("rotas", async () => (await rota()).rotas),
  admin("policies", async () => (await rota()).policies),
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
