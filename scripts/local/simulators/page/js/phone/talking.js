// A call under way: what is said, words and keys to answer with, and its end.

import { isInbound, isLive, isTalking, seconds, system } from "../model/calls.js";
import { isListening, languageOf, sounds as toBeHeard } from "../model/talk.js";
import { icon } from "../parts/icons.js";
import { sayForm } from "../parts/say.js";
import { EARS, ears, keep } from "../preferences.js";
import { h } from "../product.js";
import { keypad } from "./keypad.js";
import { canHear } from "./microphone.js";
import { transcript } from "./transcript.js";
import { canSpeak, voice } from "./voice.js";

/**
 * @param {Call} begun
 * @param {Context & {sounds: ReturnType<typeof import("./tones.js").tones>, putAway: () => void, now: () => number}} context
 * @returns {import("./phone.js").Screen}
 */
export function talking(begun, context) {
  const { words, ask, board, start, signal, tell, sounds, putAway, now } = context;
  const { t } = words;
  const { sid } = begun;
  let call = begun;
  const language = () =>
    languageOf(board.events(sid), begun.from + (isInbound(begun) ? "" : begun.to));
  const state = h("p", { class: "call-state", role: "status" });
  const turn = h("span", { class: "turn" });
  const timer = h("span", {
    class: "call-timer",
    role: "timer",
    "aria-live": "off",
  });
  const talk = transcript({ words });
  let isSpeaking = false;
  const speaker = voice({ ears, speaking, signal });
  const say = sayForm({
    words,
    send: said,
    language,
    tell,
    signal,
    label: t("say.label"),
  });
  const keys = keypad({ label: t("keys.label"), press: pressed });
  const typed = h("p", { class: "typed", "aria-live": "polite" });
  const pad = h("div", { class: "pad", hidden: true }, typed, keys);
  const toggle = h(
    "button",
    {
      type: "button",
      class: "disc quiet-disc",
      "aria-expanded": "false",
      onclick: turnPad,
    },
    icon("keypad"),
    h("span", {}, t("keys.show")),
  );
  const hangup = h(
    "button",
    { type: "button", class: "disc decline", onclick: hungUp },
    icon("hangup"),
    h("span", {}, t("call.hangUp")),
  );
  const listening = earsButton();
  const foot = h("div", { class: "call-buttons" }, toggle, hangup, listening);
  const deaf = !canHear() && h("p", { class: "phone-note deaf" }, t("say.noMicrophone"));
  const live = h("div", { class: "call-live" }, pad, say.element, deaf, foot);
  const over = h("div", { class: "call-over", hidden: true });
  const element = h(
    "div",
    { class: "talking" },
    h(
      "header",
      { class: "call-head" },
      h("p", { class: "caller-number" }, words.phone(system(begun))),
      h("p", { class: "call-line" }, state, timer),
    ),
    talk.element,
    turn,
    live,
    over,
  );
  /** Up to which event the bot has been heard; what came before this page is not heard again. */
  let heardTo = start.number;
  let isReady = false;
  board.watch(sid, signal).then(() => {
    isReady = true;
  });

  /** @param {Call | null} now_ @param {Happening[]} fresh */
  function update(now_, fresh) {
    call = now_ ?? call;
    const events = board.events(sid);
    talk.show(events);
    if (fresh.some((event) => event.call === sid && SILENCES.has(event.kind))) speaker.cut();
    if (isReady) hear(events);
    told(state, words.word("phoneState", stateWord(call)));
    showTurn(isListening(events));
    if (!isLive(call)) ended();
  }

  /** @param {Happening[]} events */
  function hear(events) {
    const due = toBeHeard(events).filter((event) => event.number > heardTo);
    for (const event of due) speaker.say(soundOf(event));
    heardTo = events.at(-1)?.number ?? heardTo;
  }

  /** @param {number | null} number the event that is heard now */
  function speaking(number) {
    isSpeaking = number !== null;
    talk.mark(number);
    showTurn(isListening(board.events(sid)));
  }

  /** @param {boolean} isYours */
  function showTurn(isYours) {
    const word = isYours && isSpeaking ? "over" : isYours ? "yours" : "theirs";
    told(turn, isTalking(call) ? t(`turn.${word}`) : "");
    turn.classList.toggle("yours", isYours);
  }

  /** @param {Happening} event */
  const soundOf = ({ number, detail }) => ({
    call: sid,
    number,
    via: String(detail.via),
    text: String(detail.text ?? ""),
    language: String(detail.language ?? language()).slice(0, 2),
  });

  /** @param {string} text */
  async function said(text) {
    speaker.cut();
    const heard = await ask(`/calls/${sid}/say`, { body: { text } });
    if (heard && heard.listening === false) tell(t("say.unheard"));
  }

  /** @param {string} key */
  async function pressed(key) {
    sounds.key(key);
    typed.textContent = `${typed.textContent}${key}`.slice(-18);
    const heard = await ask(`/calls/${sid}/press`, { body: { digits: key } });
    if (heard && heard.listening === false) tell(t("keys.unheard"));
  }

  function turnPad() {
    pad.hidden = !pad.hidden;
    say.element.hidden = !pad.hidden;
    toggle.setAttribute("aria-expanded", String(!pad.hidden));
    if (!pad.hidden) /** @type {HTMLElement} */ (keys.firstElementChild)?.focus();
    talk.toEnd();
  }

  async function hungUp() {
    speaker.cut();
    await ask(`/calls/${sid}/hangup`, { method: "POST" });
  }

  function earsButton() {
    const label = h("span", {});
    const button = h("button", {
      type: "button",
      class: "disc quiet-disc",
      onclick: next,
    });
    dress();
    return button;

    function next() {
      const usable = EARS.filter((each) => each !== "browser" || canSpeak(language()));
      keep("ears", usable[(usable.indexOf(ears()) + 1) % usable.length] ?? "sent");
      if (ears() === "off") speaker.cut();
      dress();
    }

    function dress() {
      label.textContent = t(`ears.${ears()}`);
      button.replaceChildren(icon(ears() === "off" ? "silence" : "sound"), label);
    }
  }

  function ended() {
    if (!over.hidden) return;
    const hadFocus = live.contains(document.activeElement);
    live.hidden = true;
    over.hidden = false;
    const lasted = words.duration(seconds(call, now()));
    timer.textContent = call.answered ? lasted : "";
    over.append(
      h("p", {}, call.answered ? t("over.lasted", { time: lasted }) : t("over.unanswered")),
      h(
        "div",
        { class: "over-buttons" },
        h("a", { class: "button on-dark", href: `#/calls/${sid}` }, t("over.timeline")),
        h("button", { type: "button", class: "answer", onclick: putAway }, t("over.done")),
      ),
    );
    if (hadFocus) over.querySelector("button")?.focus();
  }

  return {
    element,
    update,
    tick: (passed) => {
      if (isTalking(call)) timer.textContent = words.duration(passed);
    },
  };
}

const SILENCES = new Set(["barge_in", "hung_up"]);

/** @param {Call} call */
const stateWord = (call) =>
  isInbound(call) && call.status === "ringing" ? "calling" : call.status;

/** Say it once: a live region repeats whatever is written into it. @param {Element} element @param {string} text */
function told(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
