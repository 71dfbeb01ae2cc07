// What the page of a call shows, piece by piece.

import { h } from "../dom.js";
import { tone } from "../model/campaigns.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { ago, dot, facts, phone, state, when } from "../parts/marks.js";
import { standing, steps } from "../parts/step-in.js";

/** @typedef {import("../model/talk.js").Line} Line */

/** Who it is, and what may be done about it. @param {Context} context @param {Call} made @param {Contact | null} person @param {() => unknown} changed */
export function headOf(context, made, person, changed) {
  const { words, go } = context;
  const { t } = words;
  const other = encodeURIComponent(made.phone);
  const name = encodeURIComponent(person?.name ?? words.phone(made.phone));
  return h(
    "div",
    {},
    h("p", { class: "muted" }, h("a", { href: "#/calls" }, t("section.calls"))),
    h("h1", {}, person?.name ?? words.phone(made.phone)),
    h(
      "div",
      { class: "pills" },
      state(words, "callStatus", made.status),
      h("span", {}, words.word("direction", made.direction)),
      phone(words, made.phone),
      when(words, made.created_at),
      standing(words, made),
    ),
    h(
      "div",
      { class: "buttons" },
      ...steps(context, made, person?.name ?? words.phone(made.phone), changed),
      button(t("call.openTicket"), () =>
        go(`#/tickets/new?requester_name=${name}&requester_phone=${other}`),
      ),
      person &&
        h("a", { class: "button", href: `#/people/contacts/${person.id}` }, t("call.contact")),
      h("a", { class: "button", href: `#/people/do-not-call?phone=${other}` }, t("call.forbid")),
    ),
  );
}

/** @param {Words} words @param {Call} made */
export function factsOf(words, made) {
  const { t } = words;
  return facts([
    [t("call.phone"), phone(words, made.phone)],
    [t("call.number"), phone(words, made.number)],
    [t("call.direction"), words.word("direction", made.direction)],
    [t("call.status"), state(words, "callStatus", made.status)],
    [t("call.answeredBy"), made.answered_by ? words.word("answeredBy", made.answered_by) : "–"],
    [t("call.at"), when(words, made.created_at)],
    [t("call.answeredAt"), when(words, made.answered_at)],
    [t("call.endedAt"), when(words, made.ended_at)],
    [t("call.duration"), made.seconds === null ? "–" : words.duration(made.seconds)],
    ...told(t("call.endedBy"), made.ended_by),
    ...told(t("call.takenOverBy"), made.takeover?.state === "done" && made.takeover.person),
  ]);
}

/** @param {Words} words @param {Conclusion | null} came @param {boolean} over */
export function conclusionOf(words, came, over) {
  const { t } = words;
  if (!came) return h("p", { class: "empty" }, t(over ? "call.noOutcome" : "call.stillOn"));
  const summary = words.code === "en" ? (came.summary_en ?? came.summary) : came.summary;
  return h(
    "div",
    { class: "stack" },
    h("p", {}, dot(words.word("outcome", came.outcome), tone(came.outcome))),
    summary && h("p", { class: "prose" }, summary),
    doubtsOf(words, came),
    answersOf(words, came),
    facts([
      ...told(t("call.note"), came.note),
      ...told(t("call.sentiment"), came.sentiment && words.word("sentiment", came.sentiment)),
      ...told(t("call.confidence"), came.confidence !== null && words.percent(came.confidence)),
      ...told(t("call.summedBy"), came.summed_by && words.word("summedBy", came.summed_by)),
    ]),
  );
}

/** A model's own view of the outcome, where it is another. @param {Words} words @param {Conclusion} came */
function doubtsOf(words, { judged, outcome }) {
  if (!judged || judged === outcome) return null;
  const told = words.t("call.judged", { outcome: words.word("outcome", judged) });
  return h("p", { class: "notice warn" }, told);
}

/** @param {string} name @param {string | null | false | ""} value @returns {[string, string][]} */
const told = (name, value) => (value ? [[name, value]] : []);

/** @param {Words} words @param {Conclusion} came */
function answersOf({ t, percent }, { answers = [] }) {
  if (answers.length === 0) return null;
  return h(
    "ol",
    { class: "answers" },
    ...answers.map(({ question, answer, confidence }) =>
      h(
        "li",
        { value: question },
        answer ?? t("call.unanswered"),
        confidence !== null &&
          confidence < 0.7 &&
          h("span", { class: "muted" }, ` ${t("call.unsure", { share: percent(confidence) })}`),
      ),
    ),
  );
}

/** @param {Words} words @param {Line} line @param {{seek: (second: number) => void, correct: (line: Line) => void}} acts */
export function lineOf(words, line, { seek, correct }) {
  const { t } = words;
  const side = line.side === "heard" ? "them" : "us";
  const { seconds } = line;
  const place = seconds === null ? null : words.duration(Math.floor(seconds));
  return h(
    "li",
    { class: side },
    h(
      "p",
      { class: "line-head" },
      h("b", {}, t(`talk.${side}`)),
      place &&
        h(
          "button",
          {
            type: "button",
            class: "quiet seek",
            onclick: () => seek(seconds ?? 0),
            "aria-label": t("recording.from", { time: place }),
          },
          place,
        ),
      line.by && h("span", { class: "muted" }, words.word("turnSource", line.by)),
      line.cut && h("span", { class: "muted" }, t("talk.cut")),
      h(
        "button",
        {
          type: "button",
          class: "quiet mend",
          onclick: () => correct(line),
          "aria-label": `${t("correction.act")}: ${line.text.slice(0, 40)}`,
        },
        t("correction.act"),
      ),
    ),
    h("p", { class: "prose" }, line.text),
    ...line.corrections.map((each) =>
      h(
        "p",
        { class: "correction" },
        h("ins", {}, each.text),
        h("span", { class: "muted" }, ` ${each.actor} · `, ago(words, each.at)),
      ),
    ),
  );
}

/** Say what was really said. @param {Context} context @param {string} path @param {Line} line @param {() => void} changed */
export function correcting({ words, signal, send, tell }, path, line, changed) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("correction.title"),
    text: t("correction.what"),
    label: t("correction.keep"),
    fields: [
      {
        name: "text",
        label: t("correction.text"),
        kind: "textarea",
        required: true,
        maxlength: 4000,
        value: line.text,
      },
    ],
    send: async (data) => {
      const body = { n: line.n, side: line.side, text: filledIn(data).text };
      await send(path, { body, signal });
      tell(t("correction.kept"));
      changed();
    },
  });
}

/** @param {Words} words @param {Listen[]} listens */
export function listenedBy(words, listens) {
  const { t } = words;
  return h(
    "details",
    {},
    h("summary", {}, t("recording.listens", { count: listens.length })),
    h(
      "ul",
      { class: "plain" },
      ...listens.map((each) => h("li", {}, `${each.actor} · `, when(words, each.at))),
    ),
  );
}
