// What somebody of ours may do with a call that is live, and how far it is: decisions without a screen.

import { decides } from "./campaigns.js";
import { isOver } from "./talk.js";

const COMES = new Set(["asked", "waiting", "talking"]);

/** Whether one of ours is on the way to it, or has it. @param {Call} call */
const isTaken = ({ takeover }) => Boolean(takeover && COMES.has(takeover.state));

/**
 * What it is worth offering; the server decides (functions/calls/stepping_in.py).
 * @param {Call} call
 * @param {Me} me
 */
export function stepsIn(call, me) {
  const live = !isOver(call) && !call.ended_by;
  const answered = call.direction === "inbound" || call.status === "in-progress";
  return { end: live && decides(me), takeOver: live && answered && !isTaken(call) };
}

/**
 * What is going on with it that everybody should know, as a word and a name; nothing where the
 * bot alone has it.
 * @param {Call} call
 * @returns {{what: TakeoverState | "ending", name: string} | null}
 */
export function steppedIn(call) {
  if (isOver(call)) return null;
  if (call.ended_by) return { what: "ending", name: call.ended_by };
  const { takeover } = call;
  return takeover ? { what: takeover.state, name: takeover.person } : null;
}
