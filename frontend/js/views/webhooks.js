// Other systems that are told what happens here, and what came of telling them.

import { every, h } from "../dom.js";
import { checks, tick } from "../parts/fields.js";
import { freshness } from "../parts/freshness.js";
import { dot, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { records } from "../parts/records.js";
import { table } from "../parts/table.js";
import { secretShown } from "./admin-access.js";
import { activeCell } from "./admin-sla.js";

const EVENTS = ["ticket.opened", "ticket.changed", "ticket.commented", "call.concluded"];
/** @type {Record<string, string>} */
const TONES = { waiting: "info", delivered: "good", failed: "bad" };

/** @param {HTMLElement} root @param {Context} context */
export function webhooks(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.webhooks"),
    what: t("adminWhat.webhooks"),
    path: "/webhooks",
    empty: t("webhooks.none"),
    name: (each) => each.name,
    columns: [
      {
        label: t("record.name"),
        cell: (each) => h("a", { href: `#/admin/webhooks/${each.id}` }, each.name),
        kind: "main",
      },
      { label: t("webhooks.url"), cell: (each) => h("code", {}, each.url) },
      { label: t("webhooks.events"), cell: (each) => each.events.join(", ") },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, each.enabled),
      },
    ],
    fields: (each) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      {
        name: "url",
        label: t("webhooks.url"),
        value: each?.url,
        required: true,
        maxlength: 2000,
        hint: t("webhooks.urlHint"),
        wide: true,
      },
      checks({
        name: "events",
        label: t("webhooks.events"),
        options: EVENTS.map((event) => [event, event]),
        values: each?.events ?? EVENTS,
      }),
      tick({
        name: "enabled",
        label: t("record.active"),
        value: each?.enabled ?? true,
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      url: data.get("url"),
      events: data.getAll("events"),
      enabled: data.has("enabled"),
    }),
    added: (made) => secretShown(words, made),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function deliveries(root, { words, send, params, signal, tell, title }) {
  const { t } = words;
  const path = `/webhooks/${params.id}`;
  const grid = table({
    caption: t("webhooks.deliveries"),
    key: (each) => each.id,
    empty: t("webhooks.noDeliveries"),
    columns: [...columns(words), { label: t("records.do"), cell: acts, kind: "acts" }],
  });
  const list = pages({
    words,
    size: 50,
    show: grid.show,
    ask: async (after, limit) => {
      const found = await send(
        `${path}/deliveries?limit=${limit}${after ? `&cursor=${after}` : ""}`,
        { signal },
      );
      return { items: found.items, next: found.cursor };
    },
  });
  const fresh = freshness(words);
  title(t("webhooks.deliveries"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin/webhooks" }, t("admin.webhooks")),
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("webhooks.deliveries")),
      fresh.element,
      h("button", { type: "button", onclick: test }, t("webhooks.test")),
    ),
    grid.element,
    list.element,
  );
  every(5_000, list.refresh, signal, fresh.told);

  async function test() {
    await send(`${path}/tests`, { method: "POST", signal });
    tell(t("webhooks.tested"));
    await list.refresh();
  }

  /** @param {any} each */
  function acts(each) {
    if (each.state === "waiting") return "–";
    return h(
      "button",
      {
        type: "button",
        "aria-label": `${t("webhooks.replay")}: ${each.event}`,
        onclick: () => replay(each),
      },
      t("webhooks.replay"),
    );
  }

  /** @param {any} each */
  async function replay(each) {
    await send(`/webhooks/deliveries/${each.id}/replay`, {
      method: "POST",
      signal,
    });
    tell(t("webhooks.replayed"));
    await list.refresh();
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<any>[]} */
const columns = (words) => [
  {
    label: words.t("webhooks.event"),
    cell: (each) => h("code", {}, each.event),
    kind: "main",
  },
  {
    label: words.t("webhooks.state"),
    cell: (each) => dot(words.word("delivery", each.state), TONES[each.state] ?? "neutral"),
  },
  {
    label: words.t("webhooks.made"),
    cell: (each) => when(words, each.made_at),
  },
  {
    label: words.t("webhooks.tries"),
    cell: (each) =>
      each.tries
        .map((/** @type {any} */ one) => one.status ?? words.t("webhooks.silent"))
        .join(", ") || "–",
  },
];
