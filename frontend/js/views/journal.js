// One event in the life of a ticket, as people read it.

import { h } from "../dom.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { ago } from "../parts/marks.js";
import { initials } from "../parts/preferences-menu.js";

/** @param {Words} words @param {Entry} each @param {string} [sought] what to mark in its words */
export function entry(words, each, sought = "") {
  const kind = h("b", { class: "kind" }, words.word("entry", each.kind));
  const face = h("span", { class: "face", "aria-hidden": "true" }, initials(each.actor) || "·");
  const head = h(
    "p",
    { class: "entry-head" },
    h("span", {}, each.actor),
    kind,
    ago(words, each.at),
  );
  const changes =
    each.changes.length > 0 &&
    h("ul", {}, ...each.changes.map((change) => h("li", {}, ...changed(words, change))));
  return h(
    "li",
    { class: `entry ${each.kind}` },
    face,
    h(
      "div",
      {},
      head,
      each.text && h("p", { class: "prose" }, ...marked(each.text, sought)),
      changes,
    ),
  );
}

/** The text, with what is sought marked. @param {string} text @param {string} sought lower case */
function marked(text, sought) {
  if (!sought) return [text];
  /** @type {(string | Node)[]} */
  const parts = [];
  let from = 0;
  for (let at = place(text, sought, 0); at >= 0; at = place(text, sought, from)) {
    parts.push(text.slice(from, at), h("mark", {}, text.slice(at, at + sought.length)));
    from = at + sought.length;
  }
  return [...parts, text.slice(from)];
}

/** @param {string} text @param {string} sought @param {number} from */
const place = (text, sought, from) => text.toLowerCase().indexOf(sought, from);

/** @param {Words} words @param {Change} change */
function changed(words, { field, old, new: now }) {
  return [
    `${fieldName(words, field)}: `,
    h("s", {}, valueSaid(words, field, old)),
    " → ",
    h("span", {}, valueSaid(words, field, now)),
  ];
}
