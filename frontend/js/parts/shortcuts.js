// Listens for shortcuts, and shows which there are. Who does not want them switches them off.

import { h } from "../dom.js";
import { named, sequence } from "../model/keys.js";
import * as preferences from "../preferences.js";

/** @typedef {import("../model/keys.js").Shortcut} Shortcut */

const GROUPS = /** @type {const} */ (["page", "go", "everywhere"]);

/** @param {{words: Words, signal: AbortSignal}} how */
export function shortcuts({ words, signal }) {
  /** @type {Shortcut[]} */
  let known = [];
  const find = sequence();
  document.addEventListener("keydown", pressed, { signal });

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.repeat) return;
    if (!preferences.hasShortcuts() || document.querySelector("dialog[open]")) return;
    const isText = isTyping(event.target);
    const fit = known.filter((each) => each.inText || !isText);
    const found = find(named(event), event.timeStamp, fit);
    if (!found) return;
    event.preventDefault();
    found.run();
  }

  /** Some more, as long as that lasts; the last ones come first. @param {Shortcut[]} more @param {AbortSignal} until */
  function add(more, until) {
    known = [...more, ...known];
    until.addEventListener("abort", () => {
      known = known.filter((each) => !more.includes(each));
    });
  }

  function help() {
    if (document.querySelector(".sheet")) return;
    const parts = GROUPS.map((group) => part(group)).filter((each) => each !== null);
    const close = h("button", { type: "button", class: "primary" }, words.t("keys.close"));
    /** @type {HTMLDialogElement} */
    const sheet = h(
      "dialog",
      {
        class: "dialog sheet",
        "aria-labelledby": "keys-title",
        onclose: () => sheet.remove(),
      },
      h("h2", { id: "keys-title", tabindex: "-1", autofocus: true }, words.t("keys.title")),
      h("p", { class: "muted" }, words.t(preferences.hasShortcuts() ? "keys.off" : "keys.areOff")),
      ...parts,
      close,
    );
    close.addEventListener("click", () => sheet.close());
    document.body.append(sheet);
    sheet.showModal();
  }

  /** @param {typeof GROUPS[number]} group */
  function part(group) {
    const these = known.filter((each) => each.group === group);
    if (these.length === 0) return null;
    const rows = these.map(({ keys, label }) =>
      h("div", {}, h("dt", {}, label), h("dd", {}, ...keys.split(" ").map(cap))),
    );
    return h(
      "section",
      {},
      h("h3", {}, words.t(`keys.${group}`)),
      h("dl", { class: "key-list" }, ...rows),
    );
  }

  return { add, help };
}

/** @param {string} key */
const cap = (key) =>
  h(
    "kbd",
    {},
    key
      .split("+")
      .map((part) => part.replace(/^\w/, (letter) => letter.toUpperCase()))
      .join("+"),
  );

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));
