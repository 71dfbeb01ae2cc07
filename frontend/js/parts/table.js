// Shows items as a table that turns into cards where the screen is narrow.

import { fill, h } from "../dom.js";
import { columnOf, inOrder } from "../model/heads.js";
import { heads } from "./heads.js";

/**
 * `name` is what the item calls it: such a column can put a whole list in its order.
 * @template T
 * @typedef {{label: string, cell: (item: T) => import("../dom.js").Child, kind?: string, name?: string}} Column
 */

/**
 * Whose list it is, and under which name its widths are kept; `order` where all of it is shown.
 * @typedef {{words: Words, me: Me, list: string, order?: import("./heads.js").Order}} Kept
 */

/**
 * A table with a name for screen readers. The roles are written out: cards would lose them.
 * @template T
 * @param {{caption: string, columns: Column<T>[], key: (item: T) => string | number, empty: string, kept?: Kept}} what
 */
export function table({ caption, columns, key, empty, kept }) {
  const head = kept ? heads({ ...kept, columns: named(columns) }) : plain(columns);
  const body = h("tbody", { role: "rowgroup" });
  const nothing = h("p", { class: "empty", hidden: true }, empty);
  const grid = h(
    "table",
    { role: "table", class: "table" },
    h("caption", { class: "unseen" }, caption),
    h("colgroup", {}, ...head.cols),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...head.cells)),
    body,
  );
  /** @type {T[]} */
  let items = [];

  /** @param {T} item */
  const row = (item) =>
    h(
      "tr",
      { role: "row" },
      ...columns.map(({ label, cell, kind }) =>
        h("td", { role: "cell", class: kind, "data-label": label }, h("div", {}, cell(item))),
      ),
    );

  function draw() {
    const order = kept?.order?.now() ?? "";
    const column = columns.find(({ name }) => name && name === columnOf(order));
    const value = (/** @type {T} */ item) => column && heldBy(item, column);
    const shown = column ? inOrder(items, order, value, kept?.words.code ?? "en") : items;
    fill(body, shown, key, row);
    grid.hidden = items.length === 0;
    nothing.hidden = items.length > 0;
  }

  return {
    element: h("div", { class: "table-frame" }, grid, nothing),
    draw,
    /** @param {T[]} now */
    show(now) {
      items = now;
      draw();
    },
  };
}

/** @template T @param {Column<T>[]} columns @returns {import("./heads.js").Head[]} */
const named = (columns) =>
  columns.map(({ label, kind, name }, place) => ({
    label,
    kind,
    name: name ?? String(place),
    sorts: Boolean(name),
  }));

/** @template T @param {Column<T>[]} columns */
const plain = (columns) => ({
  cols: [],
  cells: columns.map(({ label, kind }) =>
    h("th", { scope: "col", role: "columnheader", class: kind }, label),
  ),
});

/** What an item is put in order by: what it holds, or what is read of it. @template T @param {T} item @param {Column<T>} column */
function heldBy(item, { name = "", cell }) {
  const held = /** @type {Record<string, unknown>} */ (item)[name];
  if (held === null || held === undefined || typeof held !== "object") return held;
  const shown = cell(item);
  return shown instanceof Node ? shown.textContent : shown;
}
