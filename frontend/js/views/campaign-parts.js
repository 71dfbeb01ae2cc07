// What the page of a campaign shows, piece by piece.

import { h } from "../dom.js";
import { tone } from "../model/campaigns.js";
import { bar, meter } from "../parts/charts.js";
import { dot, facts, phone, state, when } from "../parts/marks.js";

/** @param {Words} words @param {{done: number, all: number, share: number, limited: string | null}} now */
export function reach(words, { done, all, share, limited }) {
  const said = words.t("campaign.done", { done, all });
  const held = limited && words.t("campaign.limitedBy", { what: words.word("limited", limited) });
  return h(
    "p",
    {},
    meter(said, done, all),
    h("b", {}, words.percent(share)),
    h("span", { class: "muted" }, said),
    held && h("span", { class: "muted" }, held),
  );
}

/** @param {Words} words @param {CampaignReport} report */
export function figures(
  words,
  { live, waiting, calling, spent_micro: spent, budget_micro: budget, currency },
) {
  const { t } = words;
  return [
    {
      name: t("campaign.live"),
      value: words.number(live),
      more: t("campaign.liveWhat"),
      kind: live > 0 ? "lit" : "",
    },
    {
      name: t("campaign.calling"),
      value: words.number(calling),
      more: t("campaign.callingWhat"),
      kind: "",
    },
    {
      name: t("campaign.waiting"),
      value: words.number(waiting),
      more: t("campaign.waitingWhat"),
      kind: "",
    },
    {
      name: t("campaign.spent"),
      value: words.money(spent, currency),
      more: t("campaign.spentOf", { budget: words.money(budget, currency) }),
      kind: "",
    },
  ];
}

/** @param {ReturnType<typeof figures>[number]} figure */
export const tile = ({ name, value, more, kind }) =>
  h(
    "li",
    { class: kind },
    h("span", {}, name),
    h("b", {}, value),
    h("span", { class: "muted" }, more),
  );

/** @param {Words} words @returns {import("../parts/table.js").Column<{outcome: string, count: number, share: number}>[]} */
export const outcomeColumns = (words) => [
  {
    label: words.t("campaign.outcome"),
    cell: ({ outcome }) => dot(words.word("outcome", outcome), tone(outcome)),
    kind: "main",
  },
  { label: words.t("campaign.people"), cell: ({ count }) => words.number(count), kind: "amount" },
  { label: words.t("campaign.share"), cell: ({ share }) => words.percent(share), kind: "amount" },
  {
    label: words.t("campaign.bar"),
    cell: ({ outcome, share }) => bar(share, tone(outcome)),
    kind: "drawn",
  },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<Member>[]} */
export const memberColumns = (words) => [
  { label: words.t("member.name"), cell: (each) => each.name, kind: "main" },
  { label: words.t("member.phone"), cell: (each) => phone(words, each.phone) },
  { label: words.t("member.state"), cell: (each) => state(words, "memberState", each.state) },
  {
    label: words.t("member.attempts"),
    cell: (each) => words.number(each.attempts),
    kind: "amount",
  },
  {
    label: words.t("campaign.outcome"),
    cell: (each) =>
      each.outcome ? dot(words.word("outcome", each.outcome), tone(each.outcome)) : "–",
  },
  {
    label: words.t("member.note"),
    cell: (each) => (each.note ? words.word("refusal", each.note) : "–"),
  },
  { label: words.t("member.talk"), cell: (each) => (each.last_attempt ? talk(words, each) : "–") },
];

/** @param {Words} words @param {Member} each */
const talk = (words, each) =>
  h(
    "a",
    { href: `#/calls/${each.last_attempt}` },
    words.t("member.read"),
    h("span", { class: "unseen" }, words.t("member.talkWith", { name: each.name })),
  );

/** @param {Words} words @param {LogEntry} each */
export const logged = (words, each) =>
  h(
    "li",
    {},
    state(words, "campaignState", each.state),
    h("span", { class: "muted" }, each.actor, " · ", when(words, each.at)),
    h("p", { class: "prose" }, words.told(`cause.${each.cause}`, words.word("reason", each.reason))),
  );

/** What is said, and when it may ring. @param {Words} words @param {Campaign} shown */
export function script(words, { script, rules }) {
  const { t } = words;
  const spoken = /** @type {const} */ (["en", "es"]).flatMap((code) => {
    const said = script[code];
    if (!said) return [];
    return [
      h(
        "div",
        { lang: code },
        h("h3", {}, t(`language.${code}`)),
        h("p", {}, said.purpose),
        h("ol", { class: "questions" }, ...said.questions.map((each) => h("li", {}, each))),
        h("p", {}, said.closing),
      ),
    ];
  });
  const window = t("campaign.window", {
    opens: rules.opens_at.slice(0, 5),
    closes: rules.closes_at.slice(0, 5),
    days: rules.weekdays.map(words.weekday).join(", "),
  });
  return h(
    "div",
    { class: "columns" },
    ...spoken,
    facts([
      [t("campaign.hours"), window],
      [t("campaign.lines"), words.number(rules.live_cap)],
      [t("campaign.tries"), words.number(rules.max_attempts)],
    ]),
  );
}
