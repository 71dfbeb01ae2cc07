// Who must not be called: the list, putting numbers and areas on it, its history, taking one off.

import { h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { peopleLinks } from "../parts/call-links.js";
import { button, card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { listing } from "../parts/listing.js";
import { dot, phone, when } from "../parts/marks.js";

/** @type {Record<DoNotCallEvent["act"], string>} */
const TONES = { added: "bad", asked_back: "warn", removed: "quiet" };

/** @param {HTMLElement} root @param {Context} context */
export function doNotCall(root, context) {
  const { words, send, me, query, signal, tell } = context;
  const { t } = words;
  const isAdmin = me.roles.includes("admin");
  const past = h("ol", { class: "log whole" });
  const told = h("p", { class: "muted", role: "status" }, t("forbidden.historyWhat"));
  const number = h("input", {
    type: "search",
    name: "phone",
    "aria-label": t("member.phone"),
    placeholder: t("people.phoneHint"),
    value: query.get("phone") ?? "",
    maxlength: 40,
  });
  const { refresh } = listing(root, context, {
    name: t("people.doNotCall"),
    path: "/do-not-call",
    key: (/** @type {DoNotCall} */ each) => each.phone + each.scope + each.refers_to,
    empty: t("people.nobodyForbidden"),
    columns: [...columns(words), ...(isAdmin ? [{ label: t("forbidden.lift"), cell: lifts }] : [])],
    actions: [
      decides(me) && button(t("forbidden.many"), () => many()),
      button(t("people.forbid"), () => forbid(""), "primary"),
    ],
    above: [peopleLinks(words, me, "#/people/do-not-call")],
  });
  root.append(
    card(
      t("forbidden.history"),
      h(
        "form",
        { class: "finder", role: "search", "aria-label": t("forbidden.history"), onsubmit: find },
        number,
        h("button", {}, t("forbidden.look")),
      ),
      told,
      past,
    ),
  );
  if (number.value) {
    look().catch(() => {});
    forbid(number.value);
  }

  /** @param {SubmitEvent} event */
  function find(event) {
    event.preventDefault();
    if (number.value.trim()) look().catch((error) => tell(failure(words, error)));
  }

  async function look() {
    const asked = encodeURIComponent(number.value.trim());
    /** @type {DoNotCallEvent[]} */
    const events = await send(`/do-not-call/history?phone=${asked}`, {
      signal,
    });
    told.textContent = events.length ? "" : t("forbidden.nothing");
    past.replaceChildren(...[...events].reverse().map((each) => eventOf(words, each)));
  }

  /** @param {string} known */
  function forbid(known) {
    ask({
      words,
      signal,
      title: t("people.forbid"),
      text: t("people.forbidWhat"),
      label: t("people.forbid"),
      fields: fields(words, known),
      send: async (data) => {
        const { scope = "all", purpose, ...rest } = filledIn(data);
        const refers_to = scope === "purpose" ? purpose : null;
        const entry = await send("/do-not-call", {
          body: { ...rest, scope, refers_to },
          signal,
        });
        tell(t("people.forbidden", { phone: words.phone(entry.phone) }));
        refresh();
        if (number.value) look().catch(() => {});
      },
    });
  }

  function many() {
    ask({
      words,
      signal,
      title: t("forbidden.many"),
      text: t("forbidden.manyWhat"),
      label: t("forbidden.many"),
      fields: [
        {
          name: "phones",
          label: t("forbidden.phones"),
          kind: "textarea",
          rows: 8,
          required: true,
        },
        {
          name: "source",
          label: t("people.source"),
          required: true,
          maxlength: 200,
          wide: true,
          hint: t("people.sourceHint"),
        },
      ],
      send: async (data) => {
        const { phones = "", source } = filledIn(data);
        const body = phones
          .split(/[\n;]+/)
          .map((each) => each.trim())
          .filter(Boolean)
          .map((each) => ({ phone: each, source }));
        report(await send("/do-not-call/batch", { body, signal }));
      },
    });
  }

  /** @param {Listed[]} results */
  function report(results) {
    const wrong = results.filter((each) => each.result === "rejected");
    tell(t("forbidden.listed", { count: results.length - wrong.length }));
    refresh();
    if (wrong.length === 0) return;
    told.textContent = t("forbidden.rejected", { count: wrong.length });
    past.replaceChildren(
      ...wrong.map((each) => h("li", {}, h("b", {}, each.phone), h("p", {}, each.problem ?? ""))),
    );
  }

  /** @param {DoNotCall} each */
  function lifts(each) {
    return button(t("forbidden.liftAct"), () => lift(each), "quiet");
  }

  /** @param {DoNotCall} each */
  function lift({ phone: number_, scope, refers_to }) {
    ask({
      words,
      signal,
      title: t("forbidden.lift"),
      text: t("forbidden.liftWhat", { phone: words.phone(number_) }),
      label: t("forbidden.lift"),
      tone: "danger",
      fields: [
        {
          name: "reason",
          label: t("act.reason"),
          required: true,
          maxlength: 1000,
          wide: true,
        },
      ],
      send: async (data) => {
        const body = { phone: number_, scope, refers_to, ...filledIn(data) };
        await send("/do-not-call/removals", { body, signal });
        tell(t("forbidden.lifted"));
        refresh();
      },
    });
  }
}

/** @param {Words} words @param {string} known @returns {import("../parts/form.js").Field[]} */
const fields = ({ t }, known) => [
  {
    name: "phone",
    label: t("member.phone"),
    kind: "tel",
    required: true,
    value: known,
    hint: t("forbidden.phoneHint", { example: "+1809*" }),
  },
  {
    name: "scope",
    label: t("forbidden.scope"),
    kind: "select",
    options: [
      ["all", t("forbidScope.all")],
      ["purpose", t("forbidScope.purpose")],
    ],
  },
  {
    name: "purpose",
    label: t("forbidden.purpose"),
    kind: "select",
    value: "marketing",
    options: [
      ["marketing", t("purpose.marketing")],
      ["service", t("purpose.service")],
    ],
    hint: t("forbidden.purposeHint"),
  },
  {
    name: "source",
    label: t("people.source"),
    required: true,
    maxlength: 200,
    hint: t("people.sourceHint"),
  },
  {
    name: "reason",
    label: t("people.reason"),
    kind: "textarea",
    maxlength: 1000,
    rows: 2,
  },
  {
    name: "proof",
    label: t("consent.proof"),
    kind: "textarea",
    maxlength: 2000,
    rows: 2,
    hint: t("consent.proofHint"),
  },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<DoNotCall>[]} */
const columns = (words) => [
  {
    label: words.t("member.phone"),
    cell: (each) => whose(words, each),
    kind: "main",
  },
  {
    label: words.t("forbidden.scope"),
    cell: (each) =>
      each.scope === "purpose"
        ? words.word("purpose", each.refers_to ?? "")
        : words.word("forbidScope", each.scope),
  },
  { label: words.t("people.source"), cell: (each) => each.source },
  { label: words.t("people.reason"), cell: (each) => each.reason ?? "–" },
  { label: words.t("people.since"), cell: (each) => when(words, each.at) },
];

/** A number, an area, or somebody who was forgotten. @param {Words} words @param {DoNotCall} each */
const whose = (words, { phone: number }) =>
  number.startsWith("sha256:") ? words.t("forbidden.erased") : phone(words, number);

/** @param {Words} words @param {DoNotCallEvent} each */
export const eventOf = (words, each) =>
  h(
    "li",
    {},
    dot(words.word("forbidAct", each.act), TONES[each.act] ?? "neutral"),
    h(
      "span",
      { class: "muted" },
      [each.actor, each.source].filter(Boolean).join(" · "),
      " · ",
      when(words, each.at),
    ),
    each.reason && h("p", { class: "prose" }, each.reason),
  );
