// Messages of one queue that failed for good: looked at, put back, or given up.

import { every, h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { freshness } from "../parts/freshness.js";
import { when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function queue(root, { words, send, params, signal, tell, title }) {
  const { t } = words;
  const name = params.name ?? "";
  const path = `/ops/queues/${encodeURIComponent(name)}/poison`;
  const grid = table({
    caption: t("queues.failed"),
    key: (each) => each.id,
    empty: t("queues.noneFailed"),
    columns: [...columns(words), { label: t("records.do"), cell: acts, kind: "acts" }],
  });
  const list = pages({
    words,
    show: grid.show,
    ask: async (after, limit) => {
      const found = await send(`${path}?limit=${limit}${after ? `&after=${after}` : ""}`, {
        signal,
      });
      return { items: found.items, next: found.next ?? found.cursor ?? null };
    },
  });
  const fresh = freshness(words);
  title(name);
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin/operation" }, t("admin.operation")),
    h("div", { class: "head" }, h("h1", {}, t("queues.of", { name })), fresh.element),
    h("p", { class: "lead" }, t("queues.what")),
    grid.element,
    list.element,
  );
  every(5_000, list.refresh, signal, fresh.told);

  /** @param {any} each */
  function acts(each) {
    return h(
      "div",
      { class: "buttons" },
      h(
        "button",
        {
          type: "button",
          "aria-label": `${t("queues.requeue")}: ${each.kind}`,
          onclick: () => requeue(each),
        },
        t("queues.requeue"),
      ),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": `${t("records.remove")}: ${each.kind}`,
          onclick: () => drop(each),
        },
        t("records.remove"),
      ),
    );
  }

  /** @param {any} each */
  async function requeue(each) {
    await send(`${path}/${each.id}/requeue`, { method: "POST", signal });
    tell(t("queues.requeued"));
    await list.refresh();
  }

  /** @param {any} each */
  function drop(each) {
    ask({
      words,
      signal,
      title: t("queues.drop"),
      text: t("queues.dropWhat"),
      label: t("queues.drop"),
      tone: "danger",
      send: async () => {
        await send(`${path}/${each.id}`, { method: "DELETE", signal });
        await list.refresh();
      },
    });
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<any>[]} */
const columns = (words) => [
  {
    label: words.t("queues.kind"),
    cell: (each) => h("code", {}, each.kind),
    kind: "main",
  },
  {
    label: words.t("queues.inserted"),
    cell: (each) => when(words, each.inserted_at),
  },
  {
    label: words.t("queues.tries"),
    cell: (each) => words.number(each.dequeue_count),
    kind: "amount",
  },
  {
    label: words.t("queues.body"),
    cell: (each) =>
      h(
        "details",
        {},
        h("summary", {}, words.t("queues.look")),
        h(
          "pre",
          { tabindex: "0", "aria-label": words.t("queues.body") },
          JSON.stringify(each.body, null, 2),
        ),
      ),
  },
];
