// Tickets like this one: how they ended, their solution to use again, and that they are not alike after all.

import { every, fill, h } from "../dom.js";
import { failure } from "../parts/freshness.js";
import { state } from "../parts/marks.js";

/** @param {Context} context @param {import("./ticket-side.js").On["use"]} use */
export function similar({ words, send, params, signal, tell }, use) {
  const { t } = words;
  const path = `/tickets/${params.id}`;
  const list = h("ul", { class: "similar" });
  const none = h("p", { class: "empty", hidden: true }, t("ticket.noneSimilar"));
  const by = h("p", { class: "muted" });
  const element = h(
    "section",
    { class: "card", "aria-label": t("ticket.similar") },
    h("h2", {}, t("ticket.similar")),
    list,
    none,
    by,
  );
  every(() => (none.hidden ? 20_000 : 4_000), refresh, signal); // a new ticket is soon known

  async function refresh() {
    const found = await send(`${path}/similar?limit=5`, { signal });
    fill(list, found.items, (/** @type {Similar} */ each) => each.id, row);
    none.hidden = found.items.length > 0;
    by.textContent = found.served_by ? words.word("servedBy", found.served_by) : "";
  }

  /** @param {Similar} each */
  function row(each) {
    const { id, number, title, resolution_code, resolution_notes, used } = each;
    return h(
      "li",
      {},
      h(
        "div",
        { class: "similar-head" },
        h("a", { href: `#/tickets/${id}` }, number),
        state(words, "ticketState", each.state),
      ),
      h("p", {}, title),
      resolution_notes && h("p", { class: "prose solved" }, resolution_notes),
      used > 0 && h("p", { class: "muted" }, t("similar.used", { count: used })),
      h(
        "div",
        { class: "buttons small" },
        resolution_notes &&
          act(t("similar.use"), () =>
            use({
              code: resolution_code,
              notes: resolution_notes,
              taken_from: id,
            }),
          ),
        act(t("similar.link"), () => link(each)),
        act(t("similar.not"), () => tellApart(each)),
      ),
    );
  }

  /** @param {string} text @param {() => unknown} onclick */
  const act = (text, onclick) => h("button", { type: "button", onclick }, text);

  /** @param {Similar} other */
  async function tellApart({ id, number }) {
    await trying(async () => {
      await send(`${path}/dissimilar/${id}`, { method: "PUT", signal });
      await refresh();
      tell(t("similar.apart", { number }), {
        label: t("toast.undo"),
        run: () => again(id),
      });
    });
  }

  /** @param {string} id */
  function again(id) {
    return trying(async () => {
      await send(`${path}/dissimilar/${id}`, { method: "DELETE", signal });
      await refresh();
    });
  }

  /** @param {Similar} other */
  function link({ id, number }) {
    return trying(async () => {
      await send(`${path}/links`, {
        body: { kind: "related", other_id: id },
        signal,
      });
      tell(t("links.made", { number }));
    });
  }

  /** @param {() => Promise<unknown>} what */
  async function trying(what) {
    try {
      await what();
    } catch (error) {
      tell(failure(words, error));
    }
  }

  return { element };
}
