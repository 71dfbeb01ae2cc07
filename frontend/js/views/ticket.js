// One ticket: what it is, what may be done with it, what happened to it, what resembles it.

import { Problem } from "../api.js";
import { every, fill, h } from "../dom.js";
import { failure, freshness } from "../parts/freshness.js";
import { facts, phone, priority, state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { composer } from "./composer.js";
import { entry } from "./journal.js";
import { buttons } from "./ticket-moves.js";

/** @param {HTMLElement} root @param {Context} context */
export function ticket(root, context) {
  const { words, send, params, signal, title } = context;
  const { t } = words;
  const path = `/tickets/${params.id}`;
  const head = h("header", { class: "record-head" });
  const notice = h("div", { class: "notice warn", role: "alert" });
  const details = h("div");
  const entries = h("ol", { class: "journal" });
  const similar = h("ul", { class: "similar" });
  const noneSimilar = h("p", { class: "empty" }, t("ticket.noneSimilar"));
  const fresh = freshness(words);
  const journal = pages({
    words,
    ask: journalPage,
    show: (shown) =>
      fill(
        entries,
        shown,
        (each) => each.position,
        (each) => entry(words, each),
      ),
  });
  const spoken = composer({ words, say });
  root.replaceChildren(
    head,
    notice,
    h(
      "div",
      { class: "record" },
      h(
        "div",
        {},
        section(t("ticket.details"), details),
        section(t("ticket.compose"), spoken),
        section(t("ticket.journal"), entries, journal.element),
      ),
      h("aside", {}, section(t("ticket.similar"), similar, noneSimilar), fresh.element),
    ),
  );
  title(t("section.tickets"));
  every(5_000, refresh, signal, fresh.told);
  every(15_000, resemblance, signal);

  async function refresh() {
    const [seen] = await Promise.all([send(path, { signal }), journal.refresh()]);
    show(seen);
  }

  /** @param {Ticket} seen */
  function show(seen) {
    title(seen.number);
    fill(head, [seen], () => seen.id, heading);
    fill(
      details,
      [seen],
      () => seen.id,
      (shown) => facts(about(words, shown)),
    );
  }

  /** @param {Ticket} shown */
  function heading(shown) {
    return h(
      "div",
      {},
      h(
        "p",
        { class: "muted" },
        h("a", { href: "#/tickets" }, t("section.tickets")),
        ` / ${shown.number}`,
      ),
      h("h1", {}, shown.title),
      h(
        "div",
        { class: "pills" },
        state(words, "ticketState", shown.state),
        priority(words, shown.priority),
        h("span", {}, shown.assignee ?? t("ticket.nobody")),
      ),
      buttons({
        ...context,
        ticket: shown,
        change: changeOf({ version: shown.version }),
        trouble: (error) => notice.replaceChildren(failure(words, error)),
      }),
    );
  }

  /**
   * How to change the ticket as somebody saw it. Told that it stands differently now, they have seen
   * that too: trying again puts theirs in its place. Refreshing in the background is not seeing.
   * @param {{version: number}} seen
   * @returns {(asked: {path?: string, method?: string, body?: unknown}) => Promise<void>}
   */
  function changeOf(seen) {
    return async ({ path: below = "", ...asked }) => {
      try {
        show(await send(path + below, { ...asked, seen: seen.version, signal }));
        notice.replaceChildren();
      } catch (error) {
        if (error instanceof Problem && error.status === 412)
          seen.version = error.told.version ?? seen.version;
        throw error;
      } finally {
        refresh().catch(fresh.told);
      }
    };
  }

  /** @param {"comments" | "work-notes"} kind @param {string} text */
  async function say(kind, text) {
    await send(`${path}/${kind}`, { body: { text }, signal });
    journal.refresh().catch(fresh.told);
  }

  /** @param {string | null} before @param {number} limit @returns {Promise<Page<Entry>>} */
  function journalPage(before, limit) {
    return send(`${path}/journal?limit=${limit}${before ? `&before=${before}` : ""}`, { signal });
  }

  async function resemblance() {
    const found = await send(`${path}/similar?limit=5`, { signal });
    fill(
      similar,
      found.items,
      (/** @type {Similar} */ each) => each.id,
      (each) => alike(words, each),
    );
    noneSimilar.hidden = found.items.length > 0;
  }
}

/** @param {string} name @param {...Node} children */
const section = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);

/** @param {Words} words @param {Ticket} shown @returns {[string, import("../dom.js").Child][]} */
function about(words, shown) {
  const { t } = words;
  /** @type {[string, import("../dom.js").Child][]} */
  const always = [
    [t("ticket.description"), h("p", { class: "prose" }, shown.description || "–")],
    [t("ticket.requester"), shown.requester_name],
    [t("ticket.phone"), shown.requester_phone ? phone(words, shown.requester_phone) : "–"],
    [t("ticket.email"), shown.requester_email ?? "–"],
    [t("ticket.channel"), words.word("channel", shown.channel)],
    [t("ticket.impact"), words.word("degree", shown.impact)],
    [t("ticket.urgency"), words.word("degree", shown.urgency)],
    [t("ticket.openedAt"), h("span", {}, when(words, shown.opened_at), ` · ${shown.opened_by}`)],
    [t("ticket.updated"), when(words, shown.updated_at)],
  ];
  if (shown.hold_reason)
    always.push([t("ticket.hold_reason"), words.word("hold", shown.hold_reason)]);
  if (shown.resolution_code)
    always.push([t("ticket.resolution_code"), words.word("resolution", shown.resolution_code)]);
  if (shown.resolution_notes)
    always.push([t("ticket.resolution_notes"), h("p", { class: "prose" }, shown.resolution_notes)]);
  return always;
}

/** @param {Words} words @param {Similar} each */
function alike(words, each) {
  const solved = each.resolution_notes && h("p", { class: "prose solved" }, each.resolution_notes);
  return h(
    "li",
    {},
    h("a", { href: `#/tickets/${each.id}` }, each.number),
    " ",
    each.title,
    h("div", {}, state(words, "ticketState", each.state)),
    solved,
  );
}
