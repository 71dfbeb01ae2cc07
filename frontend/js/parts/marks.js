// The small things that say a state, a moment or a number everywhere in the same way.

import { h } from "../dom.js";

/** @type {Record<string, string>} */
const TONES = {
  new: "info",
  in_progress: "active",
  on_hold: "warn",
  yours: "warn",
  resolved: "good",
  closed: "quiet",
  canceled: "quiet",
  draft: "quiet",
  rehearsed: "info",
  approved: "info",
  scheduled: "info",
  running: "active",
  paused: "warn",
  completed: "good",
  cancelled: "quiet",
  stopped: "bad",
  waiting: "quiet",
  calling: "active",
  done: "good",
  reading: "active",
  failed: "bad",
  withdrawn: "quiet",
  imported: "good",
  repaired: "info",
  duplicate: "warn",
  rejected: "bad",
  "in-progress": "active",
  ringing: "active",
  initiated: "active",
  queued: "quiet",
  busy: "warn",
  "no-answer": "warn",
  open: "info",
  due: "warn",
  broken: "bad",
  kept: "good",
  talking: "active",
  nobody_there: "bad",
  nobody_came: "bad",
  left: "warn",
  trying: "active",
  resting: "warn",
  failing: "warn",
};

/** A word after a coloured dot; the colour never says it alone. @param {string} text @param {string} tone */
export const dot = (text, tone) => h("span", { class: `dot ${tone}` }, text);

/** A state in words, with its dot. @param {Words} words @param {string} group @param {string} state */
export const state = (words, group, state) =>
  dot(words.word(group, state), TONES[state] ?? "neutral");

/** A priority, 1 to 5. @param {Words} words @param {number} level */
export const priority = (words, level) => dot(words.word("priority", level), `p${level}`);

/** How long ago, with the exact moment and its zone on demand. @param {Words} words @param {string} instant */
export const ago = (words, instant) =>
  h("time", { datetime: instant, title: words.exactly(instant) }, words.ago(instant));

/** When. @param {Words} words @param {string | null} instant */
export const when = (words, instant) =>
  instant
    ? h("time", { datetime: instant, title: words.exactly(instant) }, words.when(instant))
    : "–";

/** A telephone number. @param {Words} words @param {string} phone */
export const phone = (words, phone) => h("span", { class: "phone" }, words.phone(phone));

/**
 * Names and what they are, as a description list.
 * @param {[string, import("../dom.js").Child][]} pairs
 */
export const facts = (pairs) =>
  h(
    "dl",
    { class: "facts" },
    ...pairs.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
