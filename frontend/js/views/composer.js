// Writes to the requester or among colleagues, and never leaves a doubt which. What is typed is kept.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { failure } from "../parts/freshness.js";

/** @typedef {"comments" | "work-notes"} Kind */

/**
 * `ready` is an answer that was written beforehand, `writing` hears whether somebody is at it.
 * @param {{words: Words, draft?: string, say: (kind: Kind, text: string) => Promise<unknown>, extras?: Node[], writing?: (is: boolean) => void}} how
 */
export function composer({ words, draft = "composer", say, extras = [], writing = () => {} }) {
  const { t } = words;
  const kept = inBrowser(`draft.${draft}`, { kind: "work-notes", text: "" });
  const before = kept.read();
  const text = h("textarea", {
    id: "said",
    rows: 3,
    maxlength: 20_000,
    "aria-describedby": "who-reads",
    oninput: keep,
    onkeydown: press,
  });
  text.value = before.text;
  const reader = h("p", { id: "who-reads", class: "reader" });
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const submit = h("button", { class: "primary" });
  const kinds = h(
    "fieldset",
    { class: "kinds", onchange: turn },
    h("legend", {}, t("compose.kind")),
    kind("work-notes", before.kind !== "comments"),
    kind("comments", before.kind === "comments"),
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
    h("div", { class: "buttons" }, submit, ...extras),
  );
  turn();

  /** @param {Kind} value @param {boolean} checked */
  function kind(value, checked) {
    return h(
      "label",
      { class: `chip ${value}` },
      h("input", { type: "radio", name: "kind", value, checked }),
      t(`compose.${value}`),
    );
  }

  /** @returns {Kind} */
  function chosen() {
    return new FormData(element).get("kind") === "comments" ? "comments" : "work-notes";
  }

  function turn() {
    element.classList.toggle("comments", chosen() === "comments");
    reader.textContent = t(`compose.${chosen()}.reader`);
    submit.textContent = t(`compose.${chosen()}.send`);
    keep();
  }

  function keep() {
    kept.write(text.value ? { kind: chosen(), text: text.value } : null);
    writing(text.value.trim() !== "");
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    element.requestSubmit();
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
      text.value = "";
      pick("work-notes");
    } catch (error) {
      complaint.textContent = failure(words, error);
      complaint.hidden = false;
    } finally {
      submit.disabled = false;
    }
  }

  /** @param {Kind} value */
  function pick(value) {
    for (const each of element.querySelectorAll("input")) each.checked = each.value === value;
    turn();
  }

  return {
    element,
    /** Begin to write: what is typed already stays. @param {Kind} value @param {string} [words] */
    begin(value, words = "") {
      pick(value);
      if (words) text.value = text.value.trim() ? `${text.value.trim()}\n\n${words}` : words;
      keep();
      text.focus();
    },
  };
}
