// What may be done with a ticket: a button for each move, and what it asks first.

import { h } from "../dom.js";
import { edits, moves } from "../model/tickets.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { degrees } from "./new-ticket.js";

/** @typedef {{path?: string, method?: string, body?: unknown}} Asked_ */
/** @typedef {Context & {ticket: Ticket, change: (asked: Asked_) => Promise<void>, trouble: (error: unknown) => void}} Given */

/** @param {Given} given */
export function buttons(given) {
  const { words, ticket } = given;
  const possible = moves(ticket.state);
  const own = ticket.assignee !== given.me.name && possible.length > 0;
  return h(
    "div",
    { class: "buttons" },
    own && button(words.t("move.assign"), () => atOnce(given, patch({ assignee: given.me.name }))),
    ...possible.map((move) =>
      button(
        words.t(`move.${move}`),
        () => STEPS[move](given),
        move === possible[0] ? "primary" : "",
      ),
    ),
    possible.length > 0 && button(words.t("move.edit"), () => edit(given)),
  );
}

/** @param {string} text @param {() => unknown} onclick @param {string} [kind] */
const button = (text, onclick, kind = "") =>
  h("button", { type: "button", class: kind, onclick }, text);

/** @param {unknown} body @returns {Asked_} */
const patch = (body) => ({ method: "PATCH", body });

/** @type {Record<import("../model/tickets.js").Move, (given: Given) => unknown>} */
const STEPS = {
  work: (given) => atOnce(given, patch({ state: "in_progress" })),
  close: (given) => atOnce(given, { path: "/closure", method: "POST" }),
  hold,
  resolve,
  reopen,
  cancel,
};

/** @param {Given} given @param {Asked_} asked */
async function atOnce({ change, trouble }, asked) {
  await change(asked).catch(trouble);
}

/** @param {Given} given */
function hold({ words, signal, change }) {
  const { t } = words;
  const reasons = ["awaiting_caller", "awaiting_change", "awaiting_problem", "awaiting_vendor"];
  ask({
    words,
    signal,
    title: t("move.hold"),
    label: t("move.hold"),
    text: t("hold.why"),
    fields: [
      {
        name: "hold_reason",
        label: t("ticket.hold_reason"),
        kind: "select",
        options: reasons.map((each) => [each, words.word("hold", each)]),
      },
      {
        name: "comment",
        label: t("hold.comment"),
        kind: "textarea",
        maxlength: 20_000,
        hint: t("compose.comments.reader"),
      },
    ],
    send: (data) => change(patch({ state: "on_hold", ...filledIn(data) })),
  });
}

/** @param {Given} given */
function resolve({ words, signal, change }) {
  const { t } = words;
  const codes = [
    "solution_provided",
    "workaround_provided",
    "resolved_by_caller",
    "user_error",
    "duplicate",
    "no_resolution",
  ];
  ask({
    words,
    signal,
    title: t("move.resolve"),
    label: t("move.resolve"),
    fields: [
      {
        name: "code",
        label: t("ticket.resolution_code"),
        kind: "select",
        options: codes.map((each) => [each, words.word("resolution", each)]),
      },
      {
        name: "notes",
        label: t("ticket.resolution_notes"),
        kind: "textarea",
        required: true,
        maxlength: 20_000,
        hint: t("resolve.hint"),
      },
    ],
    send: (data) => change({ path: "/resolution", body: filledIn(data) }),
  });
}

/** @param {Given} given */
function reopen({ words, signal, change }) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("move.reopen"),
    label: t("move.reopen"),
    fields: [
      {
        name: "comment",
        label: t("reopen.comment"),
        kind: "textarea",
        maxlength: 20_000,
        hint: t("compose.comments.reader"),
      },
    ],
    send: (data) => change({ path: "/reopening", body: filledIn(data) }),
  });
}

/** @param {Given} given */
function cancel({ words, signal, change, ticket }) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("move.cancel"),
    text: t("cancel.sure", { number: ticket.number }),
    label: t("move.cancel"),
    tone: "danger",
    send: () => change(patch({ state: "canceled" })),
  });
}

/** @param {Given} given */
function edit({ words, signal, change, ticket }) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("move.edit"),
    label: t("form.save"),
    fields: [
      {
        name: "title",
        label: t("ticket.title"),
        required: true,
        maxlength: 200,
        value: ticket.title,
        wide: true,
      },
      {
        name: "description",
        label: t("ticket.description"),
        kind: "textarea",
        maxlength: 20_000,
        value: ticket.description,
      },
      ...degrees(words, ticket),
      {
        name: "assignee",
        label: t("ticket.assignee"),
        maxlength: 200,
        value: ticket.assignee ?? "",
      },
    ],
    send: (data) => change(patch(edits(ticket, filledIn(data)))),
  });
}
