// The form for a new ticket.

import { h } from "../dom.js";
import { priority as priorityOf } from "../model/tickets.js";
import { filledIn, form } from "../parts/form.js";
import { priority } from "../parts/marks.js";

/** @param {HTMLElement} root @param {Context} context */
export function newTicket(root, { words, send, me, go, tell, title, signal }) {
  const { t } = words;
  const key = oneTime();
  const shown = h("p", { class: "level", "aria-live": "polite" });
  const asked = form({
    words,
    fields: fields(words),
    label: t("tickets.open"),
    send: open,
    cancel: () => go("#/tickets"),
  });
  title(t("tickets.new"));
  root.replaceChildren(
    h("h1", {}, t("tickets.new")),
    h("section", { class: "card narrow" }, asked.element),
  );
  asked.element.lastElementChild?.before(shown);
  asked.element.addEventListener("change", weigh, { signal });
  weigh();

  function weigh() {
    const data = new FormData(asked.element);
    const level = priorityOf(Number(data.get("impact")), Number(data.get("urgency")));
    shown.replaceChildren(t("ticket.priority"), ": ", priority(words, level));
  }

  /** @param {FormData} data */
  async function open(data) {
    const { impact, urgency, assign, ...texts } = filledIn(data);
    const assignee = assign === "me" ? me.name : null;
    const body = { ...texts, impact: Number(impact), urgency: Number(urgency), assignee };
    const ticket = await send("/tickets", { body, key, signal });
    tell(t("tickets.opened", { number: ticket.number }));
    go(`#/tickets/${ticket.id}`);
  }
}

/** @param {Words} words @returns {import("../parts/form.js").Field[]} */
function fields(words) {
  const { t } = words;
  return [
    { name: "title", label: t("ticket.title"), required: true, maxlength: 200, wide: true },
    {
      name: "description",
      label: t("ticket.description"),
      kind: "textarea",
      maxlength: 20_000,
      rows: 6,
    },
    { name: "requester_name", label: t("ticket.requester"), required: true, maxlength: 200 },
    { name: "requester_phone", label: t("ticket.phone"), kind: "tel", maxlength: 40 },
    { name: "requester_email", label: t("ticket.email"), kind: "email", maxlength: 254 },
    {
      name: "language",
      label: t("ticket.language"),
      kind: "select",
      value: words.code,
      options: [
        ["en", t("language.en")],
        ["es", t("language.es")],
      ],
    },
    ...degrees(words),
    {
      name: "assign",
      label: t("ticket.assignee"),
      kind: "select",
      options: [
        ["nobody", t("ticket.nobody")],
        ["me", t("ticket.me")],
      ],
    },
  ];
}

/** Impact and urgency. @param {Words} words @param {{impact: number, urgency: number}} [now] @returns {import("../parts/form.js").Field[]} */
export function degrees(words, now = { impact: 3, urgency: 3 }) {
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

/** A key that makes sending twice open one ticket. */
const oneTime = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
