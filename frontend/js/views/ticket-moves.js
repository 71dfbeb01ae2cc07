// What may be done with a ticket: a button for each move, and what it asks first.

import { h } from "../dom.js";
import { HOLDS, moves, RESOLUTIONS } from "../model/tickets.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";

/** @typedef {{path?: string, method?: string, body?: unknown}} Asked_ */
/** @typedef {Context & {ticket: Ticket, change: (asked: Asked_, undo?: Asked_) => Promise<void>, trouble: (error: unknown) => void}} Given */

/** @param {Given} given */
export function buttons(given) {
  const { words, ticket } = given;
  const possible = moves(ticket.state);
  const own = ticket.assignee !== given.me.name && possible.length > 0;
  return h(
    "div",
    { class: "buttons" },
    own && button(words.t("move.assign"), () => assignToMe(given)),
    ...possible.map((move) =>
      button(
        words.t(`move.${move}`),
        () => STEPS[move](given),
        move === possible[0] ? "primary" : "",
      ),
    ),
  );
}

/** @param {string} text @param {() => unknown} onclick @param {string} [kind] */
const button = (text, onclick, kind = "") =>
  h("button", { type: "button", class: kind, onclick }, text);

/** @param {unknown} body @returns {Asked_} */
const patch = (body) => ({ method: "PATCH", body });

/** @type {Record<import("../model/tickets.js").Move, (given: Given) => unknown>} */
const STEPS = {
  work: (given) => atOnce(given, patch({ state: "in_progress" }), backToHold(given)),
  close: (given) => atOnce(given, { path: "/closure", method: "POST" }),
  hold,
  resolve: (given) => resolve(given),
  reopen,
  cancel,
};

/** @param {Given} given @param {Asked_} asked @param {Asked_} [undo] what takes it back */
async function atOnce({ change, trouble }, asked, undo) {
  await change(asked, undo).catch(trouble);
}

/** One click, and one to take it back. @param {Given} given */
export function assignToMe(given) {
  const { me, ticket } = given;
  return atOnce(given, patch({ assignee: me.name }), patch({ assignee: ticket.assignee }));
}

/** Whoever waits for the requester would have to ask them anew. @param {Given} given */
function backToHold({ ticket: { state, hold_reason } }) {
  const isQuiet = state === "on_hold" && hold_reason !== "awaiting_caller";
  return isQuiet ? patch({ state: "on_hold", hold_reason }) : undefined;
}

/** @param {Given} given */
function hold({ words, signal, change }) {
  const { t } = words;
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
        options: HOLDS.map((each) => [each, words.word("hold", each)]),
      },
      {
        name: "comment",
        label: t("hold.comment"),
        kind: "textarea",
        maxlength: 20_000,
        hint: t("compose.comments.reader"),
      },
    ],
    send: (data) =>
      change(patch({ state: "on_hold", ...filledIn(data) }), patch({ state: "in_progress" })),
  });
}

/**
 * Say how it was solved; `like` is the solution of another ticket to begin with.
 * @param {Given} given @param {{code?: string | null, notes?: string | null, taken_from?: string}} [like]
 */
export function resolve({ words, signal, change }, { code, notes, taken_from } = {}) {
  const { t } = words;
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
        options: RESOLUTIONS.map((each) => [each, words.word("resolution", each)]),
        value: code ?? undefined,
      },
      {
        name: "notes",
        label: t("ticket.resolution_notes"),
        kind: "textarea",
        value: notes ?? "",
        required: true,
        maxlength: 20_000,
        hint: t("resolve.hint"),
      },
    ],
    send: (data) =>
      change(
        {
          path: "/resolution",
          body: { ...filledIn(data), ...(taken_from ? { taken_from } : {}) },
        },
        { path: "/reopening", method: "POST" },
      ),
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
