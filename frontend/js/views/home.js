// The first screen: what needs attention, what is open, what is being rung, where one was.

import { every, fill, h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { attention } from "../model/attention.js";
import { decides, progress } from "../model/campaigns.js";
import { listAddress } from "../model/conditions.js";
import { byPriority, OPEN } from "../model/tickets.js";
import { callColumns } from "../parts/call-columns.js";
import { meter, ring } from "../parts/charts.js";
import { freshness } from "../parts/freshness.js";
import { ago, priority, state } from "../parts/marks.js";
import { table } from "../parts/table.js";

const MOST = 200;
const VISITS = 6;
/** @type {Record<string, string>} */
const TONES = { new: "info", in_progress: "active", on_hold: "warn" };

/** @param {HTMLElement} root @param {Context} context */
export function home(root, { words, send, me, signal, title }) {
  const { t } = words;
  const matters = h("ul", { class: "matters" });
  const calm = h("p", { class: "empty", hidden: true }, t("home.calm"));
  const rings = h("div", { class: "rings" });
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
    h(
      "div",
      { class: "banner" },
      h("h1", {}, t("home.hello", { name: me.name })),
      h("p", {}, today(words)),
      h(
        "div",
        { class: "buttons" },
        h("a", { class: "button primary", href: "#/tickets/new" }, t("tickets.new")),
        h("a", { class: "button", href: mine(me) }, t("lists.mine")),
      ),
    ),
    card(t("home.attention"), matters, calm, fresh.element),
    rings,
    h(
      "div",
      { class: "columns" },
      card(t("home.running"), running, noneRuns),
      card(t("home.visited"), visits(words)),
    ),
    card(
      t("home.tickets"),
      newest.element,
      h("a", { href: listAddress("state=open") }, t("home.allTickets")),
    ),
    card(t("home.calls"), rung.element, h("a", { href: "#/calls" }, t("home.allCalls"))),
  );
  every(5_000, refresh, signal, fresh.told);

  async function refresh() {
    const open = new URLSearchParams({ q: "state=open", limit: String(MOST) });
    const [tickets, campaigns, calls, imports, notices] = await Promise.all([
      send(`/tickets?${open}`, { signal }),
      send("/campaigns?limit=50", { signal }),
      send("/calls?limit=6", { signal }),
      decides(me) ? send("/imports?limit=20", { signal }) : { items: [] },
      send("/sla/notices?limit=200", { signal }).catch(() => ({ items: [] })),
    ]);
    showMatters({
      tickets: tickets.items,
      campaigns: campaigns.items,
      imports: imports.items,
      notices: notices.items,
    });
    showRings(tickets);
    newest.show(tickets.items.slice(0, 6));
    rung.show(calls.items);
    await showRunning(campaigns.items);
  }

  /** @param {Campaign[]} campaigns */
  async function showRunning(campaigns) {
    const moving = campaigns.filter((each) => each.state === "running" || each.state === "paused");
    const shown = await Promise.all(
      moving.map(async (campaign) => ({
        campaign,
        report: await send(`/campaigns/${campaign.id}/report`, { signal }),
      })),
    );
    fill(running, shown, ({ campaign }) => campaign.id, ongoing);
    noneRuns.hidden = moving.length > 0;
  }

  /** @param {Omit<Parameters<typeof attention>[0], "me" | "now">} seen */
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

  /** @param {Page<Heading>} page */
  function showRings({ items, next }) {
    const more = next ? "+" : "";
    const own = items.filter((each) => each.assignee === me.name);
    const byState = OPEN.map((each) => ({
      text: t(`ticketState.${each}`),
      count: items.filter((ticket) => ticket.state === each).length,
      tone: TONES[each] ?? "neutral",
      address: listAddress(`state=${each}`),
    }));
    const drawn = [
      {
        label: t("home.overview"),
        whole: words.number(items.length) + more,
        address: listAddress("state=open"),
        parts: priorities(items, "state=open"),
      },
      {
        label: t("home.byState"),
        whole: words.number(items.length) + more,
        address: listAddress("state=open"),
        parts: byState,
      },
      {
        label: t("home.mine"),
        whole: words.number(own.length),
        address: mine(me),
        parts: priorities(own, `state=open^assignee=${me.name}`),
      },
    ];
    fill(
      rings,
      drawn,
      (each) => each.label,
      (each) => card(each.label, ring(each)),
    );
  }

  /** @param {Heading[]} tickets @param {string} line */
  function priorities(tickets, line) {
    return byPriority(tickets).map(({ level, count }) => ({
      text: words.word("priority", level),
      count,
      tone: `p${level}`,
      address: listAddress(`${line}^priority=${level}`),
    }));
  }

  /** @param {{campaign: Campaign, report: CampaignReport}} shown */
  function ongoing({ campaign, report }) {
    const { done } = progress(report);
    const said = t("campaign.progress", {
      done,
      all: report.contacts,
      live: report.live,
    });
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

/** @param {Me} me */
const mine = (me) => listAddress(`state=open^assignee=${me.name}`);

/** @param {Words} words */
const today = (words) => words.t("home.today", { day: words.date(new Date().toISOString()) });

/** Where somebody was last. @param {Words} words */
function visits(words) {
  const history = inBrowser("history", /** @type {import("../model/trail.js").Place[]} */ ([]));
  const records = history.read().filter((each) => /^#\/\w+\/./.test(each.address));
  if (records.length === 0) return h("p", { class: "empty" }, words.t("menu.history.none"));
  return h(
    "ul",
    { class: "visits" },
    ...records
      .slice(0, VISITS)
      .map(({ address, title }) => h("li", {}, h("a", { href: address }, title))),
  );
}

/** A part of the screen with its heading. @param {string} name @param {...import("../dom.js").Child} children */
const card = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** How tickets stand in a short list. @param {Words} words @returns {import("../parts/table.js").Column<Heading>[]} */
const ticketColumns = (words) => [
  {
    label: words.t("ticket.number"),
    cell: (ticket) => h("a", { href: `#/tickets/${ticket.id}` }, ticket.number),
    kind: "number",
  },
  {
    label: words.t("ticket.title"),
    cell: (ticket) => ticket.title,
    kind: "main",
  },
  {
    label: words.t("ticket.state"),
    cell: (ticket) => state(words, "ticketState", ticket.state),
  },
  {
    label: words.t("ticket.priority"),
    cell: (ticket) => priority(words, ticket.priority),
  },
  {
    label: words.t("ticket.assignee"),
    cell: (ticket) => ticket.assignee ?? h("span", { class: "muted" }, words.t("ticket.nobody")),
  },
  {
    label: words.t("ticket.updated"),
    cell: (ticket) => ago(words, ticket.updated_at),
  },
];
