// How the system does: alerts, queues, what waits to be published, and the switch that stops all dialling.

import { Problem } from "../api.js";
import { every, h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { freshness } from "../parts/freshness.js";
import { ago, dot, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { heldMail } from "./held-mail.js";

const OLD = 60; // seconds after which a message has waited for long

/** What the API answers, or nothing where it does not have that. @param {Promise<any>} asked */
export async function ifThere(asked) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** @param {HTMLElement} root @param {Context} context */
export function operation(root, { words, send, me, signal, tell, title }) {
  const { t } = words;
  const isAdmin = me.roles.includes("admin");
  const dialling = h("section", {
    class: "card",
    "aria-label": t("dialling.title"),
  });
  const outbox = h("p", {});
  const queues = table({
    caption: t("queues.title"),
    key: (each) => each.name,
    empty: t("queues.none"),
    columns: queueColumns(words, isAdmin),
  });
  const fresh = freshness(words);
  title(t("admin.operation"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h("div", { class: "head" }, h("h1", {}, t("admin.operation")), fresh.element),
    h("p", { class: "lead" }, t("adminWhat.operation")),
    dialling,
    h(
      "section",
      { class: "card", "aria-label": t("queues.title") },
      h("h2", {}, t("queues.title")),
      outbox,
      queues.element,
    ),
    h(
      "section",
      { class: "card", "aria-label": t("index.title") },
      h("h2", {}, t("index.title")),
      h("p", {}, t("index.what")),
      isAdmin && h("button", { type: "button", onclick: rebuild }, t("index.rebuild")),
    ),
  );
  every(5_000, refresh, signal, fresh.told);

  async function refresh() {
    const [state, found, waiting] = await Promise.all([
      ifThere(send("/ops/dialling", { signal })),
      ifThere(send("/ops/queues", { signal })),
      isAdmin ? send("/ops/outbox", { signal }) : null,
    ]);
    showDialling(state);
    queues.show(found?.items ?? []);
    outbox.textContent = waiting ? t("outbox.waiting", { count: waiting.waiting }) : "";
  }

  let shown = "";

  /** @param {any} state */
  function showDialling(state) {
    const told = JSON.stringify(state);
    if (told === shown) return;
    shown = told;
    const heading = h("h2", {}, t("dialling.title"));
    dialling.replaceChildren(heading, ...(state ? standing(state) : [missing()]));
  }

  const missing = () => h("p", { class: "muted" }, t("records.missing"));

  /** @param {any} state */
  function standing(state) {
    const tone = state.paused ? "bad" : "good";
    const text = state.paused ? pausedText(state) : t("dialling.on");
    const turn = state.paused
      ? h("button", { type: "button", class: "primary", onclick: resume }, t("dialling.resume"))
      : h("button", { type: "button", class: "danger", onclick: pause }, t("dialling.pause"));
    return [h("p", { class: `notice ${tone}` }, text), h("div", { class: "buttons" }, turn)];
  }

  /** @param {any} state */
  const pausedText = ({ by, at, reason }) =>
    t("dialling.off", {
      by: by ?? "–",
      at: at ? words.when(at) : "–",
      reason: reason ?? "–",
    });

  function pause() {
    ask({
      words,
      signal,
      title: t("dialling.pause"),
      text: t("dialling.pauseWhat"),
      label: t("dialling.pause"),
      tone: "danger",
      fields: [
        {
          name: "reason",
          label: t("dialling.reason"),
          required: true,
          maxlength: 500,
          wide: true,
        },
      ],
      send: async (data) => {
        await send("/ops/dialling/pause", {
          body: { reason: data.get("reason") },
          signal,
        });
        tell(t("dialling.paused"));
        await refresh();
      },
    });
  }

  function resume() {
    ask({
      words,
      signal,
      title: t("dialling.resume"),
      text: t("dialling.resumeWhat"),
      label: t("dialling.resume"),
      send: async () => {
        await send("/ops/dialling/pause", { method: "DELETE", signal });
        tell(t("dialling.resumed"));
        await refresh();
      },
    });
  }

  async function rebuild() {
    await send("/ops/index/rebuild", { method: "POST", signal });
    tell(t("index.begun"));
  }
}

/** @param {Words} words @param {boolean} isAdmin @returns {import("../parts/table.js").Column<any>[]} */
const queueColumns = (words, isAdmin) => [
  {
    label: words.t("queues.name"),
    cell: (each) => h("code", {}, each.name),
    kind: "main",
  },
  {
    label: words.t("queues.depth"),
    cell: (each) => words.number(each.depth),
    kind: "amount",
  },
  {
    label: words.t("queues.oldest"),
    cell: (each) =>
      each.oldest_age_s === null
        ? "–"
        : dot(
            words.duration(Math.round(each.oldest_age_s)),
            each.oldest_age_s > OLD ? "warn" : "good",
          ),
  },
  {
    label: words.t("queues.poison"),
    cell: (each) => {
      const count = dot(words.number(each.poison_depth), each.poison_depth ? "bad" : "good");
      return each.poison_depth && isAdmin
        ? h("a", { href: `#/admin/queues/${each.name}` }, count)
        : count;
    },
  },
];

/** @param {HTMLElement} root @param {Context} context */
export function alerts(root, context) {
  const { words, send, signal, tell, title, query, keep } = context;
  const { t } = words;
  const grid = table({
    caption: t("admin.alerts"),
    key: (each) => each.id,
    empty: t("alerts.none"),
    columns: [...alertColumns(words), { label: t("records.do"), cell: seen, kind: "acts" }],
  });
  let onlyOpen = !query.has("all");
  const list = pages({
    words,
    show: grid.show,
    ask: (after, limit) =>
      send(`/ops/alerts?open=${onlyOpen}&limit=${limit}${after ? `&after=${after}` : ""}`, {
        signal,
      }),
  });
  const box = h("input", { type: "checkbox", checked: onlyOpen, onchange: turn });
  const fresh = freshness(words);
  title(t("admin.alerts"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("admin.alerts")),
      fresh.element,
      h("label", { class: "chip" }, box, t("alerts.onlyOpen")),
    ),
    h("p", { class: "lead" }, t("adminWhat.alerts")),
    grid.element,
    list.element,
    heldMail(context),
  );
  every(5_000, list.refresh, signal, fresh.told);

  function turn() {
    onlyOpen = box.checked;
    keep(`#/admin/alerts${onlyOpen ? "" : "?all=1"}`);
    list.refresh().catch(fresh.told);
  }

  /** @param {any} each */
  function seen(each) {
    if (each.acknowledged_at) return t("alerts.seenBy", { by: each.acknowledged_by });
    return h(
      "button",
      {
        type: "button",
        "aria-label": `${t("alerts.see")}: ${each.text}`,
        onclick: () => acknowledge(each),
      },
      t("alerts.see"),
    );
  }

  /** @param {any} each */
  async function acknowledge(each) {
    await send(`/ops/alerts/${each.id}/acknowledgement`, {
      method: "POST",
      signal,
    });
    tell(t("alerts.seen"));
    await list.refresh();
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<any>[]} */
const alertColumns = (words) => [
  { label: words.t("alerts.at"), cell: (each) => ago(words, each.at) },
  {
    label: words.t("alerts.what"),
    cell: (each) => h("span", {}, each.text),
    kind: "main",
  },
  {
    label: words.t("alerts.source"),
    cell: (each) => words.word("alertSource", each.source),
  },
  {
    label: words.t("alerts.seenAt"),
    cell: (each) => when(words, each.acknowledged_at),
  },
];
