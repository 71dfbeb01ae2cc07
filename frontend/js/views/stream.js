// The life of a ticket as a stream: what kinds of it, with which words, newest or oldest first.

import { fill, h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { pages } from "../parts/pages.js";
import { entry } from "./journal.js";

const KINDS = /** @type {const} */ (["comment", "work_note", "change"]);

/** @param {Context} context */
export function stream({ words, send, params, signal }) {
  const { t } = words;
  const kept = inBrowser("stream", { kinds: [...KINDS], isOldestFirst: false });
  const shown = kept.read();
  let sought = "";
  /** @type {Entry[]} */
  let entries = [];
  let isRead = false;
  const list = h("ol", { class: "journal" });
  const none = h("p", { class: "empty", hidden: true });
  /** @type {HTMLInputElement} */
  const search = h("input", {
    type: "search",
    "aria-label": t("stream.search"),
    placeholder: t("stream.search"),
    oninput: () => {
      sought = search.value.trim().toLowerCase();
      draw();
    },
  });
  const order = h("button", { type: "button", class: "quiet", onclick: turn });
  const boxes = KINDS.map((kind) => {
    /** @type {HTMLInputElement} */
    const box = h("input", {
      type: "checkbox",
      checked: shown.kinds.includes(kind),
      onchange: () => {
        shown.kinds = KINDS.filter((each) =>
          each === kind ? box.checked : shown.kinds.includes(each),
        );
        keep();
      },
    });
    return h("label", { class: "chip" }, box, words.word("entry", kind));
  });
  const list_ = pages({
    words,
    ask: page,
    show(items) {
      entries = items;
      isRead = true;
      draw();
    },
  });
  const element = h(
    "div",
    { class: "stream" },
    h(
      "div",
      { class: "stream-tools", role: "group", "aria-label": t("stream.show") },
      ...boxes,
      search,
      order,
    ),
    list,
    none,
    list_.element,
  );
  keep();

  function turn() {
    shown.isOldestFirst = !shown.isOldestFirst;
    keep();
  }

  function keep() {
    kept.write(shown);
    order.textContent = t(shown.isOldestFirst ? "stream.oldest" : "stream.newest");
    draw();
  }

  function draw() {
    const found = entries.filter((each) => shown.kinds.includes(each.kind) && holds(each, sought));
    const ordered = shown.isOldestFirst ? found.reverse() : found;
    none.hidden = found.length > 0 || !isRead;
    none.textContent = t(entries.length ? "stream.none" : "stream.nothing");
    fill(
      list,
      ordered.map((each) => ({ ...each, sought })),
      (each) => each.position,
      (each) => entry(words, each, each.sought),
    );
  }

  /** @param {string | null} before @param {number} limit @returns {Promise<Page<Entry>>} */
  function page(before, limit) {
    return send(
      `/tickets/${params.id}/journal?limit=${limit}${before ? `&before=${before}` : ""}`,
      { signal },
    );
  }

  return { element, refresh: list_.refresh };
}

/** @param {Entry} entry @param {string} sought */
const holds = ({ text, actor, changes }, sought) =>
  !sought ||
  [text, actor, ...changes.flatMap((each) => [each.old, each.new])].some((each) =>
    String(each ?? "")
      .toLowerCase()
      .includes(sought),
  );
