// Sorts what happened into kinds, and puts each event in a few words.

/** @typedef {"talk" | "webhook" | "verb" | "rest" | "state" | "trouble"} Group */

export const GROUPS = /** @type {const} */ ([
  "talk",
  "webhook",
  "verb",
  "rest",
  "state",
  "trouble",
]);

/** @type {Record<string, Group>} */
const GROUP_OF = {
  bot: "talk",
  person: "talk",
  gather: "talk",
  barge_in: "talk",
  beep: "talk",
  keys: "talk",
  relay: "talk",
  stream: "talk",
  mark: "talk",
  webhook: "webhook",
  status: "webhook",
  callback: "webhook",
  callback_withheld: "webhook",
  audio: "webhook",
  recording: "webhook",
  sms: "rest",
  sms_status: "webhook",
  unreported: "trouble",
  verb: "verb",
  redirected: "verb",
  dialled: "verb",
  enqueued: "verb",
  dequeued: "verb",
  conference: "verb",
  rest: "rest",
  created: "rest",
  state: "state",
  detected: "state",
  hung_up: "state",
  expect: "state",
  notification: "trouble",
  fallback: "trouble",
  application_error: "trouble",
  answer_discarded: "trouble",
  fault: "trouble",
};

/** @param {Happening} event @returns {Group} */
export function groupOf({ kind, detail }) {
  if (kind === "hear") return detail.met ? "state" : "trouble";
  if (kind === "webhook" && detail.status >= 400) return "trouble";
  return GROUP_OF[kind] ?? "state";
}

/** Milliseconds from the first event to this one. @param {Happening} event @param {Happening | undefined} first */
export const since = (event, first) => (first ? Date.parse(event.at) - Date.parse(first.at) : 0);

/** The path of an address, for that is what differs. @param {unknown} url */
export function pathOf(url) {
  try {
    return new URL(String(url)).pathname;
  } catch {
    return String(url ?? "");
  }
}

/** What an event is about, beside its kind. @param {Happening} event @returns {string} */
export function gist({ kind, detail }) {
  const how = GISTS[kind];
  return how ? how(detail) : rest(detail);
}

/** @type {Record<string, (detail: Record<string, any>) => string>} */
const GISTS = {
  bot: (it) => it.text || it.via,
  person: (it) => it.said || it.pressed || it.recorded || "…",
  state: (it) => it.status,
  verb: (it) => `<${it.verb}>`,
  webhook: (it) => `${pathOf(it.url)} → ${it.status}`,
  audio: (it) => `${pathOf(it.url)} → ${it.status}`,
  barge_in: (it) => `${it.heard ?? it.over} …`,
  gather: (it) => it.given?.SpeechResult || it.given?.Digits || "∅",
  notification: (it) => `${it.code} ${it.text}`,
  fallback: (it) => `${it.ErrorCode} ${pathOf(it.url)}`,
  detected: (it) => it.answered_by,
  hung_up: (it) => it.by,
  hear: (it) => it.heard || "∅",
  rest: (it) => [it.method, pathOf(it.path ?? it.url), "→", it.status].filter(Boolean).join(" "),
};

/** @param {Record<string, any>} detail */
function rest(detail) {
  const told = Object.values(detail).filter((value) => ["string", "number"].includes(typeof value));
  return told.slice(0, 3).join(" · ");
}

/**
 * Every fact of an event as a pair of words, what lies deeper by its path.
 * @param {Record<string, any>} detail @param {string} [above]
 * @returns {[string, string][]}
 */
export function facts(detail, above = "") {
  return Object.entries(detail).flatMap(([name, value]) => {
    const path = above ? `${above}.${name}` : name;
    const isDeeper = value !== null && typeof value === "object" && !Array.isArray(value);
    if (isDeeper) return facts(value, path);
    const told = typeof value === "string" ? value : JSON.stringify(value);
    return told === "" ? [] : [/** @type {[string, string]} */ ([path, told])];
  });
}
