// One campaign, as it moves: how far it is, what came of each call, what it costs, who decided what.

import { fill, h } from "../dom.js";
import { isMoving, outcomes, progress } from "../model/campaigns.js";
import { card } from "../parts/card.js";
import { table } from "../parts/table.js";
import { campaignFrame } from "./campaign-frame.js";
import { expected, figures, held, logged, outcomeColumns, reach, tile } from "./campaign-parts.js";

const NEWEST = 6;

/** @param {HTMLElement} root @param {Context} context */
export function campaign(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  const notices = h("div", { class: "notices" });
  const reached = h("div", { class: "reached" });
  const tiles = h("ul", { class: "tiles" });
  const results = table({
    caption: t("campaign.outcomes"),
    key: (each) => each.outcome,
    empty: t("campaign.noOutcomes"),
    columns: outcomeColumns(words),
  });
  const ahead = h("div");
  const log = h("ol", { class: "log whole" });
  const body = [
    notices,
    reached,
    tiles,
    h(
      "div",
      { class: "columns" },
      card(t("campaign.outcomes"), results.element),
      card(t("forecast.title"), ahead),
      card(t("campaign.log"), log),
    ),
  ];
  campaignFrame(root, context, { page: "", body, load, show });

  /** A forecast that cannot be made leaves the rest as it is. @param {string} path @returns {Promise<[LogEntry[], Forecast | null]>} */
  function load(path) {
    return Promise.all([
      send(`${path}/log`, { signal }),
      send(`${path}/forecast`, { signal }).catch(() => null),
    ]);
  }

  /** @param {Campaign} seen @param {CampaignReport} report @param {[LogEntry[], Forecast | null]} more */
  function show(seen, report, [entries, forecast]) {
    fill(
      notices,
      held(words, seen, report),
      (each) => each.text,
      ({ text, tone }) => h("p", { class: `notice ${tone}` }, text),
    );
    const { done, share } = progress(report);
    fill(
      reached,
      [
        {
          done,
          all: report.contacts,
          share,
          limited: isMoving(seen) ? report.limited_by : null,
        },
      ],
      () => "reached",
      (now) => reach(words, now),
    );
    fill(tiles, figures(words, report, seen.rules), (each) => each.name, tile);
    reached.hidden = tiles.hidden = report.contacts === 0;
    results.show(outcomes(report));
    fill(
      ahead,
      [forecast],
      () => "ahead",
      (now) => expected(words, now, seen.rules.currency),
    );
    const newest = [...entries].sort((one, other) => other.at.localeCompare(one.at));
    fill(
      log,
      newest.slice(0, NEWEST),
      (each) => each.at + each.state,
      (each) => logged(words, each),
    );
  }
}
