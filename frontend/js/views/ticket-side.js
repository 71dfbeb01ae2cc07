// The panel beside a ticket: an icon for each part of it, one part at a time. It can be put away.

import { h } from "../dom.js";
import { inBrowser } from "../kept.js";
import { icon } from "../parts/icons.js";
import { attachments } from "./ticket-files.js";
import { information } from "./ticket-information.js";
import { similar } from "./ticket-similar.js";

/** @typedef {{use: (like: {code: string | null, notes: string | null, taken_from: string}) => unknown, assign: () => unknown}} On */

/** @param {Context} context @param {On} on */
export function sidePanel(context, on) {
  const { words } = context;
  const { t } = words;
  const kept = inBrowser("side", "similar");
  let open = kept.read();
  const info = information(context, on.assign);
  const alike = similar(context, on.use);
  const files = attachments(context);
  const parts = [
    {
      name: "info",
      mark: /** @type {const} */ ("person"),
      element: info.element,
    },
    {
      name: "similar",
      mark: /** @type {const} */ ("spark"),
      element: alike.element,
    },
    {
      name: "files",
      mark: /** @type {const} */ ("clip"),
      element: files.element,
    },
  ];
  const buttons = parts.map(({ name, mark }) =>
    h(
      "button",
      {
        type: "button",
        title: words.word("side", name),
        onclick: () => turn(open === name ? "" : name),
      },
      icon(mark),
      h("span", { class: "unseen" }, words.word("side", name)),
    ),
  );
  const rail = h(
    "div",
    { class: "side-rail", role: "group", "aria-label": t("side.label") },
    ...buttons,
  );
  const element = h(
    "aside",
    { class: "side", "aria-label": t("side.label") },
    h("div", { class: "side-parts" }, ...parts.map((each) => each.element)),
    rail,
  );
  turn(open);

  /** @param {string} name */
  function turn(name) {
    open = name;
    kept.write(open);
    element.classList.toggle("shut", !open);
    for (const [place, part] of parts.entries()) {
      part.element.hidden = part.name !== open;
      buttons[place]?.setAttribute("aria-pressed", String(part.name === open));
    }
  }

  return {
    element,
    turn,
    assign: on.assign,
    /** @param {Ticket} ticket */
    show(ticket) {
      info.show(ticket);
    },
  };
}
