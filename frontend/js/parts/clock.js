// A promise to a ticket: how much time is left, counted while somebody looks.

import { h, sleep } from "../dom.js";
import { clockOf, left, nearest, tone } from "../model/clocks.js";
import { icon } from "./icons.js";

/** In words: what is left, or by how much it is over. @param {Words} words @param {Timer} timer @param {number} seconds */
export function clockSaid(words, timer, seconds) {
  const { t } = words;
  if (timer.phase === "achieved") return t("clock.achieved");
  const time = clockOf(seconds);
  const said = seconds < 0 ? t("clock.over", { time }) : t("clock.left", { time });
  return timer.paused ? t("clock.paused", { what: said }) : said;
}

/** What stands behind it. @param {Words} words @param {Timer} timer */
export const clockTitle = (words, { name, kind, percent, due_at, zone }) =>
  [
    `${words.word("clockKind", kind)}: ${name}`,
    words.t("clock.percent", { percent }),
    due_at && words.t("clock.due", { at: words.when(due_at) }),
    zone,
  ]
    .filter(Boolean)
    .join(" · ");

/**
 * The chip in a record's head: the promise that breaks first. It counts by itself until `signal`.
 * @param {Words} words @param {AbortSignal} signal
 */
export function clockChip(words, signal) {
  /** @type {Timer | undefined} */
  let timer;
  let asked = Date.now();
  const text = h("span", { class: "clock-text" });
  const element = h("span", { class: "clock", hidden: true }, icon("clock"), text);
  tick();

  async function tick() {
    while (!signal.aborted) {
      draw();
      await sleep(1_000, signal);
    }
  }

  function draw() {
    element.hidden = !timer;
    if (!timer) return;
    const seconds = left(timer, asked, Date.now());
    element.className = `clock ${tone(timer, seconds)}`;
    element.title = clockTitle(words, timer);
    text.textContent = clockSaid(words, timer, seconds);
  }

  return {
    element,
    /** @param {Timer[]} timers */
    show(timers) {
      timer = nearest(timers);
      asked = Date.now();
      draw();
    },
  };
}
