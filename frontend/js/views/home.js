// The first screen: what needs attention, what is open, what is being rung.

import { every, fill, h } from "../dom.js";
import { attention } from "../model/attention.js";
import { decides, progress } from "../model/campaigns.js";
import { byPriority, OPEN } from "../model/tickets.js";
import { meter, ring } from "../parts/charts.js";
import { freshness } from "../parts/freshness.js";
import { ago, priority, state } from "../parts/marks.js";
import { table } from "../parts/table.js";
import { callColumns } from "./calls.js";

const MOST = 200;
const openTickets = OPEN.map((each) => `state=${each}`).join("&");

/** @param {HTMLElement} root @param {Context} context */
export function home(root, { words, send, me, signal, title }) {
  const { t } = words;
  const matters = h("ul", { class: "matters" });
  const calm = h("p", { class: "empty", hidden: true }, t("home.calm"));
  const overview = h("div");
  const running = h("ul", { class: "running" });
  const noneRuns = h("p", { class: "empty", hidden: true }, t("home.noneRuns"));
  const newest = table({
    caption: t("home.tickets"),
    key: (ticket) => ticket.id,
    empty: t("tickets.none"),
    columns: ticketColumns(words),
  });
  const rung = table({
    caption: t("home.calls"),
    key: (call) => call.id,
    empty: t("calls.none"),
    columns: callColumns(words),
  });
  const fresh = freshness(words);
  title(t("section.home"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("home.hello", { name: me.name })), fresh.element),
    card(t("home.attention"), matters, calm),
    h(
      "div",
      { class: "columns" },
      card(t("home.overview"), overview),
      card(t("home.running"), running, noneRuns),
    ),
    card(
      t("home.tickets"),
      newest.element,
      h("a", { href: `#/tickets?${openTickets}` }, t("home.allTickets")),
    ),
    card(t("home.calls"), rung.element, h("a", { href: "#/calls" }, t("home.allCalls"))),
  );
  every(5_000, refresh, signal, fresh.told);

  async function refresh() {
    const [tickets, campaigns, calls, imports] = await Promise.all([
      send(`/tickets?${openTickets}&limit=${MOST}`, { signal }),
      send("/campaigns?limit=50", { signal }),
      send("/calls?limit=6", { signal }),
      decides(me) ? send("/imports?limit=20", { signal }) : { items: [] },
    ]);
    const moving = campaigns.items.filter(
      (/** @type {Campaign} */ each) => each.state === "running" || each.state === "paused",
    );
    const reports = await Promise.all(
      moving.map((/** @type {Campaign} */ each) =>
        send(`/campaigns/${each.id}/report`, { signal }),
      ),
    );
    showMatters({ tickets: tickets.items, campaigns: campaigns.items, imports: imports.items });
    showOverview(tickets);
    fill(
      running,
      moving.map((/** @type {Campaign} */ each, /** @type {number} */ place) => ({
        campaign: each,
        report: reports[place],
      })),
      ({ campaign }) => campaign.id,
      ongoing,
    );
    noneRuns.hidden = moving.length > 0;
    newest.show(tickets.items.slice(0, 6));
    rung.show(calls.items);
  }

  /** @param {{tickets: Heading[], campaigns: Campaign[], imports: Import[]}} seen */
  function showMatters(seen) {
    const found = attention({ ...seen, me, now: Date.now() });
    fill(
      matters,
      found,
      (matter) => matter.what,
      (matter) =>
        h(
          "li",
          { class: matter.what },
          h(
            "a",
            { href: matter.address },
            h("b", {}, words.number(matter.count)),
            t(`matter.${matter.what}`, { count: matter.count }),
          ),
        ),
    );
    calm.hidden = found.length > 0;
  }

  /** @param {Page<Heading>} tickets */
  function showOverview({ items, next }) {
    const parts = byPriority(items).map(({ level, count }) => ({
      text: words.word("priority", level),
      count,
      tone: `p${level}`,
      address: `#/tickets?${openTickets}&priority=${level}`,
    }));
    const whole = words.number(items.length) + (next ? "+" : "");
    fill(
      overview,
      [{ whole, parts }],
      () => "ring",
      (shown) => ring({ label: t("home.overview"), ...shown }),
    );
  }

  /** @param {{campaign: Campaign, report: CampaignReport}} shown */
  function ongoing({ campaign, report }) {
    const { done } = progress(report);
    const said = t("campaign.progress", { done, all: report.contacts, live: report.live });
    return h(
      "li",
      {},
      h("a", { href: `#/campaigns/${campaign.id}` }, campaign.name),
      state(words, "campaignState", campaign.state),
      meter(said, done, report.contacts),
      h("span", { class: "muted" }, said),
    );
  }
}

/** A part of the screen with its heading. @param {string} name @param {...import("../dom.js").Child} children */
const card = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** How tickets stand in a short list. @param {Words} words @returns {import("../parts/table.js").Column<Heading>[]} */
export const ticketColumns = (words) => [
  {
    label: words.t("ticket.number"),
    cell: (ticket) => h("a", { href: `#/tickets/${ticket.id}` }, ticket.number),
    kind: "number",
  },
  { label: words.t("ticket.title"), cell: (ticket) => ticket.title, kind: "main" },
  { label: words.t("ticket.state"), cell: (ticket) => state(words, "ticketState", ticket.state) },
  { label: words.t("ticket.priority"), cell: (ticket) => priority(words, ticket.priority) },
  {
    label: words.t("ticket.assignee"),
    cell: (ticket) => ticket.assignee ?? h("span", { class: "muted" }, words.t("ticket.nobody")),
  },
  { label: words.t("ticket.updated"), cell: (ticket) => ago(words, ticket.updated_at) },
];
