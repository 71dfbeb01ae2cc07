// How calls stand in a list.

import { h } from "../dom.js";
import { ago, phone, state } from "./marks.js";

/** @param {Words} words @returns {import("./table.js").Column<Call>[]} */
export const callColumns = (words) => [
  {
    label: words.t("call.phone"),
    cell: (each) => h("a", { href: `#/calls/${each.id}` }, phone(words, each.phone)),
    kind: "main",
  },
  {
    label: words.t("call.direction"),
    cell: (each) => words.word("direction", each.direction),
  },
  {
    label: words.t("call.status"),
    cell: (each) => state(words, "callStatus", each.status),
  },
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
