// Calls in which somebody wanted a person: who was asked, who came, who was left waiting.

import { h } from "../dom.js";
import { callLinks } from "../parts/call-links.js";
import { listing } from "../parts/listing.js";
import { dot, state, when } from "../parts/marks.js";

/** @param {HTMLElement} root @param {Context} context */
export function transfers(root, context) {
  const { words, me } = context;
  const { t } = words;
  listing(root, context, {
    name: t("transfers.title"),
    path: "/transfers",
    key: (/** @type {Transfer} */ each) => each.id,
    empty: t("transfers.none"),
    columns: columns(words),
    above: [
      callLinks(words, me, "#/calls/transfers"),
      h("p", { class: "muted" }, t("transfers.what")),
    ],
    pause: 3_000,
  });
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Transfer>[]} */
const columns = (words) => [
  {
    label: words.t("transfer.wanted"),
    cell: (each) => h("a", { href: `#/calls/${each.call_id}` }, when(words, each.wanted_at)),
    kind: "main",
  },
  {
    label: words.t("transfer.state"),
    cell: (each) => state(words, "transferState", each.state),
  },
  {
    label: words.t("transfer.rota"),
    cell: (each) =>
      each.begun_by ? words.t("transfer.begunBy", { name: each.begun_by }) : each.rota,
  },
  {
    label: words.t("transfer.waited"),
    cell: (each) =>
      each.waited_seconds === null ? "–" : words.duration(Math.round(each.waited_seconds)),
    kind: "amount",
  },
  { label: words.t("transfer.taker"), cell: (each) => each.taken_by ?? "–" },
  {
    label: words.t("transfer.asked"),
    cell: (each) => each.asked.map(({ person }) => person).join(", ") || "–",
  },
  {
    label: words.t("transfer.abandoned"),
    cell: (each) => (each.abandoned ? dot(words.t("yes"), "bad") : words.t("no")),
  },
  {
    label: words.t("transfer.ticket"),
    cell: (each) =>
      each.ticket_id
        ? h("a", { href: `#/tickets/${each.ticket_id}` }, words.t("transfer.openTicket"))
        : "–",
  },
];
