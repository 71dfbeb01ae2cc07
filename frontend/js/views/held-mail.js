// Mail that is held because somebody wrote too much of it in an hour: let in, or thrown away.

import { every, fill, h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { ago } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @typedef {{id: string, address: string, subject: string, text: string, files: number, at: string, admitted_by: string | null}} Held */
/** @typedef {{address: string, count: number}} Sender */

/** A card that shows itself where something is held. @param {Context} context */
export function heldMail({ words, send, signal, tell }) {
  const { t } = words;
  const senders = h("ul", { class: "rows" });
  const grid = table({
    caption: t("held.title"),
    key: (each) => each.id,
    empty: t("held.none"),
    columns: [...columns(words), { label: t("records.do"), cell: acts, kind: "acts" }],
  });
  const list = pages({ words, show, ask: page });
  const element = h(
    "section",
    { class: "card", "aria-label": t("held.title"), hidden: true },
    h("h2", {}, t("held.title")),
    h("p", {}, t("held.what")),
    senders,
    grid.element,
    list.element,
  );
  every(15_000, list.refresh, signal);

  /** @param {Held[]} items */
  function show(items) {
    grid.show(items);
    element.hidden = items.length === 0;
  }

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Held>>} */
  async function page(after, limit) {
    const found = await send(`/held-mail?limit=${limit}${after ? `&after=${after}` : ""}`, {
      signal,
    });
    fill(senders, /** @type {Sender[]} */ (found.senders), (each) => each.address, sender);
    return found;
  }

  /** @param {Sender} each */
  function sender({ address, count }) {
    return h(
      "li",
      {},
      h("span", {}, t("held.count", { count, address })),
      buttons(
        address,
        [t("held.admitAll"), () => post("/held-mail/admissions", "held.admitted", { address })],
        [
          t("held.discardAll"),
          () => sure(() => post("/held-mail/removals", "held.discarded", { address })),
        ],
      ),
    );
  }

  /** @param {Held} each */
  function acts({ id, subject, admitted_by: by }) {
    if (by) return t("held.by", { by });
    return buttons(
      subject,
      [t("held.admit"), () => post(`/held-mail/${id}/admission`, "held.admitted")],
      [t("held.discard"), () => sure(() => drop(id))],
    );
  }

  /** @param {string} what @param {...[string, () => unknown]} deeds */
  const buttons = (what, ...deeds) =>
    h(
      "div",
      { class: "buttons" },
      ...deeds.map(([label, onclick]) =>
        h("button", { type: "button", "aria-label": `${label}: ${what}`, onclick }, label),
      ),
    );

  /** @param {string} path @param {import("../language.js").Key} done @param {object} [body] */
  async function post(path, done, body) {
    await send(path, { method: "POST", body, signal });
    tell(t(done));
    await list.refresh();
  }

  /** @param {string} id */
  async function drop(id) {
    await send(`/held-mail/${id}`, { method: "DELETE", signal });
    tell(t("held.discarded"));
    await list.refresh();
  }

  /** @param {() => Promise<unknown>} deed */
  function sure(deed) {
    const label = t("held.discard");
    ask({
      words,
      signal,
      title: label,
      text: t("held.discardWhat"),
      label,
      tone: "danger",
      send: deed,
    });
  }

  return element;
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Held>[]} */
const columns = (words) => [
  { label: words.t("held.at"), cell: (each) => ago(words, each.at) },
  { label: words.t("held.from"), cell: (each) => each.address },
  {
    label: words.t("held.mail"),
    cell: (each) =>
      h(
        "details",
        {},
        h("summary", {}, each.subject || words.t("held.untitled")),
        h("pre", { tabindex: "0", "aria-label": words.t("held.mail") }, each.text),
      ),
    kind: "main",
  },
  { label: words.t("held.files"), cell: (each) => words.number(each.files), kind: "amount" },
];
