// What may be done with a campaign: a button for each act, and what it asks first.

import { h } from "../dom.js";
import { acts, decides } from "../model/campaigns.js";
import { instant, written } from "../model/moments.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure } from "../parts/freshness.js";

/** @typedef {Context & {campaign: Campaign, contacts: number, changed: () => void}} Given */
/** @typedef {import("../model/campaigns.js").Act} Act */
/** @typedef {import("../parts/form.js").Field} Field */

/** @param {Given} given */
export function buttons(given) {
  const { words, me, campaign } = given;
  const possible = acts(campaign, me);
  if (!decides(me)) return h("p", { class: "muted" }, words.t("campaign.onlySupervisors"));
  const copy = h(
    "a",
    { class: "button", href: `#/campaigns/new?from=${campaign.id}` },
    words.t("act.copy"),
  );
  return h(
    "div",
    { class: "buttons" },
    ...possible.map((act) =>
      h(
        "button",
        {
          type: "button",
          class: kindOf(act, possible),
          onclick: () => STEPS[act](given),
        },
        words.word("act", act),
      ),
    ),
    copy,
  );
}

/** @param {Act} act @param {Act[]} possible */
function kindOf(act, possible) {
  if (act === "cancel" || act === "stop") return "danger-quiet";
  return act === possible[0] ? "primary" : "";
}

/** @type {Record<Act, (given: Given) => unknown>} */
const STEPS = {
  approve: (given) => reasoned(given, "approve", "approval"),
  edit: ({ go, campaign }) => go(`#/campaigns/${campaign.id}/edit`),
  pause: (given) => reasoned(given, "pause", "pause"),
  stop: (given) => reasoned(given, "stop", "pause", { calls: "end" }),
  cancel: (given) => reasoned(given, "cancel", "cancellation", {}, [liveCalls(given.words)]),
  resume: (given) => at(given, { path: "pause", method: "DELETE" }),
  unschedule: (given) => at(given, { path: "schedule", method: "DELETE" }),
  schedule,
  run,
};

/** @param {Given} given */
function run(given) {
  const { words, signal, campaign, contacts } = given;
  const budget = words.money(campaign.rules.budget_micro, campaign.rules.currency);
  const known = { phone: words.phone(campaign.caller), budget };
  const text = contacts
    ? words.t("run.sure", { count: contacts, ...known })
    : words.t("run.sureAll", known);
  ask({
    words,
    signal,
    title: words.t("act.run"),
    text,
    label: words.t("act.run"),
    send: () => done(given, { path: "run", method: "POST" }),
  });
}

/** @param {Given} given */
function schedule(given) {
  const { words, signal, campaign } = given;
  ask({
    words,
    signal,
    title: words.t("act.schedule"),
    text: words.t("schedule.what"),
    label: words.t("act.schedule"),
    fields: [
      {
        name: "starts_at",
        label: words.t("schedule.at"),
        kind: "datetime-local",
        required: true,
        value: written(campaign.starts_at),
        hint: words.t("schedule.hint", { zone: words.zone }),
      },
    ],
    send: (data) =>
      done(given, {
        path: "schedule",
        method: "PUT",
        body: { starts_at: instant(filledIn(data).starts_at) },
      }),
  });
}

/**
 * An act that its reason goes with. Stopping has one ready: whoever must stop now should not write.
 * @param {Given} given @param {"approve" | "pause" | "stop" | "cancel"} act @param {string} path
 * @param {object} [more] @param {Field[]} [fields]
 */
function reasoned(given, act, path, more = {}, fields = []) {
  const { words, signal } = given;
  const isGrave = act === "cancel" || act === "stop";
  /** @type {Field} */
  const reason = {
    name: "reason",
    label: words.t("act.reason"),
    required: true,
    minlength: 3,
    maxlength: 300,
    wide: true,
    hint: words.t("act.reasonHint"),
    value: act === "stop" ? words.t("stop.reason") : "",
  };
  ask({
    words,
    signal,
    title: words.t(`act.${act}`),
    text: words.t(`${act}.what`),
    label: words.t(`act.${act}`),
    tone: isGrave ? "danger" : "primary",
    fields: [reason, ...fields],
    send: (data) =>
      done(given, {
        path,
        method: "POST",
        body: { ...filledIn(data), ...more },
      }),
  });
}

/** What becomes of the calls that are live. @param {Words} words @returns {Field} */
const liveCalls = ({ t }) => ({
  name: "calls",
  label: t("halt.calls"),
  kind: "select",
  wide: true,
  options: [
    ["finish", t("halt.finish")],
    ["end", t("halt.end")],
  ],
});

/** Without a question. @param {Given} given @param {{path: string, method: string}} what */
const at = (given, what) =>
  done(given, what).catch((error) => given.tell(failure(given.words, error)));

/** @param {Given} given @param {{path: string, method: string, body?: unknown}} what */
async function done({ send, signal, campaign, changed }, { path, method, body }) {
  await send(`/campaigns/${campaign.id}/${path}`, { method, body, signal });
  changed();
}
