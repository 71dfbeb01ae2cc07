// Hears of everything that happens, as it happens, and finds its way back when nobody answers.

import { sleep } from "./product.js";

const LONGEST_WAIT = 25; // seconds a question stays open
const AT_ONCE = 500; // events
const PAUSES = [500, 1_000, 2_000]; // milliseconds after one failure, two, three
const LONGEST_PAUSE = 4_000;

/**
 * Ask for what came after `from`, for ever. It goes on in a page nobody looks at, for a telephone
 * rings there too. `trouble` hears whether the simulators are away; `restarted`, when they are
 * others than before; `quiet`, when for a while nothing happened.
 * @param {{ask: Ask, start: Start, heard: (events: Happening[]) => void, trouble: (away: boolean) => void, quiet: () => void, restarted: (start: Start) => void, signal: AbortSignal}} given
 */
export async function feed({ ask, start, heard, trouble, quiet, restarted, signal }) {
  let { run, number } = start;
  let failures = 0;
  while (!signal.aborted) {
    await listen().then(well, lost);
  }

  function well() {
    if (failures) trouble(false);
    failures = 0;
  }

  async function lost() {
    if (signal.aborted) return;
    if (!failures) trouble(true);
    await sleep(PAUSES[failures] ?? LONGEST_PAUSE, signal);
    failures += 1;
  }

  async function listen() {
    if (failures) await compare();
    const wait = failures ? 0 : LONGEST_WAIT;
    /** @type {Happening[]} */
    const events = await ask(`/timeline?after=${number}&wait=${wait}&limit=${AT_ONCE}`, { signal });
    number = events.at(-1)?.number ?? number;
    if (events.length) return heard(events);
    await compare();
    quiet();
  }

  /** Another run, or one that forgot everything, counts from the beginning again. */
  async function compare() {
    /** @type {Start} */
    const now = await ask("/start", { signal });
    if (now.run === run && now.number >= number) return;
    ({ run, number } = now);
    restarted(now);
  }
}
