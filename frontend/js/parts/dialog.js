// Asks something in a dialog before anything is done.

import { h } from "../dom.js";
import { form } from "./form.js";

/**
 * A dialog with a form. It closes once `send` succeeded, and gives the focus back.
 * @param {{words: Words, title: string, text?: string, fields?: import("./form.js").Field[], label: string, tone?: string, signal: AbortSignal, send: (data: FormData) => Promise<unknown>}} what
 */
export function ask({ words, title, text, fields = [], label, tone, signal, send }) {
  const asked = form({ words, fields, label, tone, cancel: () => dialog.close(), send: sent });
  const heading = h("h2", { id: "dialog-title" }, title);
  /** @type {HTMLDialogElement} */
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title", onclose: () => dialog.remove() },
    heading,
    text && h("p", {}, text),
    asked.element,
  );

  /** @param {FormData} data */
  async function sent(data) {
    await send(data);
    dialog.close();
  }

  document.body.append(dialog);
  signal.addEventListener("abort", () => dialog.close(), { once: true });
  dialog.showModal();
}
