// The conversation as it is said, the newest below; a screen reader hears what the bot says.

import { conversation } from "../model/talk.js";
import { fill, h } from "../product.js";

/** @param {{words: Words}} given */
export function transcript({ words }) {
  const { t } = words;
  const list = h("div", {
    class: "talk",
    role: "log",
    "aria-live": "polite",
    "aria-label": t("talk.label"),
    tabindex: "0",
  });
  /** @type {number | null} */
  let heard = null;

  /** @param {import("../model/talk.js").Line} line */
  function bubble(line) {
    if (line.who === "note") return h("p", { class: "talk-note" }, words.word("talk", line.note));
    const who = h("span", { class: "unseen" }, `${t(`talk.${line.who}`)}: `);
    const tone = `bubble ${line.who}${line.isKey ? " pressed" : ""}${line.isCut ? " cut" : ""}`;
    const lost = line.unheard && h("span", { class: "unheard" }, line.unheard);
    const more = line.isCut && h("small", {}, t("talk.cut"));
    return h(
      "p",
      { class: tone, "data-number": line.number },
      who,
      line.text,
      lost && " ",
      lost,
      more,
    );
  }

  /** @param {Happening[]} events */
  function show(events) {
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const before = list.children.length;
    fill(list, conversation(events), (line) => line.number, bubble);
    mark(heard);
    if (isAtEnd && list.children.length !== before) toEnd();
  }

  function toEnd() {
    list.scrollTop = list.scrollHeight;
  }

  /** Show which line is being heard. @param {number | null} number */
  function mark(number) {
    heard = number;
    for (const line of list.children) {
      line.classList.toggle("heard", line.getAttribute("data-number") === String(number));
    }
  }

  return { element: list, show, mark, toEnd };
}
