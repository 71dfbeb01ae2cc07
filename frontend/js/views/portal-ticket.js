// One's own ticket: how it stands, what was said, whether it is solved.

import { Problem } from "../api.js";
import { every, fill, h } from "../dom.js";
import { OPEN } from "../model/tickets.js";
import { isHeard, standing } from "../model/wishes.js";
import { card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { failure, freshness } from "../parts/freshness.js";
import { ago, state } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { answering } from "./portal-answer.js";
import { wishFiles } from "./portal-files.js";

/** @param {HTMLElement} root @param {Context} context */
export function portalTicket(root, context) {
  const { words, send, me, params, signal, tell, title } = context;
  const { t } = words;
  const path = `/portal/tickets/${params.id}`;
  /** @type {WholeWish | null} */
  let now = null;
  let hasSaid = false;
  const head = h("header", { class: "wish-head" });
  const turn = h("div", { class: "turn" });
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const began = h("ol", { class: "talk" });
  const said = h("ol", { class: "talk" });
  const quiet = h("p", { class: "empty", hidden: true }, t("portal.nothingSaid"));
  const talk = pages({ words, ask: page, show: showSaid });
  const writing = answering(context, path, refresh);
  const fresh = freshness(words);
  root.replaceChildren(
    head,
    turn,
    complaint,
    h(
      "div",
      { class: "record" },
      card(t("portal.said"), began, talk.element, said, quiet, writing, fresh.element),
      h("div", {}, wishFiles(context, path)),
    ),
  );
  every(5_000, refresh, signal, trouble);

  async function refresh() {
    const [wish] = await Promise.all([send(path, { signal }), talk.refresh()]);
    show(wish);
  }

  /** @param {unknown} error */
  function trouble(error) {
    if (error instanceof Problem && error.status === 404) gone();
    else fresh.told(error);
  }

  function gone() {
    title(t("portal.mine"));
    root.replaceChildren(
      h("a", { class: "up", href: "#/tickets" }, t("portal.mine")),
      h("h1", {}, t("portal.gone")),
    );
  }

  /** @param {WholeWish} wish */
  function show(wish) {
    now = wish;
    title(`${wish.number} ${wish.title}`);
    fill(head, [wish], (each) => each.id, heading);
    fill(turn, [wish], (each) => each.id, step);
    fill(began, wish.description ? [wish] : [], (each) => each.id, beginning);
    quiet.hidden = hasSaid || !OPEN.includes(wish.state);
    writing.hidden = !isHeard(wish);
  }

  /** @param {WholeWish} wish */
  function heading(wish) {
    return h(
      "div",
      {},
      h(
        "p",
        { class: "record-path" },
        h("a", { href: "#/tickets" }, t("portal.mine")),
        h("span", { class: "muted" }, wish.number),
      ),
      h("h1", {}, wish.title),
      h(
        "p",
        { class: "wish-facts" },
        state(words, "standing", standing(wish)),
        h("span", { class: "muted" }, t("portal.opened"), " ", ago(words, wish.opened_at)),
      ),
    );
  }

  /** What is to be done next, and by whom. @param {WholeWish} wish */
  function step(wish) {
    if (wish.merged_into) return notice("", t("portal.merged"));
    if (standing(wish) === "yours") return notice("warn", t("portal.turn"));
    if (wish.state === "resolved") return solved(wish);
    if (isHeard(wish)) return h("div", { hidden: true });
    const again = `#/tickets/new?title=${encodeURIComponent(wish.title)}`;
    return notice("", t("portal.over"), h("a", { href: again }, t("portal.again")));
  }

  /** @param {string} tone @param {...import("../dom.js").Child} inside */
  const notice = (tone, ...inside) =>
    h("div", { class: `notice ${tone}`.trim() }, ...inside.map((each) => h("p", {}, each)));

  /** @param {WholeWish} wish */
  function solved({ resolution_notes, reopen_until }) {
    return h(
      "section",
      { class: "card solution", "aria-label": t("portal.solution") },
      h("h2", {}, t("portal.solution")),
      resolution_notes && h("p", { class: "prose" }, resolution_notes),
      h("p", {}, h("b", {}, t("portal.isSolved"))),
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", class: "primary", onclick: confirm }, t("portal.confirm")),
        h("button", { type: "button", onclick: reopen }, t("portal.reopen")),
      ),
      reopen_until &&
        h("p", { class: "muted" }, t("portal.until", { when: words.when(reopen_until) })),
    );
  }

  async function confirm() {
    complaint.hidden = true;
    try {
      await change("confirmation", undefined, "portal.confirmed");
    } catch (error) {
      complaint.textContent = await refused(error);
      complaint.hidden = false;
    }
  }

  function reopen() {
    ask({
      words,
      signal,
      title: t("portal.reopen"),
      label: t("portal.answerSend"),
      fields: [
        {
          name: "text",
          label: t("portal.reopenWhat"),
          kind: "textarea",
          required: true,
          maxlength: 20_000,
        },
      ],
      send: (data) => change("reopening", { text: data.get("text") }, "portal.reopened"),
    });
  }

  /** @param {string} what @param {unknown} body @param {"portal.confirmed" | "portal.reopened"} told */
  async function change(what, body, told) {
    const seen = now?.version;
    const wish = await send(`${path}/${what}`, { method: "POST", body, seen, signal });
    show(wish);
    tell(t(told, { number: wish.number }));
    await talk.refresh();
  }

  /** The desk was faster: look again before choosing. @param {unknown} error */
  async function refused(error) {
    await refresh().catch(fresh.told);
    const isLate = error instanceof Problem && error.status === 412;
    return isLate ? t("portal.changed") : failure(words, error);
  }

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Said>>} */
  function page(after, limit) {
    return send(`${path}/comments?limit=${limit}${after ? `&after=${after}` : ""}`, { signal });
  }

  /** As one reads: the newest last. @param {Said[]} newest */
  function showSaid(newest) {
    fill(said, [...newest].reverse(), (each) => each.position, line);
    hasSaid = newest.length > 0;
  }

  /** @param {Said} each */
  const line = ({ text, by, at }) => spoken(by === me.name, by, at, text);

  /** @param {WholeWish} wish */
  const beginning = (wish) => spoken(true, me.name, wish.opened_at, wish.description);

  /** @param {boolean} isMine @param {string} by @param {string} at @param {string} text */
  const spoken = (isMine, by, at, text) =>
    h(
      "li",
      { class: isMine ? "us" : "them" },
      h("p", {}, h("b", {}, isMine ? t("portal.you") : by), " ", ago(words, at)),
      h("p", { class: "prose" }, text),
    );
}
