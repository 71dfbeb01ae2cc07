// Files on their way in and out: chosen, dropped or pasted; fetched to be kept or looked at.

import { h } from "../dom.js";
import { failure } from "./freshness.js";

const MOST = 20 * 1024 * 1024;

let made = 0;

/**
 * Where files are chosen, dropped, or pasted as a picture of the screen. What is too large is told at once.
 * @param {{words: Words, signal: AbortSignal, take: (file: File) => Promise<unknown> | unknown, after?: () => unknown}} how
 */
export function dropZone({ words, signal, take, after = () => {} }) {
  const { t } = words;
  const id = `files-chosen-${++made}`;
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  /** @type {HTMLInputElement} */
  const chosen = h("input", {
    type: "file",
    multiple: true,
    id,
    class: "unseen",
    onchange: () => takeAll([...(chosen.files ?? [])]),
  });
  const drop = h(
    "div",
    { class: "drop", ondragover: over, ondragleave: away, ondrop: dropped },
    h("label", { for: id, class: "button" }, t("files.choose")),
    chosen,
    h("span", { class: "muted" }, t("files.how")),
  );
  document.addEventListener("paste", pasted, { signal });

  /** @param {DragEvent} event */
  function over(event) {
    event.preventDefault();
    drop.classList.add("over");
  }

  function away() {
    drop.classList.remove("over");
  }

  /** @param {DragEvent} event */
  function dropped(event) {
    event.preventDefault();
    away();
    takeAll([...(event.dataTransfer?.files ?? [])]);
  }

  /** Words that are pasted go where they were meant to. @param {ClipboardEvent} event */
  function pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) takeAll(files);
  }

  /** @param {File[]} files */
  async function takeAll(files) {
    complaint.hidden = true;
    for (const file of files) {
      if (file.size > MOST) complain(t("files.tooLarge", { name: file.name }));
      else await taken(file).catch((error) => complain(`${file.name}: ${failure(words, error)}`));
    }
    chosen.value = "";
    await after();
  }

  /** @param {File} file */
  async function taken(file) {
    await take(file);
  }

  /** @param {string} text */
  function complain(text) {
    complaint.textContent = text;
    complaint.hidden = false;
  }

  return { element: drop, complaint };
}

/**
 * Download a file, or look at it here. `view` is where a picture or a sound is shown.
 * @param {Pick<Context, "words" | "send" | "signal" | "tell">} context
 * @param {string} path its address, `/content` excluded
 * @param {{name: string, media_type: string}} file @param {HTMLElement} view
 */
export function ways({ words, send, signal, tell }, path, { name, media_type }, view) {
  const { t } = words;
  const isSeen = media_type.startsWith("image/") || media_type.startsWith("audio/");
  return [
    button(t("files.download"), () =>
      fetched((address) => h("a", { href: address, download: name }).click()),
    ),
    isSeen && button(t("files.look"), () => fetched(look)),
  ];

  /** @param {(address: string) => void} then */
  async function fetched(then) {
    try {
      const address = URL.createObjectURL(await send(`${path}/content`, { signal }));
      then(address);
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** @param {string} address */
  function look(address) {
    const shown = media_type.startsWith("image/")
      ? h("img", { src: address, alt: name })
      : h("audio", { src: address, controls: true });
    view.replaceChildren(shown);
  }
}

/** What a scan is worth, as a tone. @type {Record<Attachment["scan"], string>} */
export const SCAN_TONES = {
  pending: "quiet",
  clean: "good",
  infected: "bad",
  blocked: "bad",
};

/** @param {string} text @param {() => unknown} onclick */
const button = (text, onclick) => h("button", { type: "button", onclick }, text);
