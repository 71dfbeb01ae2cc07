// What may be done with a ticket, and what deserves a look: decisions without a screen.

/** @typedef {"work" | "hold" | "resolve" | "close" | "reopen" | "cancel"} Move */

/** @type {TicketState[]} */
export const STATES = ["new", "in_progress", "on_hold", "resolved", "closed", "canceled"];
/** @type {TicketState[]} */
export const OPEN = ["new", "in_progress", "on_hold"];
export const PRIORITIES = [1, 2, 3, 4, 5];

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

/**
 * The filters of a list as its address says them; what nobody can choose is left out.
 * @param {URLSearchParams} query
 */
export function wanted(query) {
  return {
    state: STATES.filter((state) => query.getAll("state").includes(state)),
    priority: PRIORITIES.filter((level) => query.getAll("priority").includes(String(level))),
    assignee: query.get("assignee"),
  };
}

/**
 * The same filters for an address or a request.
 * @param {{state: string[], priority: number[], assignee: string | null}} filters
 */
export function asQuery({ state, priority, assignee }) {
  const pairs = [
    ...state.map((each) => ["state", each]),
    ...priority.map((each) => ["priority", String(each)]),
  ];
  return new URLSearchParams(assignee ? [...pairs, ["assignee", assignee]] : pairs);
}

/**
 * What somebody changed in a form: what they left alone is not sent, or it would undo a colleague.
 * @param {Ticket} ticket
 * @param {Record<string, string>} filled without what is empty
 */
export function edits(ticket, { title, description = "", assignee, impact, urgency }) {
  const wanted = {
    title,
    description,
    assignee: assignee ?? null,
    impact: Number(impact),
    urgency: Number(urgency),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== ticket[/** @type {keyof Ticket} */ (name)],
    ),
  );
}
