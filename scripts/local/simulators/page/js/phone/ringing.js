// The telephone rings: who calls, answer, decline.

import { person, system } from "../model/calls.js";
import { icon } from "../parts/icons.js";
import { h } from "../product.js";

/**
 * @param {Call} call
 * @param {Context & {sounds: ReturnType<typeof import("./tones.js").tones>}} context
 * @returns {import("./phone.js").Screen}
 */
export function ringing(call, { words, ask, sounds, signal }) {
  const { t } = words;
  let isDecided = false;
  sounds.ring();
  signal.addEventListener("abort", sounds.hush);
  const number = words.phone(system(call));
  const element = h(
    "div",
    { class: "ringing" },
    h(
      "div",
      { class: "caller", role: "alert" },
      h("span", { class: "avatar", "aria-hidden": "true" }, icon("mark")),
      h("p", { class: "phone-label" }, t("ring.incoming")),
      h("p", { class: "caller-number" }, number),
      h("p", { class: "phone-note" }, t("ring.to", { number: words.phone(person(call)) })),
    ),
    h(
      "div",
      { class: "ring-buttons" },
      choice("decline", "hangup", t("ring.decline"), "reject"),
      choice("answer", "phone", t("ring.answer"), "answer"),
    ),
  );

  /** @param {string} tone @param {import("../parts/icons.js").Icon} drawn @param {string} label @param {string} act */
  function choice(tone, drawn, label, act) {
    const first = act === "answer";
    return h(
      "button",
      {
        type: "button",
        class: `${tone} disc`,
        "data-first": first,
        onclick: chosen,
      },
      icon(drawn),
      h("span", {}, label),
    );

    async function chosen() {
      if (isDecided) return; // not disabled: that would take the focus away
      isDecided = true;
      try {
        await ask(`/calls/${call.sid}/${act}`, { method: "POST" });
      } finally {
        isDecided = false;
      }
    }
  }

  return { element };
}
