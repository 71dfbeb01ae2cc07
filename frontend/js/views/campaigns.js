// The list of campaigns.

import { every, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { freshness } from "../parts/freshness.js";
import { state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function campaigns(root, { words, send, me, signal, title }) {
  const { t } = words;
  /** @type {import("../parts/table.js").Column<Campaign>[]} */
  const columns = [
    {
      label: t("campaign.name"),
      cell: (each) => h("a", { href: `#/campaigns/${each.id}` }, each.name),
      kind: "main",
    },
    {
      label: t("campaign.state"),
      cell: (each) => state(words, "campaignState", each.state),
    },
    {
      label: t("campaign.budget"),
      cell: (each) => words.money(each.rules.budget_micro, each.rules.currency),
      kind: "amount",
    },
    { label: t("campaign.author"), cell: (each) => each.created_by },
    {
      label: t("campaign.started"),
      cell: (each) =>
        each.starts_at && !each.started_at
          ? h("span", {}, t("campaign.starts"), " ", when(words, each.starts_at))
          : when(words, each.started_at),
    },
    { label: t("campaign.ended"), cell: (each) => when(words, each.ended_at) },
  ];
  const grid = table({
    caption: t("section.campaigns"),
    key: (each) => each.id,
    empty: t("campaigns.none"),
    columns,
    kept: { words, me, list: "campaigns" },
  });
  const list = pages({
    words,
    show: grid.show,
    ask: (after, limit) =>
      send(`/campaigns?limit=${limit}${after ? `&after=${after}` : ""}`, {
        signal,
      }),
  });
  const fresh = freshness(words);
  title(t("section.campaigns"));
  root.replaceChildren(
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("section.campaigns")),
      fresh.element,
      decides(me) &&
        h("a", { class: "button primary", href: "#/campaigns/new" }, t("campaigns.new")),
    ),
    grid.element,
    list.element,
  );
  every(5_000, list.refresh, signal, fresh.told);
}
