// One list of contacts: who stands on it, and what it says of them.

import { every, fill, h } from "../dom.js";
import { freshness } from "../parts/freshness.js";
import { phone } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function list(root, { words, send, params, signal, title }) {
  const { t } = words;
  const path = `/lists/${params.id}`;
  /** @type {import("../parts/table.js").Column<ListMember>[]} */
  const columns = [
    { label: t("member.name"), cell: (each) => each.name, kind: "main" },
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
          {},
          h("p", { class: "muted" }, h("a", { href: "#/people" }, t("section.people"))),
          h("h1", {}, each.name),
        ),
    );
  }
}
