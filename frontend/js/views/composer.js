// Writes to the requester or among colleagues, and never leaves a doubt which.

import { h } from "../dom.js";
import { failure } from "../parts/freshness.js";

/** @typedef {"comments" | "work-notes"} Kind */

/** @param {{words: Words, say: (kind: Kind, text: string) => Promise<void>}} how */
export function composer({ words, say }) {
  const { t } = words;
  const text = h("textarea", {
    id: "said",
    rows: 3,
    maxlength: 20_000,
    "aria-describedby": "who-reads",
  });
  const reader = h("p", { id: "who-reads", class: "reader" });
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const submit = h("button", { class: "primary" });
  const kinds = h(
    "fieldset",
    { class: "kinds", onchange: turn },
    h("legend", {}, t("compose.kind")),
    kind("work-notes", true),
    kind("comments", false),
  );
  const label = h("label", { for: "said" }, t("compose.text"));
  const element = h(
    "form",
    { class: "composer", onsubmit: send },
    kinds,
    label,
    text,
    reader,
    complaint,
    h("div", { class: "buttons" }, submit),
  );
  turn();
  return element;

  /** @param {Kind} value @param {boolean} checked */
  function kind(value, checked) {
    return h(
      "label",
      { class: `chip ${value}` },
      h("input", { type: "radio", name: "kind", value, checked }),
      t(`compose.${value}`),
    );
  }

  function chosen() {
    return new FormData(element).get("kind") === "comments" ? "comments" : "work-notes";
  }

  function turn() {
    element.classList.toggle("comments", chosen() === "comments");
    reader.textContent = t(`compose.${chosen()}.reader`);
    submit.textContent = t(`compose.${chosen()}.send`);
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (!text.value.trim() || submit.disabled) return text.focus();
    submit.disabled = true;
    complaint.hidden = true;
    try {
      await say(chosen(), text.value);
      element.reset(); // back to what colleagues read: a comment is sent on purpose each time
      turn();
    } catch (error) {
      complaint.textContent = failure(words, error);
      complaint.hidden = false;
    } finally {
      submit.disabled = false;
    }
  }
}
