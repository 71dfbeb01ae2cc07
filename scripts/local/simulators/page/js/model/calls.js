// What can be told of a call: whether it lives, who is at the other end, how long it has lasted.

const ENDS = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

/** @param {Call} call */
export const isLive = (call) => !ENDS.has(call.status);

/** @param {Call} call */
export const isInbound = (call) => call.direction === "inbound";

/** The number of whoever the system talks with. @param {Call} call */
export const person = (call) => (isInbound(call) ? call.from : call.to);

/** The system's own number. @param {Call} call */
export const system = (call) => (isInbound(call) ? call.to : call.from);

/** Whether a person at the browser is to answer it, or speaks on it. @param {Call} call */
export const isYours = (call) => call.attended;

/** Whether it waits for a person to pick up: an inbound one waits for the system. @param {Call} call */
export const isRinging = (call) => !isInbound(call) && call.status === "ringing";

/** @param {Call} call */
export const isTalking = (call) => call.status === "in-progress";

/**
 * The call after something happened on it.
 * @param {Call} call @param {Happening} event
 * @returns {Call}
 */
export function after(call, event) {
  if (event.kind !== "state") return call;
  const status = String(event.detail.status);
  const more =
    status === "in-progress" ? { answered: event.at } : ENDS.has(status) ? { ended: event.at } : {};
  return { ...call, status, ...more };
}

/** The call of yours the telephone shows: the one you talk on, or the one that rings first. @param {Call[]} calls the newest first */
export function yours(calls) {
  const mine = calls.filter((call) => isYours(call) && isLive(call));
  return mine.find(isTalking) ?? mine.at(-1) ?? null;
}

/** Whole seconds since it was answered, by the clock whose time it is now. @param {Call} call @param {number} now milliseconds */
export function seconds(call, now) {
  if (!call.answered) return 0;
  const end = call.ended ? Date.parse(call.ended) : now;
  return Math.max(0, Math.floor((end - Date.parse(call.answered)) / 1000));
}

/** What colour its state has. @param {Call} call */
export function tone(call) {
  if (isTalking(call)) return "active";
  if (isLive(call)) return "warn";
  return call.status === "completed" ? "good" : "bad";
}

/**
 * Those that are looked for, the living before the others.
 * @param {Call[]} calls @param {{text?: string, show?: string}} wanted
 */
export function found(calls, { text = "", show = "all" }) {
  const digits = text.replace(/[^\d]/g, "");
  const plain = text.trim().toLowerCase();
  const matching = calls.filter((call) => {
    if (show === "live" && !isLive(call)) return false;
    if (!plain) return true;
    const isNumber = digits && `${call.from} ${call.to}`.includes(digits);
    return isNumber || call.persona.includes(plain) || call.sid.toLowerCase() === plain;
  });
  return [...matching.filter(isLive), ...matching.filter((call) => !isLive(call))];
}
