// Knows what time it is on the network, whose clock may run faster than ours, jump, or stand still.

const LOOK_AGAIN = 5_000; // milliseconds

/**
 * @typedef {{mode: string, now: string, rate: number}} Clock `rate`: how many of its seconds pass in one of ours
 */

/** @param {{ask: Ask, signal: AbortSignal, wall?: () => number}} given */
export function face({ ask, signal, wall = Date.now }) {
  /** @type {Clock} */
  let told = { mode: "real", now: new Date(wall()).toISOString(), rate: 1 };
  let heard = wall();
  const timer = setInterval(() => look().catch(() => {}), LOOK_AGAIN);
  signal.addEventListener("abort", () => clearInterval(timer));

  async function look() {
    set(await ask("/clock", { signal }));
  }

  /** @param {Clock} clock */
  function set(clock) {
    told = clock;
    heard = wall();
  }

  /** An event came: it is at least as late as that. @param {Happening[]} events */
  function seen(events) {
    const last = events.at(-1);
    if (last && Date.parse(last.at) > now()) set({ ...told, now: last.at });
  }

  const now = () => Date.parse(told.now) + (wall() - heard) * told.rate;

  return { now, look, set, seen, mode: () => told.mode, told: () => told };
}
