// Other systems that are told what happens here, and what came of telling them.

import { every, h } from "../dom.js";
import { facets } from "../parts/facets.js";
import { freshness } from "../parts/freshness.js";
import { dot, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { records } from "../parts/records.js";
import { table } from "../parts/table.js";
import { secretShown } from "./admin-access.js";

const EVENTS = ["ticket.opened", "ticket.changed", "ticket.commented", "call.concluded"];
/** @type {Record<string, string>} */
const TONES = { waiting: "info", delivered: "good", failed: "bad" };

/** @param {HTMLElement} root @param {Context} context */
export function webhooks(root, context) {
  const { words } = context;
  const { t } = words;
  const { name, text, several, whether } = facets(words);
  records(root, context, "webhooks", {
    path: "/webhooks",
    facets: [
      name({
        cell: (each) => h("a", { href: `#/admin/webhooks/${each.id}` }, each.name),
      }),
      text("url", t("webhooks.url"), {
        cell: (each) => h("code", {}, each.url),
        required: true,
        maxlength: 2000,
        hint: t("webhooks.urlHint"),
        wide: true,
      }),
      several(
        "events",
        t("webhooks.events"),
        EVENTS.map((event) => [event, event]),
        { usual: EVENTS },
      ),
      whether("enabled", t("record.active"), true),
    ],
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
