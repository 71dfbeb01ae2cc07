// The lists of contacts, the files they came from, and who must not be called.

import { every, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { freshness } from "../parts/freshness.js";
import { phone, state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function people(root, { words, send, me, signal, tell, title }) {
  const { t } = words;
  const may = decides(me);
  const lists = table({
    caption: t("people.lists"),
    key: (each) => each.id,
    empty: t("people.noLists"),
    columns: listColumns(words),
  });
  const imports = table({
    caption: t("people.imports"),
    key: (each) => each.id,
    empty: t("people.noImports"),
    columns: importColumns(words),
  });
  const forbidden = table({
    caption: t("people.doNotCall"),
    key: (each) => each.phone,
    empty: t("people.nobodyForbidden"),
    columns: forbiddenColumns(words),
  });
  const shown = [
    pages({
      words,
      show: lists.show,
      ask: (after, limit) =>
        send(`/lists?limit=${limit}${after ? `&after=${after}` : ""}`, { signal }),
    }),
    pages({
      words,
      show: forbidden.show,
      ask: (after, limit) =>
        send(`/do-not-call?limit=${limit}${after ? `&after=${encodeURIComponent(after)}` : ""}`, {
          signal,
        }),
    }),
    ...(may
      ? [
          pages({
            words,
            show: imports.show,
            ask: (after, limit) =>
              send(`/imports?limit=${limit}${after ? `&after=${after}` : ""}`, { signal }),
          }),
        ]
      : []),
  ];
  const fresh = freshness(words);
  title(t("section.people"));
  root.replaceChildren(
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("section.people")),
      fresh.element,
      may && h("a", { class: "button primary", href: "#/people/import" }, t("people.import")),
    ),
    card(t("people.lists"), lists.element, shown[0]?.element),
    may ? card(t("people.imports"), imports.element, shown[2]?.element) : "",
    card(
      t("people.doNotCall"),
      forbidden.element,
      shown[1]?.element,
      h("button", { type: "button", onclick: forbid }, t("people.forbid")),
    ),
  );
  every(5_000, refresh, signal, fresh.told);

  async function refresh() {
    await Promise.all(shown.map((each) => each.refresh()));
  }

  function forbid() {
    ask({
      words,
      signal,
      title: t("people.forbid"),
      text: t("people.forbidWhat"),
      label: t("people.forbid"),
      fields: [
        {
          name: "phone",
          label: t("member.phone"),
          kind: "tel",
          required: true,
          hint: t("people.phoneHint"),
        },
        {
          name: "source",
          label: t("people.source"),
          required: true,
          maxlength: 200,
          hint: t("people.sourceHint"),
        },
        { name: "reason", label: t("people.reason"), kind: "textarea", maxlength: 1000, rows: 2 },
      ],
      send: async (data) => {
        const entry = await send("/do-not-call", { body: filledIn(data), signal });
        tell(t("people.forbidden", { phone: words.phone(entry.phone) }));
        refresh().catch(fresh.told);
      },
    });
  }
}

/** @param {string} name @param {...import("../dom.js").Child} children */
const card = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** @param {Words} words @returns {import("../parts/table.js").Column<ContactList>[]} */
const listColumns = (words) => [
  {
    label: words.t("people.list"),
    cell: (each) => h("a", { href: `#/people/lists/${each.id}` }, each.name),
    kind: "main",
  },
  { label: words.t("people.size"), cell: (each) => words.number(each.size), kind: "amount" },
  { label: words.t("people.made"), cell: (each) => when(words, each.created_at) },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<Import>[]} */
const importColumns = (words) => [
  {
    label: words.t("import.file"),
    cell: (each) => h("a", { href: `#/people/imports/${each.id}` }, each.file_name || "–"),
    kind: "main",
  },
  { label: words.t("import.state"), cell: (each) => state(words, "importState", each.state) },
  { label: words.t("import.rows"), cell: (each) => words.number(each.total), kind: "amount" },
  {
    label: words.t("import.rejected"),
    cell: (each) => words.number(each.rejected),
    kind: "amount",
  },
  { label: words.t("import.at"), cell: (each) => when(words, each.requested_at) },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<DoNotCall>[]} */
const forbiddenColumns = (words) => [
  { label: words.t("member.phone"), cell: (each) => phone(words, each.phone), kind: "main" },
  { label: words.t("people.source"), cell: (each) => each.source },
  { label: words.t("people.reason"), cell: (each) => each.reason ?? "–" },
  { label: words.t("people.since"), cell: (each) => when(words, each.at) },
];
