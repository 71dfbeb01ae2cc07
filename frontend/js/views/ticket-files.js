// The files of a ticket: chosen, dropped or pasted; what may be is said before anything is sent.

import { every, fill, h } from "../dom.js";
import { failure } from "../parts/freshness.js";
import { dot } from "../parts/marks.js";
import { ask } from "../parts/dialog.js";

const MOST = 20 * 1024 * 1024;

/** What a scan is worth, as a tone. @type {Record<Attachment["scan"], string>} */
const TONES = {
  pending: "quiet",
  clean: "good",
  infected: "bad",
  blocked: "bad",
};

/** @param {Context} context */
export function attachments({ words, send, params, signal, tell }) {
  const { t } = words;
  const path = `/tickets/${params.id}/attachments`;
  const list = h("ul", { class: "files" });
  const none = h("p", { class: "empty" }, t("files.none"));
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  /** @type {HTMLInputElement} */
  const chosen = h("input", {
    type: "file",
    multiple: true,
    id: "files-chosen",
    class: "unseen",
    onchange: () => take([...(chosen.files ?? [])]),
  });
  /** @type {HTMLInputElement} */
  const isPublic = h("input", { type: "checkbox" });
  const drop = h(
    "div",
    { class: "drop", ondragover: over, ondragleave: away, ondrop: dropped },
    h("label", { for: "files-chosen", class: "button" }, t("files.choose")),
    chosen,
    h("span", { class: "muted" }, t("files.how")),
  );
  const element = h(
    "section",
    { class: "card", "aria-label": t("side.files") },
    h("h2", {}, t("side.files")),
    drop,
    h("label", { class: "tick" }, isPublic, t("files.public")),
    complaint,
    list,
    none,
  );
  document.addEventListener("paste", pasted, { signal });
  every(15_000, refresh, signal);

  async function refresh() {
    /** @type {Attachment[]} */
    const files = await send(path, { signal });
    fill(list, files, (each) => each.id, row);
    none.hidden = files.length > 0;
  }

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
    take([...(event.dataTransfer?.files ?? [])]);
  }

  /** A picture of the screen. Words that are pasted go where they were meant to. @param {ClipboardEvent} event */
  function pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) take(files);
  }

  /** @param {File[]} files */
  async function take(files) {
    complaint.hidden = true;
    for (const file of files) {
      if (file.size > MOST) complain(t("files.tooLarge", { name: file.name }));
      else await upload(file).catch((error) => complain(`${file.name}: ${failure(words, error)}`));
    }
    chosen.value = "";
    await refresh();
  }

  /** @param {File} file */
  async function upload(file) {
    const form = new FormData();
    form.append("file", file);
    form.append("is_public", String(isPublic.checked));
    await send(path, { form, signal });
    tell(t("files.sent", { name: file.name }));
  }

  /** @param {string} text */
  function complain(text) {
    complaint.textContent = text;
    complaint.hidden = false;
  }

  /** @param {Attachment} file */
  function row(file) {
    const { id, name, size, scan, is_public, added_by, media_type } = file;
    const view = h("div", { class: "file-view" });
    const isSeen = media_type.startsWith("image/") || media_type.startsWith("audio/");
    return h(
      "li",
      {},
      h("b", {}, name),
      h(
        "p",
        { class: "muted" },
        `${words.bytes(size)} · ${added_by} · `,
        words.word("fileFor", is_public ? "all" : "desk"),
      ),
      dot(words.word("scan", scan), TONES[scan]),
      h(
        "div",
        { class: "buttons small" },
        button(t("files.download"), () =>
          fetched(id, (address) => h("a", { href: address, download: name }).click()),
        ),
        isSeen &&
          button(t("files.look"), () =>
            fetched(id, (address) => look(view, media_type, address, name)),
          ),
        button(t("files.remove"), () => remove(file)),
      ),
      view,
    );
  }

  /** @param {string} text @param {() => unknown} onclick */
  const button = (text, onclick) => h("button", { type: "button", onclick }, text);

  /** @param {string} id @param {(address: string) => void} then */
  async function fetched(id, then) {
    try {
      const address = URL.createObjectURL(await send(`${path}/${id}/content`, { signal }));
      then(address);
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** @param {HTMLElement} view @param {string} type @param {string} address @param {string} name */
  function look(view, type, address, name) {
    const shown = type.startsWith("image/")
      ? h("img", { src: address, alt: name })
      : h("audio", { src: address, controls: true });
    view.replaceChildren(shown);
  }

  /** @param {Attachment} file */
  function remove({ id, name }) {
    ask({
      words,
      signal,
      title: t("files.removeTitle"),
      text: t("files.removeWhat", { name }),
      label: t("files.remove"),
      tone: "danger",
      send: async () => {
        await send(`${path}/${id}`, { method: "DELETE", signal });
        await refresh();
      },
    });
  }

  return { element };
}
