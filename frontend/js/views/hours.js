// When people may be called: asking about one number, and the rules by country and region.

import { every, h } from "../dom.js";
import { lines } from "../model/hours.js";
import { callLinks } from "../parts/call-links.js";
import { card, heading } from "../parts/card.js";
import { filledIn, form } from "../parts/form.js";
import { freshness } from "../parts/freshness.js";
import { dot, when } from "../parts/marks.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function hours(root, { words, send, me, signal, title }) {
  const { t } = words;
  const answer = h("div", { role: "status", class: "stack" });
  const asked = form({
    words,
    fields: question(words),
    label: t("hours.ask"),
    send: look,
  });
  const grid = table({
    caption: t("hours.rules"),
    key: (each) => each.code,
    empty: t("hours.none"),
    columns: columns(words),
    kept: { words, me, list: "hours" },
  });
  const fresh = freshness(words);
  title(t("hours.title"));
  root.replaceChildren(
    heading(t("hours.title"), fresh.element),
    callLinks(words, me, "#/calls/hours"),
    card(t("hours.may"), asked.element, answer),
    card(t("hours.rules"), h("p", { class: "muted" }, t("hours.what")), grid.element),
  );
  every(60_000, refresh, signal, fresh.told);

  async function refresh() {
    grid.show(await send("/calling-rules", { signal }));
  }

  /** @param {FormData} data */
  async function look(data) {
    const query = new URLSearchParams(filledIn(data));
    answer.replaceChildren(verdict(words, await send(`/calling-rules/check?${query}`, { signal })));
  }
}

/** @param {Words} words @returns {import("../parts/form.js").Field[]} */
const question = ({ t }) => [
  {
    name: "phone",
    label: t("member.phone"),
    kind: "tel",
    required: true,
    hint: t("people.phoneHint"),
  },
  {
    name: "purpose",
    label: t("rules.purpose"),
    kind: "select",
    options: [
      ["service", t("purpose.service")],
      ["marketing", t("purpose.marketing")],
    ],
  },
];

/** Whether a number may be called, and why. @param {Words} words @param {MayCall} told */
export function verdict(words, { allowed, opens_at: opens, zones, findings }) {
  const { t } = words;
  const said = allowed
    ? t("hours.yes")
    : opens
      ? t("hours.later", { when: words.when(opens) })
      : t("hours.never");
  return h(
    "div",
    { class: "stack" },
    h("p", {}, h("b", {}, dot(said, allowed ? "good" : opens ? "warn" : "bad"))),
    h(
      "p",
      { class: "muted" },
      zones.length ? t("hours.zones", { zones: zones.join(", ") }) : t("member.noZone"),
    ),
    h(
      "ul",
      { class: "plain" },
      ...findings.map((each) => h("li", {}, each.why[words.code === "es" ? "es" : "en"])),
    ),
  );
}

/** @param {Words} words @returns {import("../parts/table.js").Column<CallingRule>[]} */
const columns = (words) => [
  {
    label: words.t("hours.where"),
    cell: (each) =>
      h("a", { href: `#/calls/hours/${encodeURIComponent(each.code)}` }, named(words, each)),
    kind: "main",
  },
  { label: words.t("hours.week"), cell: (each) => week(words, each) },
  {
    label: words.t("hours.binds"),
    cell: (each) => each.binds.map((one) => words.word("purpose", one)).join(", "),
  },
  {
    label: words.t("hours.limits"),
    cell: (each) => limits(words, each),
  },
  {
    label: words.t("hours.holidays"),
    cell: (each) => words.t(each.closed_on_holidays ? "hours.closed" : "hours.open"),
  },
  {
    label: words.t("hours.changed"),
    cell: (each) => (each.changed_at ? when(words, each.changed_at) : words.t("hours.delivered")),
  },
];

/** @param {Words} words @param {CallingRule} rule */
export const limits = ({ t }, rule) =>
  rule.limits
    .map(({ calls, days }) =>
      days === 1 ? t("hours.limitDay", { count: calls }) : t("hours.limit", { count: calls, days }),
    )
    .join("; ") || "–";

/** @param {Words} words @param {CallingRule} rule */
export const named = (words, rule) => rule.name[words.code === "es" ? "es" : "en"];

/** @param {Words} words @param {{week: Record<string, string[]>}} rule */
export const week = ({ t, weekday }, rule) =>
  h(
    "ul",
    { class: "plain week" },
    ...lines(rule.week).map(({ first, last, spans }) =>
      h(
        "li",
        {},
        h(
          "span",
          { class: "muted" },
          first === last ? weekday(first) : `${weekday(first)} – ${weekday(last)}`,
        ),
        " ",
        spans.map((each) => each.replace("-", "–")).join(", ") || t("hours.closed"),
      ),
    ),
  );
