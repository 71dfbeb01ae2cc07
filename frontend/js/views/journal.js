// One event in the life of a ticket, as people read it.

import { h } from "../dom.js";
import { ago } from "../parts/marks.js";

/** Which words a field's values are said in. @type {Record<string, string>} */
const GROUPS = {
  state: "ticketState",
  priority: "priority",
  impact: "degree",
  urgency: "degree",
  hold_reason: "hold",
  resolution_code: "resolution",
  language: "language",
};

/** @param {Words} words @param {Entry} each */
export function entry(words, each) {
  const kind = h("b", { class: "kind" }, words.word("entry", each.kind));
  const head = h("p", { class: "entry-head" }, kind, ` ${each.actor} · `, ago(words, each.at));
  const changes =
    each.changes.length > 0 &&
    h("ul", {}, ...each.changes.map((change) => h("li", {}, ...changed(words, change))));
  return h(
    "li",
    { class: `entry ${each.kind}` },
    head,
    each.text && h("p", { class: "prose" }, each.text),
    changes,
  );
}

/** @param {Words} words @param {Change} change */
function changed(words, { field, old, new: now }) {
  const said = (/** @type {Change["old"]} */ value) => {
    if (value === null || value === "") return words.t("ticket.nothing");
    return GROUPS[field] ? words.word(GROUPS[field], String(value)) : String(value);
  };
  return [
    `${words.word("ticket", field)}: `,
    h("s", {}, said(old)),
    " → ",
    h("span", {}, said(now)),
  ];
}
