// What belongs to a ticket, as tabs below it: tasks, linked tickets, calls.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { ticketCalls } from "./ticket-calls.js";
import { ticketLinks } from "./ticket-links.js";
import { ticketTasks } from "./ticket-tasks.js";

/** @param {Context} context */
export function related(context) {
  const { words } = context;
  const { t } = words;
  const kept = inBrowser("related", "tasks");
  const parts = [
    { name: "tasks", ...ticketTasks(context, count) },
    { name: "links", ...ticketLinks(context, count) },
    { name: "calls", ...ticketCalls(context, count) },
  ];
  const buttons = parts.map(({ name }, place) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `related-tab-${name}`,
        "aria-controls": `related-${name}`,
        onclick: () => turn(name),
        onkeydown: (/** @type {KeyboardEvent} */ event) => step(event, place),
      },
      h("span", {}, words.word("related", name)),
      h("span", { class: "badge" }),
    ),
  );
  const panels = parts.map(({ name, element }) =>
    h(
      "div",
      {
        role: "tabpanel",
        id: `related-${name}`,
        "aria-labelledby": `related-tab-${name}`,
      },
      element,
    ),
  );
  const element = h(
    "section",
    { class: "card", "aria-label": t("related.label") },
    h("div", { class: "tab-list", role: "tablist", "aria-label": t("related.label") }, ...buttons),
    ...panels,
  );
  turn(parts.some((each) => each.name === kept.read()) ? kept.read() : "tasks");

  /** @param {string} name @param {number} many */
  function count(name, many) {
    const badge = buttons[parts.findIndex((each) => each.name === name)]?.lastElementChild;
    if (badge) badge.textContent = many ? words.number(many) : "";
  }

  /** @param {string} open */
  function turn(open) {
    kept.write(open);
    for (const [place, { name }] of parts.entries()) {
      const is = name === open;
      buttons[place]?.setAttribute("aria-selected", String(is));
      buttons[place]?.setAttribute("tabindex", is ? "0" : "-1");
      const panel = panels[place];
      if (panel) panel.hidden = !is;
    }
  }

  /** @param {KeyboardEvent} event @param {number} place */
  function step(event, place) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const to = (place + by + parts.length) % parts.length;
    turn(parts[to]?.name ?? "tasks");
    buttons[to]?.focus();
  }

  return {
    element,
    /** @param {Ticket} ticket */
    show(ticket) {
      for (const part of parts) part.show?.(ticket);
    },
  };
}
