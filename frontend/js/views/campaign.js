// One campaign, as it moves: how far it is, what came of each call, what it costs, who decided what.

import { every, fill, h } from "../dom.js";
import { awaitsApproval, isAuthor, isMoving, outcomes, progress } from "../model/campaigns.js";
import { freshness } from "../parts/freshness.js";
import { phone, state } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { buttons } from "./campaign-acts.js";
import {
  figures,
  logged,
  memberColumns,
  outcomeColumns,
  reach,
  script,
  tile,
} from "./campaign-parts.js";

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
      [{ done, all: report.contacts, share, limited: report.limited_by }],
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
