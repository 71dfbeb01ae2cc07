// One list of contacts: who stands on it, and what it says of them.

import { Problem } from "../api.js";
import { every, fill, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { freshness } from "../parts/freshness.js";
import { phone } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function list(root, { words, send, params, me, signal, tell, title }) {
  const { t } = words;
  const path = `/lists/${params.id}`;
  /** @type {import("../parts/table.js").Column<ListMember>[]} */
  const columns = [
    {
      label: t("member.name"),
      cell: (each) => h("a", { href: `#/people/contacts/${each.id}` }, each.name),
      kind: "main",
    },
    { label: t("member.phone"), cell: (each) => phone(words, each.phone) },
    { label: t("ticket.language"), cell: (each) => words.word("language", each.language) },
    { label: t("member.zones"), cell: (each) => each.zones.join(", ") || t("member.noZone") },
    {
      label: t("member.variables"),
      cell: (each) =>
        Object.entries(each.variables)
          .map(([name, value]) => `${name}: ${value}`)
          .join(" · ") || "–",
    },
  ];
  const grid = table({
    caption: t("people.list"),
    key: (each) => each.id,
    empty: t("people.emptyList"),
    columns,
    kept: { words, me, list: "members" },
  });
  const members = pages({
    words,
    size: 50,
    show: grid.show,
    ask: (after, limit) =>
      send(`${path}/members?limit=${limit}${after ? `&after=${after}` : ""}`, { signal }),
  });
  const head = h("div", { class: "head" });
  const fresh = freshness(words);
  title(t("people.list"));
  root.replaceChildren(head, grid.element, members.element, fresh.element);
  every(15_000, refresh, signal, fresh.told);

  async function refresh() {
    const [shown] = await Promise.all([send(path, { signal }), members.refresh()]);
    title(shown.name);
    fill(
      head,
      [shown],
      () => "head",
      (/** @type {ContactList} */ each) =>
        h(
          "div",
          { class: "stack" },
          h("p", { class: "muted" }, h("a", { href: "#/people" }, t("section.people"))),
          h("h1", {}, each.name),
          decides(me) && button(t("list.add"), () => add()),
        ),
    );
  }

  /** Somebody we know, by their number, with what the list is to say of them. */
  function add() {
    ask({
      words,
      signal,
      title: t("list.add"),
      text: t("list.addWhat"),
      label: t("list.add"),
      fields: [
        {
          name: "phone",
          label: t("member.phone"),
          kind: "tel",
          required: true,
          hint: t("people.phoneHint"),
        },
        {
          name: "variables",
          label: t("member.variables"),
          kind: "textarea",
          rows: 3,
          hint: t("list.variablesHint"),
        },
      ],
      send: async (data) => {
        const { phone: number = "", variables = "" } = filledIn(data);
        const person = await known(number);
        const body = { contact_id: person.id, variables: saidOf(variables) };
        await send(`${path}/members`, { body, signal });
        tell(t("list.added", { name: person.name }));
        refresh().catch(fresh.told);
      },
    });
  }

  /** @param {string} number @returns {Promise<Contact>} */
  async function known(number) {
    const found = await send(`/contacts?phone=${encodeURIComponent(number)}`, { signal });
    if (found.items[0]) return found.items[0];
    throw new Problem(404, {
      errors: [{ field: "phone", problem: t("list.unknown") }],
      detail: t("list.unknown"),
    });
  }
}

/** A line each: `order: A-1`. @param {string} written */
export const saidOf = (written) =>
  Object.fromEntries(
    written
      .split("\n")
      .map((line) => line.split(/:(.*)/s))
      .filter(([name, value]) => name?.trim() && value?.trim())
      .map(([name, value]) => [name?.trim(), value?.trim()]),
  );
