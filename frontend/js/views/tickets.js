// The list of tickets; its conditions stand in its address.

import { every, h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { like, lineOf, listAddress, narrowed, preset, read, written } from "../model/conditions.js";
import { chosen, NEWEST_FIRST } from "../model/list-columns.js";
import { breadcrumbs } from "../parts/breadcrumbs.js";
import { conditionBuilder } from "../parts/condition-builder.js";
import { freshness, failure } from "../parts/freshness.js";
import { orderInAddress } from "../parts/heads.js";
import { icon } from "../parts/icons.js";
import { pages } from "../parts/pages.js";
import { columnChooser } from "./list-chooser.js";
import { changed, editInline } from "./inline-edit.js";
import { bulk } from "./list-bulk.js";
import { listViews } from "./list-views.js";
import { ticketTable } from "./ticket-table.js";

/** @param {HTMLElement} root @param {Context} context */
export function tickets(root, context) {
  const { words, send, me, query, signal, go, tell, title, keys } = context;
  const { t } = words;
  const line = lineOf(query);
  const conditions = read(line);
  const columns = inBrowser("columns", /** @type {string[]} */ ([]));
  const count = h("span", { class: "badge big" });
  const fresh = freshness(words);
  const order = orderInAddress(context, NEWEST_FIRST, reordered);
  const views = listViews(context, line, shownOrder);
  let path = breadcrumbs(words, conditions, shownOrder());
  let grid = table();
  const frame = h("div", { class: "list-body" }, grid.element);
  const list = pages({ words, ask: page, show: (items) => grid.show(items) });
  const many = bulk(context, {
    picked: () => grid.picked(),
    everything,
    done: refresh,
    clear: () => grid.pick([]),
  });
  const builder = conditionBuilder({
    words,
    conditions,
    run: (now) => go(listAddress(written(now), shownOrder())),
    keep: (now) => views.keep(written(now), order.now()),
  });
  const conditionsBox = h("div", { class: "card builder-card", hidden: true }, builder.element);
  const chooser = columnChooser({
    words,
    chosen: chosen(columns.read()),
    choose,
    usual: () => grid.usualWidths(),
  });
  title(t("section.tickets"));
  root.classList.add("list-screen");
  root.replaceChildren(
    views.element,
    h(
      "div",
      { class: "list-main" },
      h(
        "div",
        { class: "head" },
        h("h1", {}, t("section.tickets"), " ", count),
        tool("filter", t("list.conditions"), showBuilder),
        chooser,
        tool("download", t("list.export"), download),
        h("a", { class: "button primary", href: newAddress() }, t("tickets.new")),
      ),
      h("div", { class: "list-path" }, path, fresh.element),
      conditionsBox,
      many.element,
      frame,
      list.element,
    ),
  );
  every(5_000, refresh, signal, fresh.told);
  every(30_000, counted, signal);
  keys([
    {
      keys: "j",
      label: t("list.next"),
      group: "page",
      run: () => grid.step(1),
    },
    {
      keys: "k",
      label: t("list.before"),
      group: "page",
      run: () => grid.step(-1),
    },
    {
      keys: "x",
      label: t("list.pickKey"),
      group: "page",
      run: () => turnHere(),
    },
    {
      keys: "e",
      label: t("move.assign"),
      group: "page",
      run: () => assignHere(),
    },
    { keys: "c", label: t("list.conditions"), group: "page", run: showBuilder },
    {
      keys: "alt+shift+r",
      label: t("list.refresh"),
      group: "page",
      run: refresh,
    },
  ]);

  function table() {
    return ticketTable({
      words,
      me,
      columns: chosen(columns.read()),
      order,
      filter: (field, value, shown) =>
        go(listAddress(written(narrowed(conditions, like(field, value, shown))), shownOrder())),
      edit: (ticket, field, cell) =>
        editInline(context, ticket, field, cell, refresh).catch(fresh.told),
      chosen: () => many?.show(),
    });
  }

  /** @param {import("../parts/icons.js").Icon} name @param {string} label @param {() => unknown} onclick */
  function tool(name, label, onclick) {
    return h("button", { type: "button", onclick }, icon(name), h("span", {}, label));
  }

  /** @param {import("../model/list-columns.js").Column[]} now */
  function choose(now) {
    columns.write(now);
    const picked = grid.picked();
    grid = table();
    frame.replaceChildren(grid.element);
    grid.pick(picked);
    refresh();
  }

  /** The order, where it is not the usual one. */
  function shownOrder() {
    return order.now() === NEWEST_FIRST ? "" : order.now();
  }

  function reordered() {
    const before = path;
    path = breadcrumbs(words, conditions, shownOrder());
    before.replaceWith(path);
    views.mark();
    list.again().catch(fresh.told);
  }

  function showBuilder() {
    conditionsBox.hidden = !conditionsBox.hidden;
    if (!conditionsBox.hidden) conditionsBox.querySelector("select")?.focus();
  }

  /** A row that is being changed is left alone. */
  async function refresh() {
    if (!frame.querySelector(".inline-edit")) await list.refresh();
  }

  async function counted() {
    const found = await send(`/tickets/count?${new URLSearchParams(line ? { q: line } : {})}`, {
      signal,
    });
    count.textContent = words.number(found.count) + (found.more ? "+" : "");
  }

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Heading>>} */
  function page(after, limit) {
    const asked = new URLSearchParams({ limit: String(limit) });
    if (line) asked.set("q", line);
    if (shownOrder()) asked.set("order", order.now());
    if (after) asked.set("after", after);
    return send(`/tickets?${asked}`, { signal });
  }

  /** Every ticket of the list, up to what one job takes. */
  async function everything() {
    /** @type {string[]} */
    const ids = [];
    /** @type {string | null} */
    let after = null;
    do {
      /** @type {Page<Heading>} */
      const found = await page(after, 200);
      ids.push(...found.items.map((each) => each.id));
      after = found.next === null ? null : String(found.next);
    } while (after && ids.length < 1000);
    return ids;
  }

  function turnHere() {
    const ticket = grid.here();
    if (ticket) grid.turn(ticket.id);
  }

  async function assignHere() {
    const ticket = grid.here();
    if (!ticket) return;
    try {
      const whole = await send(`/tickets/${ticket.id}`, { signal });
      await changed(context, whole, { assignee: me.name }, refresh);
    } catch (error) {
      tell(failure(words, error));
    }
    refresh();
  }

  async function download() {
    const asked = new URLSearchParams({
      columns: chosen(columns.read()).join(","),
      bom: "true",
    });
    if (line) asked.set("q", line);
    if (shownOrder()) asked.set("order", order.now());
    try {
      const file = await send(`/tickets/export.csv?${asked}`, { signal });
      const address = URL.createObjectURL(file);
      h("a", { href: address, download: "tickets.csv" }).click();
      URL.revokeObjectURL(address);
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** A new ticket begins with what the list asks for. */
  function newAddress() {
    const told = new URLSearchParams(preset(conditions));
    return told.size ? `#/tickets/new?${told}` : "#/tickets/new";
  }
}
