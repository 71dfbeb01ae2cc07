// The heads of a list: pressed, they put it in their order; the lines between them can be moved.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { pressed, shares, shifted, sortOf } from "../model/heads.js";
import { icon } from "./icons.js";

/** `name` is what its width is kept by, and where `sorts`, what its order is called. @typedef {{name: string, label: string, kind?: string, sorts?: boolean}} Head */
/** @typedef {{now: () => string, choose: (order: string) => void}} Order */

const STEP = 1.5; // hundredths of the list, by an arrow key

/**
 * `cols` go before the table's head and `cells` into it. Widths are kept for whoever is signed in.
 * @param {{words: Words, me: Me, list: string, columns: Head[], order?: Order}} how
 */
export function heads({ words, me, list, columns, order }) {
  const { t } = words;
  const kept = inBrowser(`widths.${me.id}.${list}`, /** @type {Record<string, number>} */ ({}));
  const names = columns.map((each) => each.name);
  const cols = columns.map(() => h("col"));
  const cells = columns.map(cell);
  draw();
  const asKept = shares(kept.read(), names);
  if (asKept) share(asKept);

  /** @param {Head} column @param {number} place */
  function cell({ name, label, kind, sorts }, place) {
    const press = () => turn(name);
    const text =
      sorts && order
        ? h("button", { type: "button", class: "order", onclick: press }, label)
        : label;
    return h(
      "th",
      // Named by hand, or each cell would be read with the name of the line beside its head.
      { scope: "col", role: "columnheader", class: kind, "aria-label": label },
      // In the head behind it, which lies above the one before.
      place > 0 && line(columns[place - 1]?.label ?? "", place - 1),
      text,
    );
  }

  /** @param {string} name */
  function turn(name) {
    order?.choose(pressed(order.now(), name));
    draw();
  }

  /** Which column the list stands in the order of. */
  function draw() {
    for (const [place, cell] of cells.entries()) {
      mark(cell, sortOf(order?.now() ?? "", names[place] ?? ""));
    }
  }

  /** @param {Element} cell @param {ReturnType<typeof sortOf>} sort */
  function mark(cell, sort) {
    cell.querySelector(".order .icon")?.remove();
    if (!sort) return cell.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", sort);
    cell.querySelector(".order")?.append(icon(sort === "ascending" ? "up" : "down"));
  }

  /** The line behind a column. @param {string} label @param {number} place */
  function line(label, place) {
    /** @type {{x: number, width: number, from: number[]} | null} */
    let held = null;
    const grip = h("span", {
      class: "grip",
      role: "separator",
      tabindex: 0,
      "aria-orientation": "vertical",
      "aria-label": t("list.width", { name: label }),
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": Math.round(100 / columns.length),
      title: t("list.widthHint"),
      onpointerdown: hold,
      onpointermove: pull,
      onpointerup: drop,
      onpointercancel: drop,
      onkeydown: step,
      ondblclick: usual,
    });
    return grip;

    /** @param {PointerEvent} event */
    function hold(event) {
      event.preventDefault();
      grip.setPointerCapture?.(event.pointerId);
      grip.focus();
      held = { x: event.clientX, width: wholeWidth(), from: measured() };
    }

    /** @param {PointerEvent} event */
    function pull({ clientX }) {
      if (held?.width) share(shifted(held.from, place, ((clientX - held.x) * 100) / held.width));
    }

    function drop() {
      if (held) keep();
      held = null;
    }

    /** @param {KeyboardEvent} event */
    function step(event) {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      share(shifted(measured(), place, by));
      keep();
    }
  }

  const wholeWidth = () => cells.reduce((sum, cell) => sum + cell.offsetWidth, 0);

  /** How the columns share the width now. */
  function measured() {
    const told = cols.map((col) => Number.parseFloat(col.style.width));
    if (told.every((each) => each > 0)) return told;
    const width = wholeWidth();
    return cells.map((cell) => (width ? cell.offsetWidth / width : 1 / cells.length) * 100);
  }

  /** @param {number[]} parts of a hundred */
  function share(parts) {
    for (const [place, part] of parts.entries()) {
      const col = cols[place];
      if (col) col.style.width = `${part.toFixed(2)}%`;
      const grip = cells[place + 1]?.querySelector(".grip");
      grip?.setAttribute("aria-valuenow", String(Math.round(part)));
    }
  }

  function keep() {
    const now = measured();
    kept.write(Object.fromEntries(names.map((name, place) => [name, now[place] ?? 0])));
  }

  /** As their contents want it. */
  function usual() {
    kept.write(null);
    for (const col of cols) col.style.width = "";
  }

  return { cols, cells, usual };
}

/**
 * The order that stands in a list's address. `chosen` hears of another one.
 * @param {Context} context @param {string} usual @param {() => unknown} chosen @returns {Order}
 */
export function orderInAddress({ query, keep }, usual, chosen) {
  let now = query.get("order") ?? usual;
  return {
    now: () => now,
    choose(order) {
      now = order;
      const asked = new URLSearchParams(query);
      asked.delete("order");
      if (order !== usual) asked.set("order", order);
      const [path] = location.hash.split("?");
      keep(asked.size ? `${path}?${asked}` : `${path}`);
      chosen();
    },
  };
}
