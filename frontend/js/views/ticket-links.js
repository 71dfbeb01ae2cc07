// How a ticket belongs to others: related, child, duplicate, cause; merged into one; split off.

import { every, fill, h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { icon } from "../parts/icons.js";
import { state } from "../parts/marks.js";

const KINDS = ["related", "child_of", "duplicate_of", "caused_by"];

/** @param {Context} context @param {(name: string, many: number) => void} count */
export function ticketLinks({ words, send, params, signal, tell, go }, count) {
  const { t } = words;
  const path = `/tickets/${params.id}`;
  /** @type {Ticket | null} */
  let now = null;
  const list = h("ul", { class: "links" });
  const none = h("p", { class: "empty" }, t("links.none"));
  const element = h(
    "div",
    { class: "related-part" },
    list,
    none,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", onclick: link }, t("links.add")),
      h("button", { type: "button", onclick: merge }, t("links.merge")),
      h("button", { type: "button", onclick: split }, t("links.split")),
    ),
  );
  every(20_000, refresh, signal);

  async function refresh() {
    /** @type {Linked[]} */
    const links = await send(`${path}/links`, { signal });
    fill(list, links, (each) => each.id, row);
    none.hidden = links.length > 0;
    count("links", links.length);
  }

  /** @param {Linked} each */
  function row({ id, kind, inward, ticket }) {
    const label = t("links.drop", { number: ticket.number });
    return h(
      "li",
      {},
      h("span", { class: "muted" }, words.word(inward ? "linkInward" : "link", kind)),
      h("a", { href: `#/tickets/${ticket.id}` }, ticket.number),
      h("span", { class: "grow" }, ticket.title),
      state(words, "ticketState", ticket.state),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": label,
          title: label,
          onclick: () => drop(id),
        },
        icon("close"),
      ),
    );
  }

  /** @param {string} id */
  async function drop(id) {
    try {
      await send(`${path}/links/${id}`, { method: "DELETE", signal });
    } catch (error) {
      tell(failure(words, error));
    }
    await refresh();
  }

  function link() {
    ask({
      words,
      signal,
      title: t("links.add"),
      label: t("links.add"),
      fields: [
        {
          name: "kind",
          label: t("links.kind"),
          kind: "select",
          options: KINDS.map((each) => [each, words.word("link", each)]),
        },
        numberField(),
        {
          name: "with_parent",
          label: t("links.withParent"),
          kind: "select",
          hint: t("links.withParentHint"),
          options: [
            ["propose", t("withParent.propose")],
            ["resolve", t("withParent.resolve")],
          ],
        },
      ],
      send: async (data) => {
        const { kind, number = "", with_parent } = filledIn(data);
        const other = await found(number);
        const way = kind === "child_of" ? { with_parent } : {};
        await send(`${path}/links`, {
          body: { kind, other_id: other.id, ...way },
          signal,
        });
        tell(t("links.made", { number: other.number }));
        await refresh();
      },
    });
  }

  function merge() {
    ask({
      words,
      signal,
      title: t("links.merge"),
      text: t("links.mergeWhat"),
      label: t("links.mergeIt"),
      fields: [numberField()],
      send: async (data) => {
        const other = await found(filledIn(data).number ?? "");
        const seen = now?.version;
        const merged = await send(`${path}/merge`, {
          method: "PUT",
          body: { into_id: other.id },
          seen,
          signal,
        });
        go(`#/tickets/${other.id}`);
        tell(t("links.merged", { number: other.number }), {
          label: t("toast.undo"),
          run: async () => {
            await send(`${path}/merge`, {
              method: "DELETE",
              seen: merged.version,
            });
            go(`#${path}`);
          },
        });
      },
    });
  }

  function split() {
    ask({
      words,
      signal,
      title: t("links.split"),
      text: t("links.splitWhat"),
      label: t("links.splitIt"),
      fields: [
        {
          name: "title",
          label: t("ticket.title"),
          required: true,
          maxlength: 200,
          wide: true,
        },
      ],
      send: async (data) => {
        const body = { title: filledIn(data).title, positions: [] };
        const made = await send(`${path}/splits`, {
          body,
          key: crypto.randomUUID(),
          signal,
        });
        tell(t("tickets.opened", { number: made.number }));
        go(`#/tickets/${made.id}`);
      },
    });
  }

  /** @returns {import("../parts/form.js").Field} */
  function numberField() {
    return {
      name: "number",
      label: t("ticket.number"),
      required: true,
      maxlength: 20,
      hint: t("links.numberHint"),
    };
  }

  /** @param {string} typed @returns {Promise<Heading>} */
  async function found(typed) {
    const q = `number=${typed.trim()}`;
    const { items } = await send(`/tickets?${new URLSearchParams({ q, limit: "1" })}`, { signal });
    if (!items[0]) throw new Error(t("links.unknown", { number: typed }));
    return items[0];
  }

  return {
    element,
    /** @param {Ticket} ticket */
    show(ticket) {
      now = ticket;
    },
  };
}
