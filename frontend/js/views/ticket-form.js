// The fields of a ticket, two columns wide. What is changed and not saved yet is marked, and kept.

import { fill, h } from "../dom.js";
import { inTab } from "../kept.js";
import { conflicts } from "../model/merging.js";
import { priority as priorityOf } from "../model/tickets.js";
import { fieldName, valueSaid } from "../model/saying.js";
import { settle } from "../parts/conflict.js";
import { ask } from "../parts/dialog.js";
import { failure } from "../parts/freshness.js";
import { facts, phone, priority, when } from "../parts/marks.js";
import { saving, valuesOf } from "./inline-edit.js";
import { inputFor, ticketFields } from "./ticket-fields.js";

/** @typedef {import("../model/merging.js").Fields} Fields */
/** @typedef {{mine: Fields, base: Fields}} Kept_ */

/**
 * @param {Context} context @param {{saved: (ticket: Ticket) => unknown}} on
 */
export function ticketForm(context, { saved }) {
  const { words, send, signal, params, tell, mark } = context;
  const { t } = words;
  const kept = inTab(`draft.#/tickets/${params.id}`, /** @type {Kept_} */ ({ mine: {}, base: {} }));
  let { mine, base } = kept.read();
  /** @type {Ticket | null} */
  let now = null;
  /** @type {Map<string, {element: HTMLElement, input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, read: () => import("../model/merging.js").Value_, show: (value: unknown) => void}>} */
  const fields = new Map();
  const grid = h("div", { class: "form two" });
  const level = h("div", { class: "field" });
  const read = h("div");
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const save = h("button", { class: "primary" }, t("form.save"));
  const back = h(
    "button",
    { type: "button", class: "quiet", onclick: discard },
    t("record.discard"),
  );
  const said = h("span", { class: "muted", "aria-live": "polite" });
  const bar = h("div", { class: "save-bar", hidden: true }, save, back, said);
  const element = h(
    "form",
    {
      class: "record-form",
      onsubmit,
      novalidate: true,
      "aria-label": t("ticket.details"),
    },
    grid,
    read,
    complaint,
    bar,
  );

  /** @param {Ticket} ticket */
  async function show(ticket) {
    const isFirst = now === null;
    now = ticket;
    if (isFirst) await build(ticket);
    for (const [name, field] of fields) if (!(name in mine)) field.show(held(now, name));
    weigh();
    fill(
      read,
      [ticket],
      (each) => each.id,
      (each) => facts(about(words, each)),
    );
    draw();
  }

  /** @param {Ticket} ticket */
  async function build(ticket) {
    const defined = await ticketFields(context, ticket);
    for (const field of defined) {
      const made = inputFor(words, field, changed);
      fields.set(field.name, made);
      grid.append(made.element);
      if (field.name === "urgency") grid.append(level);
    }
    for (const [name, value] of Object.entries(mine)) fields.get(name)?.show(value);
  }

  /** @param {string} name */
  function changed(name) {
    const field = fields.get(name);
    if (!field || !now) return;
    if (!(name in base)) base = { ...base, [name]: held(now, name) };
    const value = field.read();
    mine = { ...mine, [name]: value };
    if ((value ?? "") === (base[name] ?? "")) forget(name);
    keep();
  }

  /** @param {string} name */
  function forget(name) {
    const { [name]: _mine, ...others } = mine;
    const { [name]: _base, ...bases } = base;
    [mine, base] = [others, bases];
  }

  function keep() {
    kept.write(Object.keys(mine).length ? { mine, base } : null);
    weigh();
    draw();
  }

  function draw() {
    const names = Object.keys(mine);
    bar.hidden = names.length === 0;
    said.textContent = t("record.unsaved", { count: names.length });
    for (const [name, { element: shown }] of fields) {
      shown.classList.toggle("unsaved", name in mine);
      shown.title =
        name in mine ? t("record.wasBefore", { was: valueSaid(words, name, base[name]) }) : "";
    }
    mark(names.length > 0);
  }

  /** What the priority would be. */
  function weigh() {
    if (!now) return;
    const impact = Number(mine.impact ?? now.impact);
    const urgency = Number(mine.urgency ?? now.urgency);
    level.replaceChildren(
      h("span", { class: "label" }, t("ticket.priority")),
      h("div", { class: "read-only" }, priority(words, priorityOf(impact, urgency))),
    );
  }

  function discard() {
    [mine, base] = [{}, {}];
    keep();
    if (now) show(now);
  }

  /** @param {SubmitEvent} event */
  function onsubmit(event) {
    event.preventDefault();
    if (Object.keys(mine).length === 0 || save.disabled) return;
    const wrong = [...fields.values()].find((each) => !each.input.checkValidity());
    if (wrong) return wrong.input.reportValidity();
    if ("impact" in mine || "urgency" in mine) return askWhy();
    store().catch(complain);
  }

  /** Whoever changes how urgent it is says why. */
  function askWhy() {
    ask({
      words,
      signal,
      title: t("record.why"),
      text: t("record.whyWhat"),
      label: t("form.save"),
      fields: [
        {
          name: "note",
          label: t("compose.work-notes"),
          kind: "textarea",
          required: true,
          maxlength: 20_000,
        },
      ],
      send: async (data) => {
        const done = await store();
        if (done)
          await send(`/tickets/${params.id}/work-notes`, {
            body: { text: data.get("note") },
            signal,
          });
      },
    });
  }

  /** @returns {Promise<boolean>} whether it is saved */
  async function store() {
    if (!now) return false;
    save.disabled = true;
    complaint.hidden = true;
    try {
      const left = await settled(now);
      const done =
        left && (Object.keys(left).length ? await saving(context, now, asEdit(left)) : now);
      if (!done) return false;
      [mine, base] = [{}, {}];
      keep();
      await saved(done);
      tell(t("record.saved"));
      return true;
    } finally {
      save.disabled = false;
    }
  }

  /** What came in by refreshing meanwhile is asked about before anything is sent. @param {Ticket} ticket */
  async function settled(ticket) {
    const theirs = Object.fromEntries(Object.keys(mine).map((name) => [name, held(ticket, name)]));
    if (conflicts(base, mine, theirs).length === 0) return mine;
    return settle({
      words,
      signal,
      base,
      mine,
      theirs,
      by: t("conflict.somebody"),
      label: (field) => fieldName(words, field),
      show: (field, value) => valueSaid(words, field, value),
    });
  }

  /** @param {unknown} error */
  function complain(error) {
    complaint.textContent = failure(words, error);
    complaint.hidden = false;
  }

  return {
    element,
    show,
    submit: () => element.requestSubmit(),
    isUnsaved: () => Object.keys(mine).length > 0,
    /** To a field, also where the form is folded away. @param {string} name */
    focus(name) {
      const folded = element.closest("details");
      if (folded) folded.open = true;
      fields.get(name)?.input.focus();
    },
  };
}

/** A field's value; one of the organisation's own is `fields.KEY`. @param {Ticket} ticket @param {string} name */
function held(ticket, name) {
  if (name.startsWith("fields.")) return ticket.fields?.[name.slice(7)] ?? null;
  return valuesOf(ticket, [name])[name] ?? null;
}

/** As the API takes it: the organisation's own fields under `fields`. @param {Fields} mine @returns {Fields} */
function asEdit(mine) {
  const own = Object.entries(mine).filter(([name]) => name.startsWith("fields."));
  const others = Object.fromEntries(
    Object.entries(mine).filter(([name]) => !name.startsWith("fields.")),
  );
  if (own.length === 0) return others;
  const fields = Object.fromEntries(own.map(([name, value]) => [name.slice(7), value]));
  return /** @type {Fields} */ (/** @type {unknown} */ ({ ...others, fields }));
}

/** What nobody changes here. @param {Words} words @param {Ticket} shown @returns {[string, import("../dom.js").Child][]} */
function about(words, shown) {
  const { t } = words;
  const opened = h("span", {}, when(words, shown.opened_at), ` · ${shown.opened_by}`);
  /** @type {[string, import("../dom.js").Child | false][]} */
  const all = [
    [t("ticket.number"), shown.number],
    [t("ticket.channel"), words.word("channel", shown.channel)],
    [t("ticket.openedAt"), opened],
    [t("ticket.updated"), when(words, shown.updated_at)],
    [t("ticket.phone"), shown.requester_phone ? phone(words, shown.requester_phone) : "–"],
    [t("ticket.email"), shown.requester_email ?? "–"],
    [t("ticket.hold_reason"), shown.hold_reason ? words.word("hold", shown.hold_reason) : false],
    [t("ticket.reopened"), shown.reopened > 0 ? words.number(shown.reopened) : false],
    [
      t("ticket.resolution_code"),
      shown.resolution_code ? words.word("resolution", shown.resolution_code) : false,
    ],
    [
      t("ticket.resolution_notes"),
      shown.resolution_notes ? h("p", { class: "prose" }, shown.resolution_notes) : false,
    ],
  ];
  return all.filter(([, value]) => value !== false);
}
