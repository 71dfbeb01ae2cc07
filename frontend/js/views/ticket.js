// One ticket: what it is, what may be done with it, what happened to it, what belongs to it.

import { Problem } from "../api.js";
import { every, fill, h } from "../dom.js";
import { clockChip } from "../parts/clock.js";
import { folding } from "../parts/folding.js";
import { failure, freshness } from "../parts/freshness.js";
import { priority, state } from "../parts/marks.js";
import { composer } from "./composer.js";
import { outgoing } from "./outgoing.js";
import { stream } from "./stream.js";
import { assist } from "./ticket-assist.js";
import { ticketForm } from "./ticket-form.js";
import { assignToMe, buttons, resolve } from "./ticket-moves.js";
import { presence } from "./ticket-people.js";
import { related } from "./ticket-related.js";
import { cannedReplies } from "./ticket-replies.js";
import { sidePanel } from "./ticket-side.js";

/** @param {HTMLElement} root @param {Context} context */
export function ticket(root, context) {
  const { words, send, params, signal, tell, title, keys } = context;
  const { t } = words;
  const path = `/tickets/${params.id}`;
  /** @type {Ticket | null} */
  let now = null;
  const head = h("header", { class: "record-head" });
  const notice = h("div", { class: "notice warn", role: "alert" });
  const chip = clockChip(words, signal);
  const fresh = freshness(words);
  const there = presence(context, changedElsewhere);
  const form = ticketForm(context, { saved: show });
  const life = stream(context);
  const comment = outgoing(
    context,
    () => life.refresh(),
    (text) => spoken.begin("comments", text),
  );
  const spoken = composer({
    words,
    draft: params.id,
    say,
    extras: [cannedReplies(context, (text) => spoken.begin("comments", text))],
    writing: there.writing,
  });
  const ai = assist(context, {
    ticket: () => now,
    changed: refresh,
    reply: (text) => spoken.begin("comments", text),
    resolve: (notes) => given() && resolve(/** @type {Given} */ (given()), { notes }),
  });
  const side = sidePanel(context, {
    use: (like) => given() && resolve(/** @type {Given} */ (given()), like),
    assign: () => given() && assignToMe(/** @type {Given} */ (given())),
  });
  const below = related(context);
  root.classList.add("record-screen");
  root.replaceChildren(
    head,
    notice,
    h(
      "div",
      { class: "record" },
      h(
        "div",
        {},
        ai.element,
        folding("details", t("ticket.details"), form.element),
        section(t("ticket.compose"), spoken.element),
        folding("journal", t("ticket.journal"), life.element),
        below.element,
      ),
      side.element,
    ),
  );
  every(30_000, refresh, signal, fresh.told);
  every(5_000, life.refresh, signal);
  keys([
    {
      keys: "ctrl+s",
      label: t("form.save"),
      group: "page",
      run: form.submit,
      inText: true,
    },
    {
      keys: "r",
      label: t("compose.comments"),
      group: "page",
      run: () => spoken.begin("comments"),
    },
    {
      keys: "w",
      label: t("compose.work-notes"),
      group: "page",
      run: () => spoken.begin("work-notes"),
    },
    { keys: "e", label: t("move.assign"), group: "page", run: side.assign },
    { keys: "a", label: t("assist.accept"), group: "page", run: ai.accept },
    {
      keys: "s",
      label: t("side.similar"),
      group: "page",
      run: () => side.turn("similar"),
    },
  ]);

  async function refresh() {
    show(await send(path, { signal }));
  }

  /** Presence is asked often, and tells when the ticket is worth reading again. @param {number} version */
  function changedElsewhere(version) {
    if (now && version > now.version) refresh().catch(fresh.told);
  }

  /** @param {Ticket} seen */
  function show(seen) {
    // A change is answered without clocks: they come with the next reading.
    now = { sla: now?.sla, ...seen };
    title(`${now.number} ${now.title}`);
    const { sla, ...still } = now;
    fill(head, [still], () => still.id, heading);
    chip.show(sla ?? []);
    side.show(now);
    below.show(now);
    form.show(now).catch(fresh.told);
  }

  /** @typedef {import("./ticket-moves.js").Given} Given */

  /** What a move needs; nothing before the ticket is there. @returns {Given | null} */
  function given() {
    if (!now) return null;
    const change = changeOf({ version: now.version });
    return {
      ...context,
      ticket: now,
      change,
      trouble: (error) => notice.replaceChildren(failure(words, error)),
    };
  }

  /** @param {Ticket} shown */
  function heading(shown) {
    const edit = h(
      "button",
      { type: "button", class: "quiet", onclick: () => form.focus("title") },
      t("record.editTitle"),
    );
    const merged =
      shown.merged_into && h("a", { href: `#/tickets/${shown.merged_into}` }, t("record.merged"));
    return h(
      "div",
      {},
      h(
        "p",
        { class: "record-path" },
        h("a", { href: "#/tickets?q=state%3Dopen" }, t("section.tickets")),
        h("span", { class: "muted" }, shown.number),
        h("button", { type: "button", class: "quiet", onclick: copy }, t("record.copy")),
        fresh.element,
      ),
      h("div", { class: "record-title" }, h("h1", {}, shown.title), edit),
      h(
        "div",
        { class: "pills" },
        pill(t("ticket.state"), state(words, "ticketState", shown.state)),
        pill(t("ticket.priority"), priority(words, shown.priority)),
        pill(t("ticket.assignee"), h("span", {}, shown.assignee ?? t("ticket.nobody"))),
        chip.element,
        there.element,
        merged,
      ),
      buttons(/** @type {Given} */ (given())),
    );
  }

  async function copy() {
    await navigator.clipboard?.writeText(location.href);
    tell(t("record.copied"));
  }

  /**
   * How to change the ticket as somebody saw it. Told that it stands differently now, they have seen
   * that too: trying again puts theirs in its place. Refreshing in the background is not seeing.
   * @param {{version: number}} seen
   * @returns {Given["change"]}
   */
  function changeOf(seen) {
    return async ({ path: below = "", ...asked }, undo) => {
      try {
        const done = await send(path + below, {
          ...asked,
          seen: seen.version,
          signal,
        });
        show(done);
        notice.replaceChildren();
        told(done, undo);
      } catch (error) {
        if (error instanceof Problem && error.status === 412)
          seen.version = error.told.version ?? seen.version;
        throw error;
      } finally {
        refresh().catch(fresh.told);
        life.refresh().catch(fresh.told);
      }
    };
  }

  /** @param {Ticket} done @param {import("./ticket-moves.js").Asked_} [undo] */
  function told({ number, version }, undo) {
    if (!undo) return tell(t("list.changed", { number }));
    const back = changeOf({ version });
    const run = () => back(undo).catch((error) => tell(failure(words, error)));
    tell(t("list.changed", { number }), { label: t("toast.undo"), run });
  }

  /** @param {"comments" | "work-notes"} kind @param {string} text */
  async function say(kind, text) {
    if (kind === "comments") return comment(text);
    await send(`${path}/work-notes`, { body: { text }, signal });
    life.refresh().catch(fresh.told);
  }
}

/** @param {string} name @param {Node} value */
const pill = (name, value) =>
  h("span", { class: "pill" }, h("span", { class: "pill-name" }, name), value);

/** @param {string} name @param {...Node} children */
const section = (name, ...children) =>
  h("section", { class: "card", "aria-label": name }, h("h2", {}, name), ...children);
