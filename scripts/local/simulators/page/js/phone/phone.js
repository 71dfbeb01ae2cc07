// The telephone: it waits, rings, talks, and says how the call went.

import { isLive, isRinging, person, seconds, system, yours } from "../model/calls.js";
import { h } from "../product.js";
import { idle } from "./idle.js";
import { ringing } from "./ringing.js";
import { talking } from "./talking.js";
import { tones } from "./tones.js";

/**
 * @typedef {object} Screen
 * @property {HTMLElement} element
 * @property {(call: Call | null, fresh: Happening[]) => void} [update]
 * @property {(seconds: number) => void} [tick]
 */

/**
 * @param {HTMLElement} root
 * @param {Context & {now: () => number, rings: (call: Call | null) => void}} context
 */
export function phone(root, context) {
  const { board, words, signal, now, rings } = context;
  const { t } = words;
  const sounds = tones(signal);
  const time = h("span", { class: "phone-time" });
  const display = h("div", { class: "phone-screen" });
  const notch = h(
    "div",
    { class: "phone-bar", "aria-hidden": "true" },
    time,
    h("span", { class: "phone-notch" }),
    h("span", {}, "Centralita"),
  );
  /** The call that is shown, also after its end until somebody puts it away. */
  let sid = "";
  let shown = "";
  let end = new AbortController();
  /** @type {Screen} */
  let screen = { element: display };

  root.append(h("div", { class: "phone" }, notch, display));
  board.changed(update, signal);
  signal.addEventListener("abort", () => end.abort());
  const timer = setInterval(tick, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
  update([]);
  tick();

  /** @param {Happening[]} fresh */
  function update(fresh) {
    const current = yours(board.all());
    if (current) sid = current.sid;
    const call = board.call(sid) ?? null;
    const kind = kindOf(call);
    if (`${kind} ${sid}` !== shown) open(kind, call);
    screen.update?.(call, fresh);
    rings(kind === "ringing" ? call : null);
  }

  /** @param {string} kind @param {Call | null} call */
  function open(kind, call) {
    const before = display.contains(document.activeElement);
    end.abort();
    end = new AbortController();
    shown = `${kind} ${sid}`;
    const given = { ...context, signal: end.signal, sounds, putAway };
    if (kind === "ringing" && call) screen = ringing(call, given);
    else if (kind === "talking" && call) screen = talking(call, given);
    else screen = idle({ ...given, called });
    display.replaceChildren(screen.element);
    if (before) focus();
  }

  function focus() {
    const first = display.querySelector("[data-first]") ?? display.querySelector("button");
    /** @type {HTMLElement | null} */ (first)?.focus({ preventScroll: true });
  }

  /** Show a call that was just begun here. @param {string} made */
  function called(made) {
    sid = made;
    board.refresh();
  }

  function putAway() {
    sid = "";
    update([]);
  }

  function tick() {
    time.textContent = words.time(now()).slice(0, 5);
    const call = board.call(sid);
    screen.tick?.(call ? seconds(call, now()) : 0);
  }

  return {
    /** What the telephone is about, for the title of the page. */
    title: () => {
      const call = board.call(sid);
      if (!call || !isLive(call)) return t("phone.title");
      const key = isRinging(call) ? "phone.rings" : "phone.talks";
      return t(key, {
        number: words.phone(system(call)),
        you: words.phone(person(call)),
      });
    },
  };
}

/** Which screen a call needs. @param {Call | null} call */
function kindOf(call) {
  if (!call) return "idle";
  return isRinging(call) ? "ringing" : "talking";
}
