// The list of tickets; its filters stand in its address.

import { every, h } from "../dom.js";
import { asQuery, PRIORITIES, STATES, wanted } from "../model/tickets.js";
import { freshness } from "../parts/freshness.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { ticketColumns } from "./home.js";

/** @param {HTMLElement} root @param {Context} context */
export function tickets(root, { words, send, me, query, signal, keep, title }) {
  const { t } = words;
  const filters = wanted(query);
  const grid = table({
    caption: t("section.tickets"),
    key: (ticket) => ticket.id,
    empty: t("tickets.none"),
    columns: [
      ...ticketColumns(words),
      { label: t("ticket.requester"), cell: (ticket) => ticket.requester_name },
    ],
  });
  const list = pages({ words, ask: page, show: grid.show });
  const fresh = freshness(words);
  title(t("section.tickets"));
  root.replaceChildren(
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("section.tickets")),
      fresh.element,
      h("a", { class: "button primary", href: "#/tickets/new" }, t("tickets.new")),
    ),
    h(
      "div",
      { class: "filters" },
      group(
        t("ticket.state"),
        STATES.map((each) =>
          chip(t(`ticketState.${each}`), filters.state.includes(each), (isOn) =>
            toggle(filters.state, each, isOn),
          ),
        ),
      ),
      group(
        t("ticket.priority"),
        PRIORITIES.map((each) =>
          chip(words.word("priority", each), filters.priority.includes(each), (isOn) =>
            toggle(filters.priority, each, isOn),
          ),
        ),
      ),
      group(t("ticket.assignee"), [
        chip(t("tickets.mine"), filters.assignee === me.name, (isOn) => {
          filters.assignee = isOn ? me.name : null;
        }),
      ]),
    ),
    grid.element,
    list.element,
  );
  every(8_000, list.refresh, signal, fresh.told);

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Heading>>} */
  function page(after, limit) {
    const asked = asQuery(filters);
    asked.set("limit", String(limit));
    if (after) asked.set("after", after);
    return send(`/tickets?${asked}`, { signal });
  }

  /** @param {string} text @param {boolean} isOn @param {(isOn: boolean) => void} turn */
  function chip(text, isOn, turn) {
    const box = h("input", { type: "checkbox", checked: isOn, onchange: changed });
    return h("label", { class: "chip" }, box, text);

    function changed() {
      turn(box.checked);
      keep(`#/tickets?${asQuery(filters)}`);
      list.refresh().catch(fresh.told);
    }
  }
}

/** @template T @param {T[]} chosen @param {T} each @param {boolean} isOn */
function toggle(chosen, each, isOn) {
  if (isOn) chosen.push(each);
  else chosen.splice(chosen.indexOf(each), 1);
}

/** @param {string} name @param {Node[]} chips */
const group = (name, chips) => h("fieldset", {}, h("legend", {}, name), ...chips);
