// How a promise to a ticket stands: what is left of it, in which colour, and whether it counts by the second.

/** The one to look at: of those that run the first to run out, else one that stands still. @param {Timer[]} timers */
export function nearest(timers) {
  const open = timers.filter((each) => each.phase === "running" || each.phase === "paused");
  const late = timers.filter((each) => each.phase === "breached" && !each.ended_at);
  return [...late, ...open].sort(
    (one, other) => one.remaining_seconds - other.remaining_seconds,
  )[0];
}

/**
 * Seconds left now, when so many were left at `asked`. Between them the clock runs only where it
 * counts every hour until it is due: over a closed evening it stands, and the next answer says so.
 * @param {Timer} timer @param {number} asked milliseconds @param {number} now milliseconds
 */
export function left(timer, asked, now) {
  const until = timer.due_at ? (Date.parse(timer.due_at) - asked) / 1000 : null;
  const runs = timer.phase !== "achieved" && !timer.paused && until !== null;
  const isOpen = runs && Math.abs(until - timer.remaining_seconds) < 90;
  return timer.remaining_seconds - (isOpen ? Math.floor((now - asked) / 1000) : 0);
}

/** How urgent that is. @param {Timer} timer @param {number} seconds */
export function tone({ phase, percent }, seconds) {
  if (phase === "achieved") return "good";
  if (phase === "breached" || seconds < 0) return "bad";
  if (percent >= 75) return "warn";
  return percent >= 50 ? "info" : "active";
}

/** 90061 -> "25:01:01". @param {number} seconds */
export function clockOf(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts
    .map((each, place) => (place ? String(each).padStart(2, "0") : String(each)))
    .join(":");
}
