// The lists of contacts, and the files they came from.

import { every, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { peopleLinks } from "../parts/call-links.js";
import { card, heading } from "../parts/card.js";
import { freshness } from "../parts/freshness.js";
import { state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function people(root, { words, send, me, signal, title }) {
  const { t } = words;
  const may = decides(me);
  const lists = table({
    caption: t("people.lists"),
    key: (each) => each.id,
    empty: t("people.noLists"),
    columns: listColumns(words),
    kept: { words, me, list: "lists" },
  });
  const imports = table({
    caption: t("people.imports"),
    key: (each) => each.id,
    empty: t("people.noImports"),
    columns: importColumns(words),
  });
  const shown = [
    pages({
      words,
      show: lists.show,
      ask: (after, limit) =>
        send(`/lists?limit=${limit}${after ? `&after=${after}` : ""}`, {
          signal,
        }),
    }),
    ...(may
      ? [
          pages({
            words,
            show: imports.show,
            ask: (after, limit) =>
              send(`/imports?limit=${limit}${after ? `&after=${after}` : ""}`, {
                signal,
              }),
          }),
        ]
      : []),
  ];
  const fresh = freshness(words);
  title(t("section.people"));
  root.replaceChildren(
    heading(
      t("section.people"),
      fresh.element,
      may && h("a", { class: "button primary", href: "#/people/import" }, t("people.import")),
    ),
    peopleLinks(words, me, "#/people"),
    card(t("people.lists"), lists.element, shown[0]?.element),
    may ? card(t("people.imports"), imports.element, shown[1]?.element) : "",
  );
  every(5_000, refresh, signal, fresh.told);

  async function refresh() {
    await Promise.all(shown.map((each) => each.refresh()));
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<ContactList>[]} */
const listColumns = (words) => [
  {
    label: words.t("people.list"),
    cell: (each) => h("a", { href: `#/people/lists/${each.id}` }, each.name),
    kind: "main",
  },
  {
    label: words.t("people.size"),
    cell: (each) => words.number(each.size),
    kind: "amount",
  },
  {
    label: words.t("people.made"),
    cell: (each) => when(words, each.created_at),
  },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<Import>[]} */
const importColumns = (words) => [
  {
    label: words.t("import.file"),
    cell: (each) => h("a", { href: `#/people/imports/${each.id}` }, each.file_name || "–"),
    kind: "main",
  },
  {
    label: words.t("import.state"),
    cell: (each) => state(words, "importState", each.state),
  },
  {
    label: words.t("import.rows"),
    cell: (each) => words.number(each.total),
    kind: "amount",
  },
  {
    label: words.t("import.rejected"),
    cell: (each) => words.number(each.rejected),
    kind: "amount",
  },
  {
    label: words.t("import.at"),
    cell: (each) => when(words, each.requested_at),
  },
];
