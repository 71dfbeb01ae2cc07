// Remembers what goes on: every call with its state, and all that happened on those that are watched.

import { after, isLive } from "./model/calls.js";

const BREATH = 60; // milliseconds in which changes are gathered before they are shown
const LATEST = 400; // calls that are asked for
const MOST = 4_000; // calls that are remembered
const BETWEEN_LISTS = 700; // milliseconds between two questions for the list of calls

/**
 * @param {{ask: Ask, signal: AbortSignal}} given
 */
export function board({ ask, signal }) {
  /** @type {Map<string, Call>} */
  let calls = new Map();
  /** @type {Map<string, {events: Map<number, Happening>, eyes: number}>} */
  const watched = new Map();
  /** @type {Set<(fresh: Happening[]) => void>} */
  const listeners = new Set();
  /** @type {Happening[]} */
  let fresh = [];
  let isDue = false;
  /** Calls that were asked for once, and are not among the latest. @type {Set<string>} */
  const strangers = new Set();
  let isAsking = false;
  let isWanted = false;

  /** Calls, the newest first. */
  const all = () => [...calls.values()];

  /** @param {Happening[]} events */
  function take(events) {
    for (const event of events) note(event);
    fresh.push(...events);
    const strange = events.filter(({ call }) => call && !calls.has(call) && !strangers.has(call));
    for (const { call } of strange) strangers.add(call);
    if (strange.length) refresh();
    show();
  }

  /** @param {Happening} event */
  function note(event) {
    const call = calls.get(event.call);
    if (call) calls.set(call.sid, after(call, event));
    watched.get(event.call)?.events.set(event.number, event);
  }

  /** Ask for the list of calls, now and then, however much happens. */
  async function refresh() {
    isWanted = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      /** @type {Call[]} */
      const list = await ask(`/calls?limit=${LATEST}`, { signal });
      const older = list.length < LATEST ? [] : all();
      calls = newestFirst([...list, ...older]);
      show();
    } finally {
      setTimeout(() => {
        isAsking = false;
        if (isWanted && !signal.aborted) refresh();
      }, BETWEEN_LISTS);
    }
  }

  function show() {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      const told = fresh;
      fresh = [];
      if (!signal.aborted) for (const listener of listeners) listener(told);
    }, BREATH);
  }

  /**
   * Remember what happens on a call until `until` ends; `events` has it in order.
   * @param {string} sid @param {AbortSignal} until
   */
  async function watch(sid, until) {
    const seen = watched.get(sid) ?? { events: new Map(), eyes: 0 };
    watched.set(sid, seen);
    seen.eyes += 1;
    until.addEventListener("abort", () => {
      seen.eyes -= 1;
      if (!seen.eyes) watched.delete(sid);
    });
    /** @type {Happening[]} */
    const before = await ask(`/timeline?call=${sid}`, { signal: until });
    for (const event of before) seen.events.set(event.number, event);
    show();
  }

  /** @param {string} sid */
  function events(sid) {
    const found = [...(watched.get(sid)?.events.values() ?? [])];
    return found.sort((one, other) => one.number - other.number);
  }

  /** Forget everything: the simulators did, too. */
  async function begin() {
    calls = new Map();
    strangers.clear();
    for (const seen of watched.values()) seen.events.clear();
    show();
    await refresh();
  }

  /**
   * Call `listener` with what is new, at most some times a second, until `until` ends.
   * @param {(fresh: Happening[]) => void} listener @param {AbortSignal} until
   */
  function changed(listener, until) {
    listeners.add(listener);
    until.addEventListener("abort", () => listeners.delete(listener));
  }

  return {
    all,
    live: () => all().filter(isLive),
    /** @param {string} sid */
    call: (sid) => calls.get(sid),
    take,
    refresh,
    watch,
    events,
    begin,
    changed,
  };
}

/** Each call once, as the first of them tells of it. @param {Call[]} calls */
function newestFirst(calls) {
  /** @type {Map<string, Call>} */
  const found = new Map();
  for (const call of calls.slice(0, MOST)) if (!found.has(call.sid)) found.set(call.sid, call);
  return found;
}
