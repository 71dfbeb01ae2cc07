// A line to speak for somebody on a call: words, and where the browser can, the microphone.

import { canHear, sentence } from "../phone/microphone.js";
import { h } from "../product.js";
import { icon } from "./icons.js";

/**
 * A form that says what is typed or spoken. `send` gets the words; `language` is that of the ear.
 * @param {{words: Words, send: (text: string) => Promise<void>, language: () => string, tell: Tell, signal: AbortSignal, label: string}} given
 */
export function sayForm({ words, send, language, tell, signal, label }) {
  const { t } = words;
  /** @type {AbortController | null} */
  let ear = null;
  const input = h("input", {
    class: "say-words",
    "data-first": true,
    name: "words",
    autocomplete: "off",
    maxlength: 1000,
    "aria-label": label,
    placeholder: label,
  });
  const microphone = h(
    "button",
    {
      type: "button",
      class: "round",
      "aria-pressed": "false",
      title: t("say.microphoneWhat"),
      onclick: listen,
    },
    icon("microphone"),
    h("span", { class: "unseen" }, t("say.microphone")),
  );
  const submit = h(
    "button",
    { class: "round send" },
    icon("send"),
    h("span", { class: "unseen" }, t("say.send")),
  );
  const element = h("form", { class: "say", onsubmit }, input, canHear() && microphone, submit);
  signal.addEventListener("abort", () => ear?.abort());

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const text = input.value.trim();
    input.value = "";
    input.focus();
    if (text) await send(text);
  }

  async function listen() {
    if (ear) return ear.abort();
    ear = new AbortController();
    microphone.setAttribute("aria-pressed", "true");
    try {
      const guess = (/** @type {string} */ heard) => {
        input.value = heard;
      };
      const text = await sentence({
        language: language(),
        guess,
        signal: ear.signal,
      });
      input.value = "";
      if (text) await send(text);
      else tell(t("say.nothing"));
    } catch (error) {
      tell(
        t("say.deaf", {
          why: error instanceof Error ? error.message : String(error),
        }),
      );
    } finally {
      ear = null;
      microphone.setAttribute("aria-pressed", "false");
    }
  }

  return { element, focus: () => input.focus() };
}
