// One call: its facts, and what was said.

import { every, fill, h } from "../dom.js";
import { freshness } from "../parts/freshness.js";
import { facts, phone, state, when } from "../parts/marks.js";

const ENDS = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

/** @param {HTMLElement} root @param {Context} context */
export function call(root, { words, send, params, signal, title }) {
  const { t } = words;
  const about = h("div");
  const talk = h("ol", { class: "talk" });
  const silent = h("p", { class: "empty" }, t("call.silent"));
  const fresh = freshness(words);
  let isOver = false;
  title(t("call.title"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("call.title")), fresh.element),
    h(
      "div",
      { class: "columns" },
      h(
        "section",
        { class: "card", "aria-label": t("call.talk") },
        h("h2", {}, t("call.talk")),
        talk,
        silent,
      ),
      h(
        "section",
        { class: "card", "aria-label": t("call.facts") },
        h("h2", {}, t("call.facts")),
        about,
      ),
    ),
  );
  every(() => (isOver ? 30_000 : 2_000), refresh, signal, fresh.told);

  async function refresh() {
    const [made, said] = await Promise.all([
      send(`/calls/${params.id}`, { signal }),
      send(`/conversations/${params.id}`, { signal }),
    ]);
    isOver = ENDS.has(made.status);
    fill(
      about,
      [made],
      () => "about",
      (shown) => facts(told(words, shown)),
    );
    /** @type {ReturnType<typeof linesOf>} */
    const lines = said.turns.flatMap(linesOf);
    fill(
      talk,
      lines,
      (line) => line.key,
      (line) =>
        h("li", { class: line.by }, h("b", {}, t(`talk.${line.by}`)), h("p", {}, line.text)),
    );
    silent.hidden = lines.length > 0;
  }
}

/** A turn is what they said, then what we said. @param {Turn} turn @returns {{key: string, by: "them" | "us", text: string}[]} */
function linesOf({ n, heard, digits, said }) {
  const theirs = heard ?? (digits ? `[${digits}]` : null);
  return [
    ...(theirs ? [{ key: `${n}-them`, by: /** @type {const} */ ("them"), text: theirs }] : []),
    ...(said ? [{ key: `${n}-us`, by: /** @type {const} */ ("us"), text: said }] : []),
  ];
}

/** @param {Words} words @param {Call} made @returns {[string, import("../dom.js").Child][]} */
function told(words, made) {
  const { t } = words;
  return [
    [t("call.phone"), phone(words, made.phone)],
    [t("call.number"), phone(words, made.number)],
    [t("call.direction"), words.word("direction", made.direction)],
    [t("call.status"), state(words, "callStatus", made.status)],
    [t("call.answeredBy"), made.answered_by ? words.word("answeredBy", made.answered_by) : "–"],
    [t("call.at"), when(words, made.created_at)],
    [t("call.answeredAt"), when(words, made.answered_at)],
    [t("call.endedAt"), when(words, made.ended_at)],
    [t("call.duration"), made.seconds === null ? "–" : words.duration(made.seconds)],
  ];
}
