// What may be done with a campaign: a button for each act, and what it asks first.

import { h } from "../dom.js";
import { acts, decides } from "../model/campaigns.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure } from "../parts/freshness.js";

/** @typedef {Context & {campaign: Campaign, contacts: number, changed: () => void}} Given */

const PATHS = {
  approve: "approval",
  run: "run",
  pause: "pause",
  resume: "pause",
  cancel: "cancellation",
};

/** @param {Given} given */
export function buttons(given) {
  const { words, me, campaign } = given;
  const possible = acts(campaign, me);
  if (!decides(me)) return h("p", { class: "muted" }, words.t("campaign.onlySupervisors"));
  return h(
    "div",
    { class: "buttons" },
    ...possible.map((act) =>
      h(
        "button",
        { type: "button", class: kindOf(act, possible), onclick: () => STEPS[act](given) },
        words.t(`act.${act}`),
      ),
    ),
  );
}

/** @param {import("../model/campaigns.js").Act} act @param {import("../model/campaigns.js").Act[]} possible */
function kindOf(act, possible) {
  if (act === "cancel") return "danger-quiet";
  return act === possible[0] ? "primary" : "";
}

/** @type {Record<import("../model/campaigns.js").Act, (given: Given) => unknown>} */
const STEPS = {
  approve: (given) => withReason(given, "approve"),
  pause: (given) => withReason(given, "pause"),
  cancel: (given) => withReason(given, "cancel"),
  resume: (given) =>
    done(given, "resume").catch((error) => given.tell(failure(given.words, error))),
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
    send: () => done(given, "run"),
  });
}

/** @param {Given} given @param {"approve" | "pause" | "cancel"} act */
function withReason(given, act) {
  const { words, signal } = given;
  ask({
    words,
    signal,
    title: words.t(`act.${act}`),
    text: words.t(`${act}.what`),
    label: words.t(`act.${act}`),
    tone: act === "cancel" ? "danger" : "primary",
    fields: [
      {
        name: "reason",
        label: words.t("act.reason"),
        required: true,
        minlength: 3,
        maxlength: 300,
        wide: true,
        hint: words.t("act.reasonHint"),
      },
    ],
    send: (data) => done(given, act, filledIn(data)),
  });
}

/** @param {Given} given @param {import("../model/campaigns.js").Act} act @param {unknown} [body] */
async function done({ send, signal, campaign, changed }, act, body) {
  await send(`/campaigns/${campaign.id}/${PATHS[act]}`, {
    method: act === "resume" ? "DELETE" : "POST",
    body,
    signal,
  });
  changed();
}
