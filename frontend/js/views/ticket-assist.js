// What a machine suggests for a ticket: summary, triage, answer, solution; why it thinks so, and from what.
// A person decides. Who made it, model or rules, is said each time.

import { Problem } from "../api.js";
import { every, fill, h } from "../dom.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { failure } from "../parts/freshness.js";
import { icon } from "../parts/icons.js";
import { ago, dot } from "../parts/marks.js";

const KINDS = /** @type {const} */ (["summary", "triage", "reply", "resolution"]);

/**
 * @param {Context} context
 * @param {{ticket: () => Ticket | null, changed: () => unknown, reply: (text: string) => void, resolve: (notes: string) => void}} on
 */
export function assist({ words, send, params, signal, tell }, on) {
  const { t } = words;
  const path = `/tickets/${params.id}/suggestions`;
  /** @type {Suggestion[]} */
  let found = [];
  const list = h("ul", { class: "suggestions" });
  const none = h("p", { class: "empty" }, t("assist.none"));
  const asks = h(
    "div",
    { class: "buttons small" },
    ...KINDS.map((kind) =>
      h("button", { type: "button", onclick: () => order(kind) }, t(`assist.ask.${kind}`)),
    ),
  );
  const element = h(
    "section",
    { class: "card assist", "aria-label": t("assist.title"), hidden: true },
    h("h2", {}, icon("spark"), t("assist.title")),
    list,
    none,
    asks,
  );
  every(pause, refresh, signal);

  /** Where no such thing is connected, nobody is asked often. */
  function pause() {
    return element.hidden ? 60_000 : 5_000;
  }

  async function refresh() {
    try {
      const { items } = await send(path, { signal });
      show(items);
      element.hidden = false;
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      element.hidden = true;
    }
  }

  /** Of each kind the newest that somebody can still decide on. @param {Suggestion[]} items */
  function show(items) {
    const open = items.filter((each) => each.state === "offered" || each.state === "stale");
    found = KINDS.map((kind) => open.find((each) => each.kind === kind)).filter(
      (each) => each !== undefined,
    );
    fill(list, found, (each) => each.id, row);
    none.hidden = found.length > 0;
  }

  /** @param {Suggestion} each */
  function row(each) {
    const { kind, confidence, by, reasons, sources, state, human_queue, made_at } = each;
    return h(
      "li",
      { class: `suggestion ${kind}` },
      h(
        "p",
        { class: "suggestion-head" },
        h("b", {}, words.word("suggestion", kind)),
        dot(
          t("assist.sure", { share: words.percent(confidence) }),
          confidence < 0.5 ? "warn" : "good",
        ),
        h("span", { class: "badge" }, words.word("madeBy", by)),
        ago(words, made_at),
      ),
      state === "stale" && h("p", { class: "notice warn" }, t("assist.stale")),
      human_queue && h("p", { class: "notice warn" }, t("assist.human")),
      content(each),
      h(
        "details",
        { class: "why" },
        h("summary", {}, t("assist.why", { count: sources.length })),
        h("ul", {}, ...reasons.map((reason) => h("li", {}, reason))),
        h("ul", { class: "sources" }, ...sources.map(source)),
      ),
      h("div", { class: "buttons small" }, ...acts(each)),
    );
  }

  /** @param {Source} each */
  const source = ({ kind, id, number, title, state }) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: kind === "ticket" ? `#/tickets/${id}` : `#/knowledge/${id}` },
        number ?? words.word("hitKind", kind),
      ),
      ` ${title}`,
      state && h("span", { class: "muted" }, ` · ${words.word("ticketState", state)}`),
    );

  /** @param {Suggestion} each */
  function content({ kind, content: told }) {
    if (kind === "reply" || kind === "resolution")
      return h("p", { class: "prose" }, String(told.text ?? ""));
    const pairs = Object.entries(told).filter(([, value]) => value !== null && value !== "");
    return h(
      "dl",
      { class: kind === "triage" ? "facts" : "lines" },
      ...pairs.map(([name, value]) =>
        h("div", {}, h("dt", {}, said(name)), h("dd", {}, listed(name, value))),
      ),
    );
  }

  /** @param {string} name */
  function said(name) {
    const own = words.word("assistField", name);
    return own === name.replaceAll("_", " ") ? fieldName(words, name) : own;
  }

  /** @param {string} name @param {unknown} value */
  const listed = (name, value) =>
    Array.isArray(value)
      ? h("ul", { class: "dashes" }, ...value.map((each) => h("li", {}, String(each))))
      : h("span", {}, valueSaid(words, name, value));

  /** @param {Suggestion} each */
  function acts(each) {
    const { kind, content: told } = each;
    const button = (
      /** @type {string} */ text,
      /** @type {() => unknown} */ onclick,
      main = false,
    ) => h("button", { type: "button", class: main ? "primary" : "", onclick }, text);
    const no = button(t("assist.reject"), () => decide(each, "rejected"));
    const text = String(told.text ?? "");
    if (kind === "triage")
      return [button(t("assist.accept"), () => decide(each, "accepted"), true), no];
    if (kind === "reply")
      return [button(t("assist.insert"), () => insert(each, on.reply, text), true), no];
    if (kind === "resolution")
      return [button(t("similar.use"), () => insert(each, on.resolve, text), true), no];
    return [button(t("assist.helpful"), () => decide(each, "accepted")), no];
  }

  /** Somebody looks it over before it goes anywhere. @param {Suggestion} each @param {(text: string) => void} take @param {string} text */
  function insert(each, take, text) {
    take(text);
    return decide(each, "accepted");
  }

  /** @param {Suggestion} each @param {"accepted" | "rejected"} decision */
  async function decide({ id, kind }, decision) {
    const seen = kind === "triage" && decision === "accepted" ? on.ticket()?.version : undefined;
    try {
      await send(`/suggestions/${id}/decision`, {
        body: { decision },
        seen,
        signal,
      });
      if (kind === "triage") await on.changed();
    } catch (error) {
      tell(failure(words, error));
    }
    await refresh();
  }

  /** @param {typeof KINDS[number]} kind */
  async function order(kind) {
    try {
      await send(path, { body: { kind }, signal });
      tell(t("assist.asked"));
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** The first that can be accepted at once, by one key. */
  function accept() {
    const first = found.find((each) => each.kind === "triage") ?? found[0];
    if (!first) return;
    const text = String(first.content.text ?? "");
    if (first.kind === "reply") insert(first, on.reply, text);
    else if (first.kind === "resolution") insert(first, on.resolve, text);
    else decide(first, "accepted");
  }

  return { element, accept };
}
