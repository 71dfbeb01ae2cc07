// Shows items as a table that turns into cards where the screen is narrow.

import { fill, h } from "../dom.js";

/**
 * @template T
 * @typedef {{label: string, cell: (item: T) => import("../dom.js").Child, kind?: string}} Column
 */

/**
 * A table with a name for screen readers. The roles are written out: cards would lose them.
 * @template T
 * @param {{caption: string, columns: Column<T>[], key: (item: T) => string | number, empty: string}} what
 */
export function table({ caption, columns, key, empty }) {
  const head = columns.map(({ label, kind }) =>
    h("th", { scope: "col", role: "columnheader", class: kind }, label),
  );
  const body = h("tbody", { role: "rowgroup" });
  const nothing = h("p", { class: "empty", hidden: true }, empty);
  const grid = h(
    "table",
    { role: "table", class: "table" },
    h("caption", { class: "unseen" }, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...head)),
    body,
  );

  /** @param {T} item */
  const row = (item) =>
    h(
      "tr",
      { role: "row" },
      ...columns.map(({ label, cell, kind }) =>
        h("td", { role: "cell", class: kind, "data-label": label }, h("div", {}, cell(item))),
      ),
    );

  return {
    element: h("div", { class: "table-frame" }, grid, nothing),
    /** @param {T[]} items */
    show(items) {
      fill(body, items, key, row);
      grid.hidden = items.length === 0;
      nothing.hidden = items.length > 0;
    },
  };
}
