// The telephone at rest: your number, a call into the system, and how to be called.

import { fitting, yourNumbers } from "../model/numbers.js";
import { icon } from "../parts/icons.js";
import { keep, kept } from "../preferences.js";
import { h } from "../product.js";

/**
 * @param {Context & {now: () => number, called: (sid: string) => void}} context
 * @returns {import("./phone.js").Screen}
 */
export function idle({ words, ask, start, face, now, called, tell }) {
  const { t } = words;
  const places = yourNumbers();
  const chosen = places.find((place) => place.number === kept("number"));
  let mine = chosen ?? fitting(places, words.code, now()) ?? /** @type {any} */ (places[0]);
  let isCalling = false;
  const number = h("strong", { class: "own-number" });
  const where = h("select", { class: "on-dark", onchange: move }, ...places.map(option));
  const call = h(
    "button",
    { type: "button", class: "answer wide", "data-first": true, onclick: ring },
    icon("phone"),
    t("idle.call"),
  );
  const none = h("p", { class: "phone-note" }, t("idle.nobody"));
  const strange = h(
    "a",
    { class: "phone-note strange", href: "#/clock", hidden: true },
    t("idle.strangeClock"),
  );
  const element = h(
    "div",
    { class: "idle" },
    h("p", { class: "phone-label" }, t("idle.yours")),
    h("p", { class: "own" }, number, copying()),
    h("label", { class: "phone-label place-of" }, t("idle.place"), where),
    start.ours.length ? call : none,
    h("p", { class: "phone-note" }, t("idle.callWhat")),
    strange,
    h(
      "div",
      { class: "howto" },
      h("h2", {}, t("idle.beCalled")),
      h("ol", {}, ...steps().map((step) => h("li", {}, h("span", {}, ...step)))),
    ),
  );
  show();

  /** @param {import("../model/numbers.js").Place} place */
  function option(place) {
    const hour = words.hour(now(), place.zone);
    const tongue = words.word("language", place.language);
    const text = `${place.place} · ${hour} · ${tongue}`;
    return h("option", { value: place.number, selected: place === mine }, text);
  }

  function steps() {
    const web = h(
      "a",
      {
        href: `${start.web}/#/campaigns/new`,
        target: "_blank",
        rel: "noopener",
      },
      t("idle.web"),
    );
    return [[t("idle.step1")], [web, t("idle.step2")], [t("idle.step3")]];
  }

  function copying() {
    return h(
      "button",
      { type: "button", class: "round small", onclick: copy },
      icon("copy"),
      h("span", { class: "unseen" }, t("idle.copy")),
    );
  }

  async function copy() {
    await navigator.clipboard.writeText(mine.number);
    tell(t("idle.copied", { number: mine.number }));
  }

  function move() {
    mine = places.find((place) => place.number === where.value) ?? mine;
    keep("number", mine.number);
    show();
  }

  function show() {
    number.textContent = words.phone(mine.number);
  }

  async function ring() {
    if (isCalling) return; // not disabled: that would take the focus away
    isCalling = true;
    try {
      const body = { from: mine.number, to: start.ours[0], persona: "you" };
      called((await ask("/inbound", { body })).sid);
    } finally {
      isCalling = false;
    }
  }

  function update() {
    strange.hidden = face.mode() === "real";
  }

  return { element, update, tick: update };
}
