// Says something to the desk. What is typed is kept until it is sent.

import { oneTime } from "../api.js";
import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { failure } from "../parts/freshness.js";

/** @param {Context} context @param {string} path of the ticket @param {() => Promise<unknown>} sent */
export function answering({ words, send, params, signal }, path, sent) {
  const { t } = words;
  const kept = inBrowser(`answer.${params.id}`, "");
  let key = oneTime();
  const text = h("textarea", {
    id: "answer",
    rows: 3,
    maxlength: 20_000,
    oninput: keep,
    onkeydown: press,
  });
  text.value = kept.read();
  const wrong = h("p", { class: "complaint", role: "alert", hidden: true });
  const submit = h("button", { class: "primary" }, t("portal.answerSend"));
  const element = h(
    "form",
    { class: "answering", hidden: true, onsubmit: answer },
    h("label", { for: "answer" }, t("portal.answer")),
    text,
    wrong,
    h("div", { class: "buttons" }, submit),
  );
  return element;

  function keep() {
    key = oneTime(); // other words are another answer
    kept.write(text.value || null);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    element.requestSubmit();
  }

  /** @param {SubmitEvent} event */
  async function answer(event) {
    event.preventDefault();
    if (!text.value.trim() || submit.disabled) return text.focus();
    submit.disabled = true;
    wrong.hidden = true;
    try {
      await send(`${path}/comments`, { body: { text: text.value }, key, signal });
      text.value = "";
      keep();
      await sent();
    } catch (error) {
      wrong.textContent = failure(words, error);
      wrong.hidden = false;
    } finally {
      submit.disabled = false;
    }
  }
}
