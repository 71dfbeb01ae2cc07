// A page without a browser, simulators that answer as a test says, and calls to show.

import { settled } from "../../../frontend/page.js";
import { board as boardOf } from "../../../../scripts/local/simulators/page/js/board.js";
import { speak } from "../../../../scripts/local/simulators/page/js/words.js";

const { defaultView: window } = document;
for (const name of [
  "HTMLElement",
  "HTMLInputElement",
  "Element",
  "DOMException",
  "MouseEvent",
  "KeyboardEvent",
]) {
  Object.defineProperty(globalThis, name, {
    value: window[name],
    configurable: true,
  });
}

export { settled };
export const NOW = Date.parse("2030-05-14T15:00:00Z");
export const inEnglish = speak("en", { locale: "en-GB", zone: "UTC" });
export const START = {
  run: "r",
  number: 0,
  ours: ["+12025550100"],
  web: "http://web",
};

/** Let what is due now, and what a board gathers for a moment, happen. */
export const shown = () => new Promise((resolve) => setTimeout(resolve, 90));

/** Simulators that answer by method and path, and remember what they were asked. */
export function simulators(answers = {}) {
  const asked = [];
  async function ask(path, { method, body } = {}) {
    const how = method ?? (body === undefined ? "GET" : "POST");
    asked.push(body === undefined ? `${how} ${path}` : [`${how} ${path}`, body]);
    const answer = answers[`${how} ${path.split("?")[0]}`] ?? (how === "GET" ? [] : {});
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(path) : answer;
  }
  return { ask, asked };
}

/** Mount a part of the page with what it needs. Ends with the test. */
export function mounted(test, mount, { answers = {}, calls = [], events = [], ...more } = {}) {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const end = new AbortController();
  test.after(() => end.abort());
  const { ask, asked } = simulators({
    "GET /calls": () => calls,
    "GET /timeline": (path) => events.filter((event) => path.includes(event.call)),
    ...answers,
  });
  const told = [];
  const board = boardOf({ ask, signal: end.signal });
  const made = mount(root, {
    words: inEnglish,
    ask,
    board,
    start: START,
    signal: end.signal,
    tell: (text) => told.push(text),
    rest: [],
    face: { mode: () => "real" },
    now: () => NOW,
    rings: () => {},
    ...more,
  });
  return { root, ask, asked, told, board, end, made };
}

export const button = (text, within = document) =>
  [...within.querySelectorAll("button")].find((each) => each.textContent.includes(text));

export const aCall = (more = {}) => ({
  sid: "CA1",
  direction: "outbound-api",
  from: "+12025550100",
  to: "+12025550150",
  status: "in-progress",
  persona: "cooperative",
  attended: false,
  started: "2030-05-14T14:58:00Z",
  answered: "2030-05-14T14:59:00Z",
  ended: null,
  ...more,
});

export const yourCall = (more = {}) => aCall({ persona: "you", attended: true, ...more });

/** A loudspeaker that plays until it is told that the sound has ended: what it plays. */
export function loudspeaker(test) {
  const playing = [];
  globalThis.Audio = class extends window.EventTarget {
    constructor(address) {
      super();
      playing.push(this);
      this.address = address;
      this.isPaused = false;
    }
    async play() {}
    pause() {
      this.isPaused = true;
    }
  };
  test.after(() => delete globalThis.Audio);
  return playing;
}

let made = 0;
export const happened = (kind, detail = {}, more = {}) => {
  made += 1;
  return {
    number: made,
    at: "2030-05-14T14:59:00Z",
    call: "CA1",
    lane: "",
    kind,
    detail,
    ...more,
  };
};
