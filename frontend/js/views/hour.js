// One calling rule: what it says, where that comes from, how it came about, and changing it.

import { every, fill, h } from "../dom.js";
import { termsOf } from "../model/hours.js";
import { button, card } from "../parts/card.js";
import { chips } from "../parts/chips.js";
import { form } from "../parts/form.js";
import { freshness } from "../parts/freshness.js";
import { facts, when } from "../parts/marks.js";
import { limits, named, week } from "./hours.js";

/** @param {HTMLElement} root @param {Context} context */
export function hour(root, { words, send, params, me, signal, tell, title }) {
  const { t } = words;
  const path = `/calling-rules/${encodeURIComponent(params.code ?? "")}`;
  const head = h("header", { class: "record-head" });
  const about = h("div", { class: "stack" });
  const place = h("div", { hidden: true });
  const change = button(t("hours.change"), () => open(), "primary");
  const past = h("ol", { class: "log whole" });
  const fresh = freshness(words);
  /** @type {CallingRule | null} */
  let rule = null;
  title(t("hours.title"));
  root.replaceChildren(
    head,
    card(t("hours.says"), about, change, place),
    card(t("hours.history"), past),
    fresh.element,
  );
  every(30_000, refresh, signal, fresh.told);

  async function refresh() {
    const [now, before] = await Promise.all([
      send(path, { signal }),
      send(`${path}/history`, { signal }),
    ]);
    rule = now;
    title(named(words, now));
    change.hidden = !me.roles.includes("admin") || !place.hidden;
    fill(
      head,
      [now],
      () => "head",
      () => headOf(words, now),
    );
    fill(
      about,
      [now],
      () => "about",
      () => says(words, now),
    );
    fill(
      past,
      before,
      (/** @type {CallingRule} */ each) => each.version,
      (/** @type {CallingRule} */ each) => version(words, each),
    );
  }

  function open() {
    if (!rule) return;
    const { version: seen } = rule;
    const asked = form({
      words,
      fields: fields(words, rule),
      sections: [
        {
          title: t("hours.week"),
          what: t("hours.weekHint"),
          open: true,
          fields: days(words, rule),
          nodes: [binds(words, rule)],
        },
      ],
      label: t("rules.keep"),
      cancel: close,
      send: async (data) => {
        await send(path, { method: "PUT", body: termsOf(data), seen, signal });
        tell(t("hours.kept"));
        close();
      },
    });
    place.replaceChildren(asked.element);
    place.hidden = false;
    about.hidden = change.hidden = true;
    asked.element.querySelector("input")?.focus();
  }

  function close() {
    place.hidden = true;
    about.hidden = change.hidden = false;
    place.replaceChildren();
    refresh().catch(fresh.told);
    change.focus();
  }
}

/** @param {Words} words @param {CallingRule} rule */
const headOf = (words, rule) =>
  h(
    "div",
    {},
    h("p", { class: "muted" }, h("a", { href: "#/calls/hours" }, words.t("hours.title"))),
    h("h1", {}, named(words, rule)),
    h(
      "div",
      { class: "pills" },
      h("span", {}, rule.code),
      h("span", {}, words.t("words.version", { n: rule.version })),
    ),
  );

/** @param {Words} words @param {CallingRule} rule */
function says(words, rule) {
  const { t } = words;
  return h(
    "div",
    { class: "stack" },
    week(words, rule),
    facts([
      [t("hours.binds"), rule.binds.map((each) => words.word("purpose", each)).join(", ")],
      [t("hours.limits"), limits(words, rule)],
      [t("hours.holidays"), t(rule.closed_on_holidays ? "hours.closed" : "hours.open")],
      [t("hours.closedDays"), rule.closed.join(", ") || "–"],
      [t("hours.workingDays"), rule.working.join(", ") || "–"],
      [t("hours.source"), h("span", { class: "prose" }, rule.source)],
    ]),
    h("p", { class: "notice" }, t("hours.advice")),
  );
}

/** @param {Words} words @param {CallingRule} each */
const version = (words, each) =>
  h(
    "li",
    {},
    h("b", {}, words.t("words.version", { n: each.version })),
    h(
      "span",
      { class: "muted" },
      each.changed_by ?? words.t("hours.delivered"),
      each.changed_at ? " · " : "",
      each.changed_at ? when(words, each.changed_at) : "",
    ),
    each.reason && h("p", { class: "prose" }, each.reason),
  );

/** @param {Words} words @param {CallingRule} rule @returns {import("../parts/form.js").Field[]} */
function fields({ t }, rule) {
  return [
    {
      name: "reason",
      label: t("act.reason"),
      required: true,
      minlength: 3,
      maxlength: 300,
      wide: true,
    },
    {
      name: "name.en",
      label: t("hours.nameEn"),
      required: true,
      maxlength: 120,
      value: rule.name.en,
    },
    {
      name: "name.es",
      label: t("hours.nameEs"),
      required: true,
      maxlength: 120,
      value: rule.name.es,
    },
    {
      name: "limits",
      label: t("hours.limits"),
      hint: t("hours.limitsHint"),
      value: rule.limits.map((each) => `${each.calls}/${each.days}`).join(", "),
    },
    {
      name: "closed_on_holidays",
      label: t("hours.onHolidays"),
      kind: "checkbox",
      checked: rule.closed_on_holidays,
    },
    {
      name: "closed",
      label: t("hours.closedDays"),
      hint: t("hours.daysHint"),
      value: rule.closed.join(", "),
    },
    {
      name: "working",
      label: t("hours.workingDays"),
      hint: t("hours.daysHint"),
      value: rule.working.join(", "),
    },
    {
      name: "source",
      label: t("hours.source"),
      kind: "textarea",
      required: true,
      minlength: 3,
      maxlength: 2000,
      value: rule.source,
    },
  ];
}

/** @param {Words} words @param {CallingRule} rule @returns {import("../parts/form.js").Field[]} */
const days = ({ weekday }, rule) =>
  [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    name: `day.${day}`,
    label: weekday(day),
    value: (rule.week[day] ?? []).join(", "),
  }));

/** @param {Words} words @param {CallingRule} rule */
const binds = ({ t }, rule) =>
  chips(
    t("hours.binds"),
    "binds",
    [
      ["service", t("purpose.service")],
      ["marketing", t("purpose.marketing")],
    ],
    rule.binds,
  );
