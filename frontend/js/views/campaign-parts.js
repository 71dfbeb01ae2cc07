// What the page of a campaign shows, piece by piece.

import { h } from "../dom.js";
import { tone } from "../model/campaigns.js";
import { bar, meter } from "../parts/charts.js";
import { dot, facts, state, when } from "../parts/marks.js";

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

/** What somebody should know before anything else. @param {Words} words @param {Campaign} seen @param {CampaignReport} report */
export function held(words, seen, report) {
  const { t } = words;
  const notices = [];
  if (seen.state === "paused" && report.tripped_by) {
    const cause = words.told(
      `cause.${report.tripped_by}`,
      words.word("tripped", report.tripped_by),
    );
    const then = report.probe_at
      ? t("campaign.probe", { when: words.when(report.probe_at) })
      : t("campaign.noProbe");
    notices.push({ text: `${cause} ${then}`, tone: "bad" });
  } else if (seen.state === "paused" && seen.why) {
    notices.push({
      text: t("campaign.pausedFor", { why: seen.why }),
      tone: "warn",
    });
  }
  if (report.without_phone)
    notices.push({
      text: t("campaign.withoutPhone", { count: report.without_phone }),
      tone: "warn",
    });
  return notices;
}

/** @param {Words} words @param {CampaignReport} report @param {Rules} rules */
export function figures(words, report, rules) {
  const { t } = words;
  const { currency, live, spent_micro: spent, budget_micro: budget } = report;
  const money = (/** @type {number} */ micro) => words.money(micro, currency);
  const counts = /** @type {const} */ (["calling", "waiting"]).map((name) => ({
    name: t(`campaign.${name}`),
    value: words.number(report[name]),
    more: t(`campaign.${name}What`),
    kind: "",
  }));
  const today = rules.day_budget_micro
    ? t("campaign.spentOf", { budget: money(rules.day_budget_micro) })
    : t("campaign.todayWhat");
  return [
    {
      name: t("campaign.live"),
      value: words.number(live),
      more: t("campaign.liveWhat"),
      kind: live > 0 ? "lit" : "",
    },
    ...counts,
    {
      name: t("campaign.spent"),
      value: money(spent),
      more: t("campaign.spentOf", { budget: money(budget) }),
      kind: "",
    },
    {
      name: t("campaign.today"),
      value: money(report.day_spent_micro ?? 0),
      more: today,
      kind: "",
    },
    ...lost(words, report),
  ];
}

/** Only where calls are handed over. @param {Words} words @param {CampaignReport} report */
const lost = ({ t, percent }, { abandoned = null }) =>
  abandoned === null
    ? []
    : [
        {
          name: t("campaign.abandoned"),
          value: percent(abandoned),
          more: t("campaign.abandonedWhat"),
          kind: "",
        },
      ];

/** @param {ReturnType<typeof figures>[number]} figure */
export const tile = ({ name, value, more, kind }) =>
  h(
    "li",
    { class: kind },
    h("span", {}, name),
    h("b", {}, value),
    h("span", { class: "muted" }, more),
  );

/** What the rest will take. @param {Words} words @param {Forecast | null} ahead @param {string} currency */
export function expected(words, ahead, currency) {
  const { t } = words;
  if (!ahead) return h("p", { class: "empty" }, t("forecast.none"));
  const finish = ahead.finish_at ? when(words, ahead.finish_at) : t("forecast.never");
  const assumed = ahead.based_on
    ? t("forecast.based", { count: ahead.based_on })
    : t("forecast.assumed");
  return h(
    "div",
    { class: "stack" },
    facts([
      [t("forecast.finish"), ahead.people ? finish : t("forecast.through")],
      [t("forecast.people"), words.number(ahead.people)],
      [t("forecast.attempts"), words.number(ahead.attempts)],
      [t("forecast.cost"), words.money(ahead.cost_micro, currency)],
      [t("forecast.total"), words.money(ahead.total_micro, currency)],
    ]),
    !ahead.fits_budget && h("p", { class: "notice warn" }, t("forecast.over")),
    h("p", { class: "muted" }, assumed),
  );
}

/** @param {Words} words @returns {import("../parts/table.js").Column<{outcome: string, count: number, share: number}>[]} */
export const outcomeColumns = (words) => [
  {
    label: words.t("campaign.outcome"),
    cell: ({ outcome }) => dot(words.word("outcome", outcome), tone(outcome)),
    kind: "main",
  },
  {
    label: words.t("campaign.people"),
    cell: ({ count }) => words.number(count),
    kind: "amount",
  },
  {
    label: words.t("campaign.share"),
    cell: ({ share }) => words.percent(share),
    kind: "amount",
  },
  {
    label: words.t("campaign.bar"),
    cell: ({ outcome, share }) => bar(share, tone(outcome)),
    kind: "drawn",
  },
];

/** @param {Words} words @param {LogEntry} each */
export const logged = (words, each) =>
  h(
    "li",
    {},
    state(words, "campaignState", each.state),
    h("span", { class: "muted" }, each.actor, " · ", when(words, each.at)),
    h(
      "p",
      { class: "prose" },
      words.told(`cause.${each.cause}`, words.word("reason", each.reason)),
    ),
  );
