// What tickets are promised: when time counts, and how much of it there is.

import { checks, rows, rowsOf, tick } from "../parts/fields.js";
import { conditionCell, conditionFields, conditionOf } from "../parts/conditions.js";
import { dot } from "../parts/marks.js";
import { records } from "../parts/records.js";
import { apart, DAYS, hour, joined, lines, spans } from "../model/records.js";

const HOLDS = ["awaiting_caller", "awaiting_change", "awaiting_problem", "awaiting_vendor"];

/** @param {HTMLElement} root @param {Context} context */
export function calendars(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.calendars"),
    what: t("adminWhat.calendars"),
    path: "/sla/calendars",
    empty: t("calendars.none"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("calendars.windows"),
        cell: (each) =>
          each.windows.map((/** @type {any} */ one) => windowText(words, one)).join(" · "),
      },
      { label: t("record.zone"), cell: (each) => each.zone },
      {
        label: t("calendars.places"),
        cell: (each) => each.places.join(", ") || "–",
      },
    ],
    fields: (each) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      zoneField(words, each?.zone),
      windowRows(
        words,
        each?.windows ?? [{ weekdays: [1, 2, 3, 4, 5], opens: "09:00", closes: "18:00" }],
      ),
      {
        name: "places",
        label: t("calendars.places"),
        value: each?.places.join(", "),
        hint: t("calendars.placesHint"),
        wide: true,
      },
      {
        name: "days_off",
        label: t("calendars.daysOff"),
        kind: "textarea",
        rows: 2,
        value: each?.days_off.join("\n"),
        hint: t("calendars.daysOffHint"),
      },
      {
        name: "quiet_from",
        label: t("calendars.quietFrom"),
        kind: "time",
        value: hour(each?.quiet_from ?? "22:00"),
        required: true,
      },
      {
        name: "quiet_until",
        label: t("calendars.quietUntil"),
        kind: "time",
        value: hour(each?.quiet_until ?? "07:00"),
        required: true,
        hint: t("calendars.quietHint"),
      },
    ],
    body: (data) => ({
      name: data.get("name"),
      zone: data.get("zone"),
      windows: rowsOf(data, "windows", ["weekdays", "opens", "closes"]).map((each) => ({
        ...each,
        weekdays: apart(each.weekdays ?? ""),
      })),
      places: lines(data.get("places")),
      days_off: lines(data.get("days_off")),
      quiet_from: data.get("quiet_from"),
      quiet_until: data.get("quiet_until"),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function definitions(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.definitions"),
    what: t("adminWhat.definitions"),
    path: "/sla/definitions",
    empty: t("definitions.none"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("definitions.kind"),
        cell: (each) => words.word("slaKind", each.kind),
      },
      {
        label: t("definitions.within"),
        cell: (each) => spanText(words, each.minutes),
      },
      {
        label: t("condition.which"),
        cell: (each) => conditionCell(words, each.condition),
      },
      {
        label: t("record.place"),
        cell: (each) => words.number(each.place),
        kind: "amount",
      },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, each.active),
      },
    ],
    more: async () =>
      (await send("/sla/calendars", { signal })).map((/** @type {any} */ each) => [
        each.id,
        each.name,
      ]),
    fields: (each, calendarChoices) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      {
        name: "kind",
        label: t("definitions.kind"),
        kind: "select",
        value: each?.kind,
        options: [
          ["response", t("slaKind.response")],
          ["resolution", t("slaKind.resolution")],
        ],
      },
      {
        name: "minutes",
        label: t("definitions.minutes"),
        kind: "number",
        min: "1",
        value: each ? String(each.minutes) : "240",
        required: true,
      },
      {
        name: "calendar_id",
        label: t("definitions.calendar"),
        kind: "select",
        value: each?.calendar_id,
        options: calendarChoices,
        required: true,
      },
      ...conditionFields(words, each?.condition),
      checks({
        name: "pauses",
        label: t("definitions.pauses"),
        options: HOLDS.map((hold) => [hold, words.word("hold", hold)]),
        values: each?.pauses ?? ["awaiting_caller"],
      }),
      placeField(words, each?.place),
      tick({
        name: "active",
        label: t("record.active"),
        value: each?.active ?? true,
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      kind: data.get("kind"),
      minutes: Number(data.get("minutes")),
      calendar_id: data.get("calendar_id"),
      condition: conditionOf(data),
      pauses: data.getAll("pauses"),
      place: Number(data.get("place")),
      active: data.has("active"),
    }),
  });
}

/** @param {Words} words @param {string} [zone] @returns {import("../parts/form.js").Field} */
export const zoneField = (words, zone) => ({
  name: "zone",
  label: words.t("record.zone"),
  value: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  choices: Intl.supportedValuesOf("timeZone"),
  required: true,
});

/** @param {Words} words @param {number} [place] @returns {import("../parts/form.js").Field} */
export const placeField = (words, place) => ({
  name: "place",
  label: words.t("record.place"),
  kind: "number",
  min: "0",
  value: String(place ?? 100),
  hint: words.t("record.placeHint"),
  required: true,
});

/** @param {Words} words @param {boolean} active */
export const activeCell = (words, active) =>
  active ? dot(words.t("record.yes"), "good") : dot(words.t("record.no"), "quiet");

/** @param {Words} words @returns {[string, string][]} */
export const dayChoices = (words) => DAYS.map((days) => [days, daysText(words, days)]);

/** @param {Words} words @param {string} days */
export function daysText(words, days) {
  if (days === "1,2,3,4,5,6,7") return words.t("days.all");
  const each = apart(days);
  const [first, last] = [each[0] ?? 1, each.at(-1) ?? 1];
  const isRun = each.length > 2 && last - first === each.length - 1;
  return isRun
    ? `${words.weekday(first)}–${words.weekday(last)}`
    : each.map(words.weekday).join(", ");
}

/** @param {Words} words @param {any[]} values */
const windowRows = (words, values) =>
  rows({
    name: "windows",
    label: words.t("calendars.windows"),
    values: values.map((each) => ({
      weekdays: joined(each.weekdays),
      opens: hour(each.opens),
      closes: hour(each.closes),
    })),
    cells: [
      {
        name: "weekdays",
        label: words.t("days.label"),
        options: dayChoices(words),
      },
      {
        name: "opens",
        label: words.t("calendars.opens"),
        kind: "time",
        required: true,
        value: "09:00",
      },
      {
        name: "closes",
        label: words.t("calendars.closes"),
        kind: "time",
        required: true,
        value: "18:00",
      },
    ],
  });

/** @param {Words} words @param {any} window */
const windowText = (words, { weekdays, opens, closes }) =>
  `${daysText(words, joined(weekdays))} ${hour(opens)}–${hour(closes)}`;

/** @param {Words} words @param {number} minutes */
function spanText(words, minutes) {
  const [days, hours, rest] = spans(minutes);
  const told = [
    days && words.t("span.days", { count: days }),
    hours && words.t("span.hours", { count: hours }),
    rest && words.t("span.minutes", { count: rest }),
  ];
  return told.filter(Boolean).join(" ");
}
