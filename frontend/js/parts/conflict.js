// Somebody was faster: keep mine, take theirs, or choose field by field.

import { h } from "../dom.js";
import { conflicts, remaining } from "../model/merging.js";

/** @typedef {import("../model/merging.js").Fields} Fields */
/** @typedef {import("../model/merging.js").Value_} Value_ */

/**
 * What is still to be sent, made from what stands there now; null where somebody would rather look first.
 * Without a field that both changed there is nothing to ask. `by` is who was faster.
 * @param {{words: Words, signal: AbortSignal, base: Fields, mine: Fields, theirs: Fields, by: string, label: (field: string) => string, show: (field: string, value: Value_) => string}} what
 * @returns {Promise<Fields | null>}
 */
export function settle({ words, signal, base, mine, theirs, by, label, show }) {
  const both = conflicts(base, mine, theirs);
  if (both.length === 0) return Promise.resolve(remaining(mine, theirs, []));
  const { t } = words;
  return new Promise((resolve) => {
    /** @type {Fields | null} */
    let settled = null;
    const rows = both.map((field) => row(field));
    /** @type {HTMLFormElement} */
    const form = h(
      "form",
      { class: "conflict", onsubmit: mix },
      h("p", {}, t("conflict.what", { by })),
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["field", "was", "theirs", "mine"].map((each) =>
              h("th", { scope: "col" }, words.word("conflict", each)),
            ),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "primary" }, t("conflict.mix")),
        choose(t("conflict.keepMine"), []),
        choose(t("conflict.takeTheirs"), both),
        h(
          "button",
          { type: "button", class: "quiet", onclick: () => dialog.close() },
          t("form.back"),
        ),
      ),
    );
    /** @type {HTMLDialogElement} */
    const dialog = h(
      "dialog",
      {
        class: "dialog wide",
        "aria-labelledby": "conflict-title",
        onclose: end,
      },
      h("h2", { id: "conflict-title" }, t("conflict.title")),
      form,
    );
    document.body.append(dialog);
    signal.addEventListener("abort", () => dialog.close(), { once: true });
    dialog.showModal();

    /** @param {string} field */
    function row(field) {
      const side = (/** @type {"theirs" | "mine"} */ whose, /** @type {Value_} */ value) =>
        h(
          "td",
          {},
          h(
            "label",
            { class: "whose" },
            h("input", {
              type: "radio",
              name: field,
              value: whose,
              checked: whose === "mine",
            }),
            h("span", { class: "unseen" }, words.word("conflict", whose)),
            h("span", { class: "prose" }, show(field, value)),
          ),
        );
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, label(field)),
        h("td", { class: "prose muted" }, show(field, base[field] ?? null)),
        side("theirs", theirs[field] ?? null),
        side("mine", mine[field] ?? null),
      );
    }

    /** @param {string} text @param {string[]} givenUp */
    function choose(text, givenUp) {
      return h("button", { type: "button", onclick: () => done(givenUp) }, text);
    }

    /** @param {SubmitEvent} event */
    function mix(event) {
      event.preventDefault();
      const chosen = new FormData(form);
      done(both.filter((field) => chosen.get(field) === "theirs"));
    }

    /** @param {string[]} givenUp */
    function done(givenUp) {
      settled = remaining(mine, theirs, givenUp);
      dialog.close();
    }

    function end() {
      dialog.remove();
      resolve(settled);
    }
  });
}
