// What may be done with a ticket, and what deserves a look: decisions without a screen.

/** @typedef {"work" | "hold" | "resolve" | "close" | "reopen" | "cancel"} Move */

/** @type {TicketState[]} */
export const STATES = ["new", "in_progress", "on_hold", "resolved", "closed", "canceled"];
/** @type {TicketState[]} */
export const OPEN = ["new", "in_progress", "on_hold"];
const PRIORITIES = [1, 2, 3, 4, 5];
/** What a ticket waits for. */
export const HOLDS = ["awaiting_caller", "awaiting_change", "awaiting_problem", "awaiting_vendor"];
/** How one is solved. */
export const RESOLUTIONS = [
  "solution_provided",
  "workaround_provided",
  "resolved_by_caller",
  "user_error",
  "duplicate",
  "no_resolution",
];

/** The server decides (functions/tickets/model.py); this is what it is worth offering. @type {Record<TicketState, Move[]>} */
const MOVES = {
  new: ["work", "resolve", "cancel"],
  in_progress: ["resolve", "hold", "cancel"],
  on_hold: ["work", "resolve", "cancel"],
  resolved: ["close", "reopen"],
  closed: [],
  canceled: [],
};

/** @param {TicketState} state */
export const moves = (state) => MOVES[state] ?? [];

/** Impact and urgency, 1 high to 3 low, make a priority from 1 to 5. @param {number} impact @param {number} urgency */
export const priority = (impact, urgency) => impact + urgency - 1;

/** How many tickets have each priority. @param {Heading[]} tickets */
export function byPriority(tickets) {
  return PRIORITIES.map((level) => ({
    level,
    count: tickets.filter((each) => each.priority === level).length,
  }));
}
