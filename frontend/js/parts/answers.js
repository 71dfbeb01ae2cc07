// Articles that may answer what somebody is typing, each to be read on the spot.

import { every, fill, h } from "../dom.js";
import { paragraphs } from "../model/wishes.js";
import { failure } from "./freshness.js";

const PAUSE = 350; // milliseconds without a key, before what was typed is looked up
const SHORTEST = 3; // letters, as the API wants them

/**
 * `typed` tells what to look up; `solved` hears that an article spared somebody the ticket.
 * @param {Context} context @param {{typed: () => string, none?: HTMLElement, solved: () => unknown}} how
 */
export function answers({ words, send, signal, tell }, { typed, none, solved }) {
  const { t } = words;
  let sought = "";
  let last = "";
  const list = h("ul", { class: "answers" });
  const count = h("p", { class: "unseen", role: "status" });
  const title = h("h2", { hidden: true }, t("portal.answers"));
  const element = h("div", { class: "offered" }, title, count, list);
  every(PAUSE, seek, signal);

  /** Looked up once somebody has paused, and not twice. */
  async function seek() {
    const now = typed().trim();
    const isStill = now === last;
    last = now;
    if (now === sought || !isStill) return;
    sought = now;
    const isEnough = now.length >= SHORTEST;
    const found = isEnough ? await offers(now) : [];
    if (typed().trim() === now) show(found, isEnough);
  }

  /** @param {Offer[]} found @param {boolean} isEnough whether anything was looked up */
  function show(found, isEnough) {
    const isAny = found.length > 0;
    fill(list, found, (each) => each.id, offer);
    title.hidden = !isAny;
    count.textContent = isAny ? t("portal.found", { count: found.length }) : "";
    if (none) none.hidden = isAny || !isEnough;
  }

  /** @param {string} q @returns {Promise<Offer[]>} */
  async function offers(q) {
    const { items } = await send(`/articles/suggestions?${new URLSearchParams({ q })}`, { signal });
    return items;
  }

  /** @param {Offer} offered */
  function offer({ id, title: called, language, beginning }) {
    const whole = h("div", { class: "answer-whole" });
    return h(
      "li",
      {},
      h(
        "details",
        { class: "answer", ontoggle },
        h(
          "summary",
          {},
          h("b", { lang: language }, called),
          h("span", { class: "muted answer-begins", lang: language }, beginning),
        ),
        whole,
      ),
    );

    /** @param {Event} event */
    async function ontoggle(event) {
      const isOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
      if (!isOpen || whole.childElementCount) return;
      try {
        whole.replaceChildren(...article(await send(`/articles/${id}/published`, { signal })));
      } catch (error) {
        tell(failure(words, error));
      }
    }
  }

  /** @param {Published} read */
  const article = (read) => [prose(read), opinion({ words, send, signal, tell }, read.id, solved)];

  return element;
}

/** How an article reads. @param {Published} read */
export const prose = ({ text, language }) =>
  h("div", { class: "prose", lang: language }, ...paragraphs(text).map((each) => h("p", {}, each)));

/**
 * Whether it helped, which whoever writes it reads.
 * @param {Pick<Context, "words" | "send" | "signal" | "tell">} context @param {string} id @param {() => unknown} solved
 */
export function opinion({ words, send, signal, tell }, id, solved) {
  const { t } = words;
  const element = h(
    "div",
    { class: "buttons" },
    h("button", { type: "button", class: "primary", onclick: () => judge(true) }, t("portal.solvedIt")),
    h("button", { type: "button", onclick: () => judge(false) }, t("portal.solvedItNot")),
  );
  return element;

  /** @param {boolean} helpful */
  async function judge(helpful) {
    try {
      await send(`/articles/${id}/feedback`, { body: { helpful }, signal });
    } catch (error) {
      return tell(failure(words, error));
    }
    element.replaceChildren();
    tell(t(helpful ? "portal.gladly" : "portal.sorry"));
    if (helpful) solved();
  }
}
