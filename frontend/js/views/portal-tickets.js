// All that somebody asked for, the newest first.

import { h } from "../dom.js";
import { standing } from "../model/wishes.js";
import { listing } from "../parts/listing.js";
import { ago, state } from "../parts/marks.js";

/** @param {HTMLElement} root @param {Context} context */
export function portalTickets(root, context) {
  const { words } = context;
  const { t } = words;
  listing(root, context, {
    name: t("portal.mine"),
    path: "/portal/tickets",
    key: (/** @type {Wish} */ wish) => wish.id,
    empty: t("portal.none"),
    columns: wishColumns(words),
    actions: [h("a", { class: "button primary", href: "#/tickets/new" }, t("portal.ask"))],
  });
}

/** How tickets stand in a list of one's own. @param {Words} words @returns {import("../parts/table.js").Column<Wish>[]} */
export const wishColumns = (words) => [
  {
    label: words.t("ticket.number"),
    cell: (wish) => wish.number,
    kind: "number",
  },
  {
    label: words.t("portal.title"),
    cell: (wish) => h("a", { href: `#/tickets/${wish.id}` }, wish.title),
    kind: "main",
  },
  {
    label: words.t("ticket.state"),
    cell: (wish) => state(words, "standing", standing(wish)),
  },
  { label: words.t("portal.opened"), cell: (wish) => ago(words, wish.opened_at) },
  { label: words.t("portal.updated"), cell: (wish) => ago(words, wish.updated_at) },
];
