// The form for a new ticket: begun from a list's conditions or a template; what is known already shows while one types.

import { oneTime } from "../api.js";
import { every, fill, h } from "../dom.js";
import { priority as priorityOf } from "../model/tickets.js";
import { filledIn, form } from "../parts/form.js";
import { priority, state } from "../parts/marks.js";

const PAUSE = 350; // milliseconds without a key, before what was typed is searched for

/** @param {HTMLElement} root @param {Context} context */
export function newTicket(root, { words, send, me, query, go, tell, title, signal, guard }) {
  const { t } = words;
  const key = oneTime();
  let template = "";
  let isSent = false;
  let sought = "";
  let typedAt = 0;
  const shown = h("p", { class: "level", "aria-live": "polite" });
  const known = h("aside", {
    class: "deflect",
    hidden: true,
    "aria-live": "polite",
  });
  const alike = h("ul", { class: "similar" });
  const asked = form({
    words,
    fields: fields(words, query),
    label: t("tickets.open"),
    send: open,
    cancel: () => go("#/tickets"),
  });
  const patterns = h("div", { class: "field", hidden: true });
  title(t("tickets.new"));
  root.replaceChildren(
    h("h1", {}, t("tickets.new")),
    h("section", { class: "card narrow" }, patterns, asked.element),
  );
  known.append(h("h2", {}, t("deflect.title")), alike);
  asked.element.lastElementChild?.before(shown);
  asked.element.firstElementChild?.after(known);
  asked.element.addEventListener("change", weigh, { signal });
  asked.element.addEventListener("input", look, { signal });
  guard(() => isFilled());
  weigh();
  offerTemplates().catch(() => {}); // without them one fills in oneself
  every(PAUSE, seek, signal);

  /** Whether something would be lost. */
  function isFilled() {
    const { title: what = "", description = "" } = filledIn(new FormData(asked.element));
    return !isSent && `${what}${description}`.trim() !== (query.get("title") ?? "");
  }

  function weigh() {
    const data = new FormData(asked.element);
    const level = priorityOf(Number(data.get("impact")), Number(data.get("urgency")));
    shown.replaceChildren(t("ticket.priority"), ": ", priority(words, level));
  }

  function look() {
    typedAt = Date.now();
  }

  /** What is known already may spare somebody the ticket. */
  async function seek() {
    const typed = String(new FormData(asked.element).get("title") ?? "").trim();
    if (typed === sought || Date.now() - typedAt < PAUSE) return;
    sought = typed;
    if (typed.length < 4) {
      known.hidden = true;
      return;
    }
    const { items } = await send(`/search?${new URLSearchParams({ q: typed, limit: "5" })}`, {
      signal,
    });
    fill(alike, items, (/** @type {Hit} */ hit) => hit.id, hint);
    known.hidden = items.length === 0;
  }

  /** @param {Hit} hit */
  const hint = ({ id, kind, number, title: what, resolved }) =>
    h(
      "li",
      { class: "similar-head" },
      h(
        "span",
        {},
        h(
          "a",
          {
            href: kind === "ticket" ? `#/tickets/${id}` : `#/knowledge/${id}`,
            target: "_blank",
            rel: "noopener",
          },
          number || words.word("hitKind", kind),
        ),
        ` ${what}`,
      ),
      resolved && state(words, "ticketState", "resolved"),
    );

  async function offerTemplates() {
    /** @type {Template[]} */
    const all = await send("/ticket-templates", { signal });
    if (all.length === 0) return;
    /** @type {HTMLSelectElement} */
    const choice = h(
      "select",
      {
        id: "ticket-template",
        onchange: () => begin(all.find((each) => each.key === choice.value)),
      },
      h("option", { value: "" }, t("template.none")),
      ...all.map(({ key: each, name }) => h("option", { value: each }, name[words.code] ?? each)),
    );
    patterns.append(h("label", { for: "ticket-template" }, t("template.label")), choice);
    patterns.hidden = false;
  }

  /** Fill in what the template says; what was typed already stays where it says nothing. @param {Template} [chosen] */
  function begin(chosen) {
    template = chosen?.key ?? "";
    for (const [name, value] of Object.entries(chosen?.preset ?? {})) {
      const input = asked.element.elements.namedItem(name);
      const isInput =
        input instanceof HTMLInputElement ||
        input instanceof HTMLSelectElement ||
        input instanceof HTMLTextAreaElement;
      if (isInput && value !== null) input.value = String(value);
    }
    weigh();
  }

  /** @param {FormData} data */
  async function open(data) {
    const { impact, urgency, assign, ...texts } = filledIn(data);
    const assignee = assign === "nobody" ? null : assign === "me" ? me.name : assign;
    const body = {
      ...texts,
      impact: Number(impact),
      urgency: Number(urgency),
      assignee,
    };
    const path = template ? `/ticket-templates/${template}/tickets` : "/tickets";
    const ticket = await send(path, { body, key, signal });
    isSent = true;
    tell(t("tickets.opened", { number: ticket.number }), {
      label: t("record.copy"),
      run: () =>
        navigator.clipboard?.writeText(
          `${location.origin}${location.pathname}#/tickets/${ticket.id}`,
        ),
    });
    go(`#/tickets/${ticket.id}`);
  }
}

/** @param {Words} words @param {URLSearchParams} query what it begins with @returns {import("../parts/form.js").Field[]} */
function fields(words, query) {
  const { t } = words;
  const said = (/** @type {string} */ name) => query.get(name) ?? undefined;
  const assignee = said("assignee");
  /** @type {[string, string][]} */
  const named = assignee ? [[assignee, assignee]] : [];
  return [
    {
      name: "title",
      label: t("ticket.title"),
      required: true,
      maxlength: 200,
      wide: true,
      value: said("title"),
    },
    {
      name: "description",
      label: t("ticket.description"),
      kind: "textarea",
      maxlength: 20_000,
      rows: 6,
    },
    {
      name: "requester_name",
      label: t("ticket.requester"),
      required: true,
      maxlength: 200,
      value: said("requester_name"),
    },
    {
      name: "requester_phone",
      label: t("ticket.phone"),
      kind: "tel",
      maxlength: 40,
    },
    {
      name: "requester_email",
      label: t("ticket.email"),
      kind: "email",
      maxlength: 254,
    },
    {
      name: "language",
      label: t("ticket.language"),
      kind: "select",
      value: said("language") ?? words.code,
      options: words.languages(),
    },
    ...degrees(words, {
      impact: Number(said("impact") ?? 3),
      urgency: Number(said("urgency") ?? 3),
    }),
    {
      name: "assign",
      label: t("ticket.assignee"),
      kind: "select",
      value: assignee,
      options: [["nobody", t("ticket.nobody")], ["me", t("ticket.me")], ...named],
    },
  ];
}

/** Impact and urgency. @param {Words} words @param {{impact: number, urgency: number}} [now] @returns {import("../parts/form.js").Field[]} */
function degrees(words, now = { impact: 3, urgency: 3 }) {
  /** @type {[string, string][]} */
  const options = [1, 2, 3].map((degree) => [String(degree), words.word("degree", degree)]);
  return [
    {
      name: "impact",
      label: words.t("ticket.impact"),
      kind: "select",
      options,
      value: String(now.impact),
    },
    {
      name: "urgency",
      label: words.t("ticket.urgency"),
      kind: "select",
      options,
      value: String(now.urgency),
    },
  ];
}
