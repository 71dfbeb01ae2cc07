// Changes one field of a ticket where it stands in a list; taken back by a toast.

import { Problem } from "../api.js";
import { h } from "../dom.js";
import { priority as priorityOf } from "../model/tickets.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { settle } from "../parts/conflict.js";
import { failure } from "../parts/freshness.js";

/** @typedef {import("../model/merging.js").Fields} Fields */

/** What can be changed there. */
export const CHANGEABLE = ["title", "priority", "state", "assignee"];

/**
 * Puts inputs in the cell's place until somebody saves or leaves.
 * @param {Context} context @param {Heading} ticket @param {string} field @param {HTMLElement} cell @param {() => unknown} saved
 */
export async function editInline(context, ticket, field, cell, saved) {
  const { words, send, signal, tell } = context;
  if (cell.querySelector("form")) return;
  const before = [...cell.childNodes];
  /** @type {Ticket} */
  const whole = await send(`/tickets/${ticket.id}`, { signal });
  const inputs = INPUTS[field]?.(context, whole) ?? [];
  /** @type {HTMLFormElement} */
  const form = h(
    "form",
    {
      class: "inline-edit",
      "aria-label": fieldName(words, field),
      onsubmit,
      onkeydown,
    },
    ...inputs,
    h(
      "div",
      { class: "buttons" },
      h("button", { class: "primary" }, words.t("form.save")),
      h("button", { type: "button", class: "quiet", onclick: back }, words.t("form.back")),
    ),
  );
  cell.replaceChildren(form);
  /** @type {HTMLElement | null} */ (form.querySelector("input, select"))?.focus();

  function back() {
    cell.replaceChildren(...before);
    cell.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    if (event.key === "Escape") back();
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const wanted = READ[field]?.(new FormData(form)) ?? {};
    back();
    try {
      await changed(context, whole, wanted, saved);
    } catch (error) {
      tell(failure(words, error));
    }
    saved();
  }
}

/**
 * Save that; if somebody was faster, ask; then offer to take it back.
 * @param {Context} context @param {Ticket} base @param {Fields} wanted @param {() => unknown} saved
 */
export async function changed(context, base, wanted, saved) {
  const { words, send, signal, tell } = context;
  const path = `/tickets/${base.id}`;
  const fields = differing(base, wanted);
  if (Object.keys(fields).length === 0) return;
  const done = await saving(context, base, fields);
  if (!done) return;
  const undo = differing(done, valuesOf(base, Object.keys(fields)));
  const said = words.t("list.changed", { number: base.number });
  if ("state" in fields) return tell(said);
  tell(said, {
    label: words.t("toast.undo"),
    run: async () => {
      await send(path, {
        method: "PATCH",
        body: undo,
        seen: done.version,
        signal,
      }).catch((error) => tell(failure(words, error)));
      saved();
    },
  });
}

/** @param {Pick<Context, "words" | "send" | "signal">} context @param {Ticket} base @param {Fields} mine @returns {Promise<Ticket | null>} null where somebody would rather look first */
export async function saving({ words, send, signal }, base, mine) {
  const path = `/tickets/${base.id}`;
  try {
    return await send(path, {
      method: "PATCH",
      body: mine,
      seen: base.version,
      signal,
    });
  } catch (error) {
    if (!(error instanceof Problem && error.status === 412)) throw error;
    /** @type {Ticket} */
    const theirs = await send(path, { signal });
    const by = [
      ...new Set((error.told.missed ?? []).map((/** @type {{by: string}} */ each) => each.by)),
    ];
    const left = await settle({
      words,
      signal,
      mine,
      base: valuesOf(base, Object.keys(mine)),
      theirs: valuesOf(theirs, Object.keys(mine)),
      by: by.join(", ") || words.t("conflict.somebody"),
      label: (field) => fieldName(words, field),
      show: (field, value) => valueSaid(words, field, value),
    });
    if (left === null) return null;
    if (Object.keys(left).length === 0) return theirs;
    return saving({ words, send, signal }, theirs, left);
  }
}

/** @param {Ticket} ticket @param {string[]} fields @returns {Fields} */
export const valuesOf = (ticket, fields) =>
  Object.fromEntries(
    fields.map((field) => [
      field,
      /** @type {Fields} */ (/** @type {unknown} */ (ticket))[field] ?? null,
    ]),
  );

/** @param {Ticket} ticket @param {Fields} wanted @returns {Fields} */
const differing = (ticket, wanted) =>
  Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== (valuesOf(ticket, [field])[field] ?? null),
    ),
  );

/** @type {Record<string, (data: FormData) => Fields>} */
const READ = {
  title: (data) => ({ title: String(data.get("title")).trim() }),
  assignee: (data) => ({
    assignee: String(data.get("assignee")).trim() || null,
  }),
  priority: (data) => ({
    impact: Number(data.get("impact")),
    urgency: Number(data.get("urgency")),
  }),
  state: (data) => {
    const [state = "", hold_reason] = String(data.get("state")).split(":");
    /** @type {Fields} */
    const held = hold_reason ? { hold_reason } : {};
    return { state, ...held };
  },
};

/** @type {Record<string, (context: Context, ticket: Ticket) => HTMLElement[]>} */
const INPUTS = {
  title: ({ words }, { title }) => [
    labelled(
      fieldName(words, "title"),
      h("input", {
        name: "title",
        value: title,
        required: true,
        maxlength: 200,
      }),
    ),
  ],
  assignee: ({ words, me }, { assignee }) => [
    labelled(
      fieldName(words, "assignee"),
      h("input", {
        name: "assignee",
        value: assignee ?? me.name,
        maxlength: 200,
      }),
    ),
  ],
  priority: ({ words }, { impact, urgency }) => {
    const shown = h(
      "output",
      { class: "muted" },
      words.word("priority", priorityOf(impact, urgency)),
    );
    const degrees = { impact, urgency };
    const choices = /** @type {const} */ (["impact", "urgency"]).map((name) =>
      labelled(
        fieldName(words, name),
        choice(words, name, ["1", "2", "3"], String(degrees[name]), (value) => {
          degrees[name] = Number(value);
          shown.textContent = words.word("priority", priorityOf(degrees.impact, degrees.urgency));
        }),
      ),
    );
    return [...choices, shown];
  },
  state: ({ words }, { state }) => {
    const holds = ["awaiting_change", "awaiting_problem", "awaiting_vendor"];
    const open = ["new", "in_progress", "on_hold"].includes(state);
    const to = open ? ["in_progress", ...holds.map((each) => `on_hold:${each}`), "canceled"] : [];
    const said = (/** @type {string} */ each) => {
      const [name = "", why] = each.split(":");
      const word = words.word("ticketState", name);
      return why ? `${word}: ${words.word("hold", why)}` : word;
    };
    if (to.length === 0) return [h("span", { class: "muted" }, words.t("list.openIt"))];
    const input = h(
      "select",
      { name: "state" },
      ...to.map((each) => h("option", { value: each }, said(each))),
    );
    return [labelled(fieldName(words, "state"), input)];
  },
};

/** @param {Words} words @param {string} name @param {string[]} options @param {string} value @param {(value: string) => void} chosen */
function choice(words, name, options, value, chosen) {
  /** @type {HTMLSelectElement} */
  const input = h(
    "select",
    { name, onchange: () => chosen(input.value) },
    ...options.map((each) =>
      h("option", { value: each, selected: each === value }, words.word("degree", each)),
    ),
  );
  return input;
}

/** @param {string} name @param {HTMLElement} input */
const labelled = (name, input) => h("label", { class: "choice" }, name, input);
