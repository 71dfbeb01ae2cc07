// Who did what with a campaign, why, and what it changed: the whole log.

import { fill, h } from "../dom.js";
import { card } from "../parts/card.js";
import { campaignFrame } from "./campaign-frame.js";
import { logged } from "./campaign-parts.js";

const LONGEST = 120;

/** @param {HTMLElement} root @param {Context} context */
export function campaignLog(root, context) {
  const { words, send, signal } = context;
  const log = h("ol", { class: "log whole" });
  campaignFrame(root, context, {
    page: "log",
    body: [card(words.t("campaign.log"), log)],
    load: (path) => send(`${path}/log`, { signal }),
    /** @param {Campaign} _ @param {CampaignReport} __ @param {LogEntry[]} entries */
    show(_, __, entries) {
      fill(
        log,
        [...entries].reverse(),
        (each) => each.at + each.state + each.reason,
        (each) => detailed(words, each),
      );
    },
  });
}

/** @param {Words} words @param {LogEntry} each */
function detailed(words, each) {
  const entry = logged(words, each);
  const changes = each.changes ?? [];
  if (changes.length)
    entry.append(
      h("ul", { class: "changes" }, ...changes.map((one) => h("li", {}, ...changed(words, one)))),
    );
  return entry;
}

/** @param {Words} words @param {LogEntry["changes"][number]} change */
const changed = (words, { field, before, after }) => [
  `${words.word("changed", field)}: `,
  h("s", {}, short(words, before)),
  " → ",
  h("span", {}, short(words, after)),
];

/** What is long is cut: it stands in full on the page it is about. @param {Words} words @param {unknown} value */
function short(words, value) {
  if (value === null || value === undefined || value === "") return words.t("rules.without");
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
