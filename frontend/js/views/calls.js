// The newest calls, made and received.

import { every, h } from "../dom.js";
import { freshness } from "../parts/freshness.js";
import { ago, phone, state } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function calls(root, { words, send, signal, title }) {
  const { t } = words;
  const grid = table({
    caption: t("section.calls"),
    key: (each) => each.id,
    empty: t("calls.none"),
    columns: callColumns(words),
  });
  const list = pages({
    words,
    show: grid.show,
    ask: (after, limit) =>
      send(`/calls?limit=${limit}${after ? `&after=${after}` : ""}`, { signal }),
  });
  const fresh = freshness(words);
  title(t("section.calls"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("section.calls")), fresh.element),
    grid.element,
    list.element,
  );
  every(3_000, list.refresh, signal, fresh.told);
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Call>[]} */
export const callColumns = (words) => [
  {
    label: words.t("call.phone"),
    cell: (each) => h("a", { href: `#/calls/${each.id}` }, phone(words, each.phone)),
    kind: "main",
  },
  { label: words.t("call.direction"), cell: (each) => words.word("direction", each.direction) },
  { label: words.t("call.status"), cell: (each) => state(words, "callStatus", each.status) },
  {
    label: words.t("call.answeredBy"),
    cell: (each) => (each.answered_by ? words.word("answeredBy", each.answered_by) : "–"),
  },
  {
    label: words.t("call.duration"),
    cell: (each) => (each.seconds === null ? "–" : words.duration(each.seconds)),
    kind: "amount",
  },
  { label: words.t("call.at"), cell: (each) => ago(words, each.created_at) },
];
