// The files of a ticket, and who reads each: colleagues, or the requester too.

import { every, fill, h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { dropZone, SCAN_TONES, ways } from "../parts/files.js";
import { dot } from "../parts/marks.js";

/** @param {Context} context */
export function attachments(context) {
  const { words, send, params, signal, tell } = context;
  const { t } = words;
  const path = `/tickets/${params.id}/attachments`;
  const list = h("ul", { class: "files" });
  const none = h("p", { class: "empty" }, t("files.none"));
  /** @type {HTMLInputElement} */
  const isPublic = h("input", { type: "checkbox" });
  const drop = dropZone({ words, signal, take: upload, after: refresh });
  const element = h(
    "section",
    { class: "card", "aria-label": t("side.files") },
    h("h2", {}, t("side.files")),
    drop.element,
    h("label", { class: "tick" }, isPublic, t("files.public")),
    drop.complaint,
    list,
    none,
  );
  every(15_000, refresh, signal);

  async function refresh() {
    /** @type {Attachment[]} */
    const files = await send(path, { signal });
    fill(list, files, (each) => each.id, row);
    none.hidden = files.length > 0;
  }

  /** @param {File} file */
  async function upload(file) {
    const form = new FormData();
    form.append("file", file);
    form.append("is_public", String(isPublic.checked));
    await send(path, { form, signal });
    tell(t("files.sent", { name: file.name }));
  }

  /** @param {Attachment} file */
  function row(file) {
    const { id, name, size, scan, is_public, added_by } = file;
    const view = h("div", { class: "file-view" });
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
      dot(words.word("scan", scan), SCAN_TONES[scan]),
      h(
        "div",
        { class: "buttons small" },
        ...ways(context, `${path}/${id}`, file, view),
        h("button", { type: "button", onclick: () => remove(file) }, t("files.remove")),
      ),
      view,
    );
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
