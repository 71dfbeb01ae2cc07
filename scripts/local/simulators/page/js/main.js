// Starts the page: the telephone on one side, what goes on in the network on the other.

import { asker, Offline, Refused } from "./ask.js";
import { board as boardOf } from "./board.js";
import { face as faceOf } from "./face.js";
import { feed } from "./feed.js";
import { countOf } from "./views/findings.js";
import { frame } from "./parts/frame.js";
import { phone } from "./phone/phone.js";
import * as preferences from "./preferences.js";
import { h } from "./product.js";
import { call } from "./views/call.js";
import { calls } from "./views/calls.js";
import { clock } from "./views/clock.js";
import { faults } from "./views/faults.js";
import { findings } from "./views/findings.js";
import { messages } from "./views/messages.js";
import { people } from "./views/people.js";
import { speak } from "./words.js";

const CHECK_AGAIN = 4_000; // milliseconds
const VIEWS = { calls, people, faults, messages, findings, clock };

let page = new AbortController();

/** The whole page, anew in another language. */
async function start() {
  page.abort();
  page = new AbortController();
  const { signal } = page;
  const words = speak(preferences.language());
  document.documentElement.lang = words.code;
  document.documentElement.dataset.theme = preferences.theme();
  const ask = asker();
  const begun = await reached(ask, words, signal);
  if (!signal.aborted) open({ words, ask, start: begun, signal });
}

/** @param {Ask} ask @param {Words} words @param {AbortSignal} signal @returns {Promise<Start>} */
async function reached(ask, words, signal) {
  for (;;) {
    try {
      return await ask("/start", { signal });
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      document.body.replaceChildren(
        h(
          "main",
          { class: "alone" },
          h("h1", {}, "Centralita"),
          h("p", { role: "status" }, words.t("away.never")),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
  }
}

/** @param {{words: Words, ask: Ask, start: Start, signal: AbortSignal}} given */
function open({ words, ask, start: begun, signal }) {
  const { t } = words;
  const face = faceOf({ ask, signal });
  const board = boardOf({ ask, signal });
  const side = frame(document.body, { words, signal, face, again: start });
  /** @type {Record<string, any>} */
  let found = {};
  let view = new AbortController();
  signal.addEventListener("abort", () => view.abort());
  const context = {
    words,
    ask,
    board,
    start: begun,
    tell: side.tell,
    now: face.now,
    face,
    findings: () => found,
  };

  const telephone = phone(side.phone, {
    ...context,
    rest: [],
    signal,
    rings: side.rings,
  });
  board.changed((fresh) => {
    face.seen(fresh);
    side.title(telephone.title());
    side.count("calls", board.live().length);
  }, signal);
  face.look().catch(() => {});
  board.refresh().catch(told);
  check();
  const timer = setInterval(check, CHECK_AGAIN);
  signal.addEventListener("abort", () => clearInterval(timer));
  globalThis.addEventListener("hashchange", () => show(true), { signal });
  globalThis.addEventListener("unhandledrejection", unhandled, { signal });
  feed({
    ask,
    start: begun,
    heard: board.take,
    trouble: side.away,
    quiet: () => board.refresh(),
    restarted: () => board.begin(),
    signal,
  });
  show(false);

  /** @param {boolean} moved whether somebody came here from another view */
  function show(moved) {
    view.abort();
    view = new AbortController();
    const [section = "", ...rest] = location.hash.replace(/^#\//, "").split("/");
    const name = section in VIEWS ? /** @type {keyof typeof VIEWS} */ (section) : "calls";
    const root = h("div", { class: "panel" });
    side.show(root, section in VIEWS ? section : "");
    const mount = name === "calls" && rest[0] ? call : VIEWS[name];
    mount(root, { ...context, rest, signal: view.signal });
    if (moved) side.focus();
  }

  async function check() {
    found = await ask("/asserts", { signal });
    const wrong = Object.values(found).filter((cases) => countOf(cases)).length;
    side.count("findings", wrong);
  }

  /** What nobody answered for is told here. @param {PromiseRejectionEvent} event */
  function unhandled(event) {
    event.preventDefault();
    told(event.reason);
  }

  /** @param {unknown} error */
  function told(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (error instanceof Offline) return; // the bar says so
    side.tell(error instanceof Refused ? error.message : t("error.bug", { why: String(error) }));
  }
}

start();
