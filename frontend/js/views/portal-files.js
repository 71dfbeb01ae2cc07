// The files of one's own ticket: those one sent, and those the desk sent.

import { every, fill, h } from "../dom.js";
import { dropZone, SCAN_TONES, ways } from "../parts/files.js";
import { dot } from "../parts/marks.js";

/** @param {Context} context @param {string} path of the ticket */
export function wishFiles(context, path) {
  const { words, send, signal, tell } = context;
  const { t } = words;
  const list = h("ul", { class: "files" });
  const none = h("p", { class: "empty" }, t("files.none"));
  const drop = dropZone({ words, signal, take: upload, after: refresh });
  every(15_000, refresh, signal);

  async function refresh() {
    /** @type {Attachment[]} */
    const files = await send(`${path}/attachments`, { signal });
    fill(list, files, (each) => each.id, row);
    none.hidden = files.length > 0;
  }

  /** @param {File} file */
  async function upload(file) {
    const form = new FormData();
    form.append("file", file);
    await send(`${path}/attachments`, { form, signal });
    tell(t("files.sent", { name: file.name }));
  }

  /** @param {Attachment} file */
  function row(file) {
    const { id, name, size, scan } = file;
    const view = h("div", { class: "file-view" });
    return h(
      "li",
      {},
      h("b", {}, name),
      h("p", { class: "muted" }, words.bytes(size)),
      dot(words.word("scan", scan), SCAN_TONES[scan]),
      h("div", { class: "buttons small" }, ...ways(context, `${path}/attachments/${id}`, file, view)),
      view,
    );
  }

  return h(
    "section",
    { class: "card", "aria-label": t("portal.files") },
    h("h2", {}, t("portal.files")),
    list,
    none,
    drop.element,
    drop.complaint,
  );
}
