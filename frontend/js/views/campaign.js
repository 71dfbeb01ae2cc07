// One campaign, as it moves: how far it is, what came of each call, what it costs, who decided what.

import { every, fill, h } from "../dom.js";
import {
  isAuthor,
  isMoving,
  awaitsApproval,
  outcomes,
  progress,
  tone,
} from "../model/campaigns.js";
import { bar, meter } from "../parts/charts.js";
import { freshness } from "../parts/freshness.js";
import { dot, facts, phone, state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { buttons } from "./campaign-acts.js";

const MOVING = 2_000;
const RESTING = 10_000;

/** @param {HTMLElement} root @param {Context} context */
export function campaign(root, context) {
  const { words, send, params, me, signal, tell, title } = context;
  const { t } = words;
  const path = `/campaigns/${params.id}`;
  /** @type {CampaignState | null} */
  let before = null;
  const head = h("header", { class: "record-head" });
  const reached = h("div", { class: "reached" });
  const tiles = h("ul", { class: "tiles" });
  const results = table({
    caption: t("campaign.outcomes"),
    key: (each) => each.outcome,
    empty: t("campaign.noOutcomes"),
    columns: outcomeColumns(words),
  });
  const people = table({
    caption: t("campaign.members"),
    key: (each) => each.id,
    empty: t("campaign.noMembers"),
    columns: memberColumns(words),
  });
  const members = pages({ words, size: 50, show: people.show, ask: memberPage });
  const log = h("ol", { class: "log" });
  const about = h("div");
  const fresh = freshness(words);
  title(t("section.campaigns"));
  root.replaceChildren(
    head,
    reached,
    tiles,
    h(
      "div",
      { class: "columns" },
      section(t("campaign.outcomes"), results.element),
      section(t("campaign.log"), log),
    ),
    section(t("campaign.members"), people.element, members.element),
    section(t("campaign.script"), about),
    fresh.element,
  );
  every(
    () => (before && isMoving({ state: before }) ? MOVING : RESTING),
    refresh,
    signal,
    fresh.told,
  );

  async function refresh() {
    const [seen, report, entries] = await Promise.all([
      send(path, { signal }),
      send(`${path}/report`, { signal }),
      send(`${path}/log`, { signal }),
      members.refresh(),
    ]);
    show(seen, report, entries);
  }

  /** @param {Campaign} seen @param {CampaignReport} report @param {LogEntry[]} entries */
  function show(seen, report, entries) {
    title(seen.name);
    if (before && before !== seen.state)
      tell(t("campaign.nowIs", { state: words.word("campaignState", seen.state) }));
    before = seen.state;
    fill(
      head,
      [{ seen, contacts: report.contacts }],
      () => "head",
      (shown) => heading(shown.seen, shown.contacts),
    );
    const { done, share } = progress(report);
    fill(
      reached,
      [{ done, all: report.contacts, share }],
      () => "reached",
      (now) => reach(words, now),
    );
    fill(tiles, figures(words, report), (each) => each.name, tile);
    reached.hidden = tiles.hidden = report.contacts === 0;
    results.show(outcomes(report));
    fill(
      log,
      [...entries].sort((one, other) => other.at.localeCompare(one.at)),
      (each) => each.at + each.state,
      (each) => logged(words, each),
    );
    fill(
      about,
      [seen],
      () => "about",
      (shown) => script(words, shown),
    );
  }

  /** @param {Campaign} shown @param {number} contacts */
  function heading(shown, contacts) {
    const waits =
      awaitsApproval(shown) &&
      isAuthor(shown, me) &&
      h("p", { class: "notice" }, t("campaign.ownApproval"));
    return h(
      "div",
      {},
      h("p", { class: "muted" }, h("a", { href: "#/campaigns" }, t("section.campaigns"))),
      h("h1", {}, shown.name),
      h(
        "div",
        { class: "pills" },
        state(words, "campaignState", shown.state),
        h("span", {}, t("campaign.from"), " ", phone(words, shown.caller)),
        h("span", {}, shown.created_by),
      ),
      buttons({
        ...context,
        campaign: shown,
        contacts,
        changed: () => refresh().catch(fresh.told),
      }),
      waits,
    );
  }

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Member>>} */
  function memberPage(after, limit) {
    return send(`${path}/members?limit=${limit}${after ? `&after=${after}` : ""}`, { signal });
  }
}

/** @param {string} name @param {...Node} children */
const section = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** @param {Words} words @param {{done: number, all: number, share: number}} now */
function reach(words, { done, all, share }) {
  const said = words.t("campaign.done", { done, all });
  return h(
    "p",
    {},
    meter(said, done, all),
    h("b", {}, words.percent(share)),
    h("span", { class: "muted" }, said),
  );
}

/** @param {Words} words @param {CampaignReport} report */
function figures(
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
const tile = ({ name, value, more, kind }) =>
  h(
    "li",
    { class: kind },
    h("span", {}, name),
    h("b", {}, value),
    h("span", { class: "muted" }, more),
  );

/** @param {Words} words @returns {import("../parts/table.js").Column<{outcome: string, count: number, share: number}>[]} */
const outcomeColumns = (words) => [
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
const memberColumns = (words) => [
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
const logged = (words, each) =>
  h(
    "li",
    {},
    state(words, "campaignState", each.state),
    h("span", { class: "muted" }, each.actor, " · ", when(words, each.at)),
    h("p", { class: "prose" }, words.word("reason", each.reason)),
  );

/** What is said, and when it may ring. @param {Words} words @param {Campaign} shown */
function script(words, { script, rules }) {
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
