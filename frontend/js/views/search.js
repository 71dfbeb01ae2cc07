// What was found for a question: tickets and articles, by words and by meaning.

import { h } from "../dom.js";
import { freshness } from "../parts/freshness.js";
import { dot } from "../parts/marks.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function search(root, { words, send, query, signal, title }) {
  const { t } = words;
  const asked = query.get("q") ?? "";
  /** @type {import("../parts/table.js").Column<Hit>[]} */
  const columns = [
    {
      label: t("ticket.number"),
      cell: ({ kind, id, number }) =>
        h("a", { href: kind === "ticket" ? `#/tickets/${id}` : `#/knowledge/${id}` }, number),
      kind: "number",
    },
    { label: t("ticket.title"), cell: (hit) => hit.title, kind: "main" },
    {
      label: t("search.kind"),
      cell: (hit) => words.word("hitKind", hit.kind),
      kind: "word",
    },
    {
      label: t("ticket.state"),
      cell: (hit) => (hit.resolved ? dot(t("ticketState.resolved"), "good") : "–"),
    },
  ];
  const grid = table({
    caption: t("search.title", { q: asked }),
    key: (hit) => hit.id,
    empty: t("search.none"),
    columns,
  });
  const fresh = freshness(words);
  title(t("shell.search"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("search.title", { q: asked })), fresh.element),
    grid.element,
  );
  send(`/search?${new URLSearchParams({ q: asked, limit: "20" })}`, { signal }).then(
    ({ items }) => {
      grid.show(items);
      fresh.told(null);
    },
    fresh.told,
  );
}
