// The list of tickets as a table: rows to choose, cells to filter by and to change in place.

import { fill, h } from "../dom.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { ago, priority, state } from "../parts/marks.js";
import { contextMenu } from "../parts/context-menu.js";
import { heads } from "../parts/heads.js";
import { icon } from "../parts/icons.js";
import { sorts } from "../model/list-columns.js";
import { CHANGEABLE } from "./inline-edit.js";

/** @typedef {import("../model/list-columns.js").Column} Column */

/**
 * @param {{words: Words, me: Me, columns: Column[], order: import("../parts/heads.js").Order, filter: (field: string, value: string | number | null, shown: boolean) => void, edit: (ticket: Heading, field: string, cell: HTMLElement) => void, chosen: () => void}} how
 */
export function ticketTable({ words, me, columns, order, filter, edit, chosen }) {
  const { t } = words;
  /** @type {Set<string>} */
  const picked = new Set();
  /** @type {Heading[]} */
  let items = [];
  /** @type {HTMLInputElement} */
  const all = h("input", {
    type: "checkbox",
    "aria-label": t("list.pickAll"),
    onchange: () => pick(all.checked ? items.map((each) => each.id) : []),
  });
  const head = heads({
    words,
    me,
    list: "tickets",
    order,
    columns: columns.map((name) => ({
      name,
      label: fieldName(words, name),
      sorts: sorts(name),
    })),
  });
  const body = h("tbody", { role: "rowgroup" });
  const nothing = h("p", { class: "empty", hidden: true }, t("tickets.none"));
  const grid = h(
    "table",
    { role: "table", class: "table list" },
    h("caption", { class: "unseen" }, t("section.tickets")),
    h("colgroup", {}, h("col", { class: "pick" }), ...head.cols),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        h("th", { scope: "col", role: "columnheader", class: "pick" }, all),
        ...head.cells,
      ),
    ),
    body,
  );
  const element = h("div", { class: "table-frame" }, grid, nothing);

  /** @param {Heading} ticket */
  function row(ticket) {
    const box = h("input", {
      type: "checkbox",
      checked: picked.has(ticket.id),
      "aria-label": t("list.pick", { number: ticket.number }),
      onchange: () => turn(ticket.id),
    });
    return h(
      "tr",
      { role: "row", "data-id": ticket.id },
      h("td", { role: "cell", class: "pick", "data-label": "" }, h("div", {}, box)),
      ...columns.map((column) => cell(ticket, column)),
    );
  }

  /** @param {Heading} ticket @param {Column} column */
  function cell(ticket, column) {
    const inside = h("div", {}, shown(words, ticket, column));
    const may = CHANGEABLE.includes(column);
    if (may) inside.append(pencil(ticket, column, inside));
    return h(
      "td",
      {
        role: "cell",
        class: KINDS[column],
        "data-label": fieldName(words, column),
        oncontextmenu: (/** @type {MouseEvent} */ event) => offer(event, ticket, column),
        ...(may ? { ondblclick: () => edit(ticket, column, inside) } : {}),
      },
      inside,
    );
  }

  /** @param {Heading} ticket @param {Column} column @param {HTMLElement} inside */
  function pencil(ticket, column, inside) {
    const label = t("list.change", {
      field: fieldName(words, column),
      number: ticket.number,
    });
    return h(
      "button",
      {
        type: "button",
        class: "pencil",
        "aria-label": label,
        title: label,
        onclick: () => edit(ticket, column, inside),
      },
      icon("pencil"),
    );
  }

  /** @param {MouseEvent} event @param {Heading} ticket @param {Column} column */
  function offer(event, ticket, column) {
    event.preventDefault();
    const value = ticket[column];
    const isTime = column.endsWith("_at");
    const what = valueSaid(words, column, value);
    contextMenu({
      x: event.clientX,
      y: event.clientY,
      label: what,
      items: [
        {
          label: t(isTime ? "list.showAfter" : "list.showMatching"),
          run: () => filter(column, value, true),
        },
        {
          label: t(isTime ? "list.showBefore" : "list.filterOut"),
          run: () => filter(column, value, false),
        },
        {
          label: t("list.openBeside"),
          run: () => globalThis.open(`#/tickets/${ticket.id}`, "_blank", "noopener"),
        },
        {
          label: t("list.copy"),
          run: () => navigator.clipboard?.writeText(String(value ?? "")),
        },
      ],
    });
  }

  /** @param {string} id */
  function turn(id) {
    if (!picked.delete(id)) picked.add(id);
    pick([...picked]);
  }

  /** @param {Iterable<string>} ids */
  function pick(ids) {
    const now = new Set(ids);
    picked.clear();
    for (const id of now) picked.add(id);
    for (const line of body.children) {
      const is = picked.has(/** @type {HTMLElement} */ (line).dataset.id ?? "");
      line.classList.toggle("picked", is);
      const box = line.querySelector("input");
      if (box) box.checked = is;
    }
    all.checked = items.length > 0 && items.every((each) => picked.has(each.id));
    all.indeterminate = picked.size > 0 && !all.checked;
    chosen();
  }

  /** The row that has the focus, or none. */
  const at = () =>
    /** @type {HTMLElement | null} */ (document.activeElement?.closest?.("tr[data-id]") ?? null);

  return {
    element,
    usualWidths: head.usual,
    picked: () => [...picked],
    pick,
    /** @param {Heading[]} now */
    show(now) {
      items = now;
      fill(body, items, (each) => each.id, row);
      grid.hidden = items.length === 0;
      nothing.hidden = items.length > 0;
      pick(picked);
    },
    /** To the next row or the one before, for keys. @param {number} step */
    step(step) {
      const rows = [...body.children];
      const from = at();
      const place = from ? rows.indexOf(from) + step : 0;
      const to = rows[Math.max(0, Math.min(rows.length - 1, place))];
      /** @type {HTMLElement | null | undefined} */ (to?.querySelector("a"))?.focus();
    },
    /** The ticket whose row has the focus. */
    here: () => items.find((each) => each.id === at()?.dataset.id) ?? null,
    turn,
  };
}

/** @type {Partial<Record<Column, string>>} */
const KINDS = { number: "number", title: "main" };

/** @param {Words} words @param {Heading} ticket @param {Column} column @returns {import("../dom.js").Child} */
function shown(words, ticket, column) {
  switch (column) {
    case "number":
      return h("a", { href: `#/tickets/${ticket.id}` }, ticket.number);
    case "title":
      return h("span", {}, ticket.title);
    case "state":
      return state(words, "ticketState", ticket.state);
    case "priority":
      return priority(words, ticket.priority);
    case "opened_at":
    case "updated_at":
      return ago(words, ticket[column]);
    case "assignee":
      return ticket.assignee ?? h("span", { class: "muted" }, words.t("ticket.nobody"));
    default:
      return h("span", {}, valueSaid(words, column, ticket[column]));
  }
}
