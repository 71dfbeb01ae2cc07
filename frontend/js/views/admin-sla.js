// What tickets are promised: when time counts, and how much of it there is.

import { conditionFacet } from "../parts/conditions.js";
import { facets } from "../parts/facets.js";
import { records } from "../parts/records.js";
import { apart, DAYS, hour, joined, spans } from "../model/records.js";
import { HOLDS } from "../model/tickets.js";

const OFFICE_HOURS = [{ weekdays: [1, 2, 3, 4, 5], opens: "09:00", closes: "18:00" }];

/** @param {HTMLElement} root @param {Context} context */
export function calendars(root, context) {
  const { words } = context;
  const { t } = words;
  const { name, zone, list, text } = facets(words);
  /** @param {string} field @param {string} label @param {string} usual @param {string} [hint] */
  const time = (field, label, usual, hint) => ({
    ...text(field, label, { hidden: true }),
    fields: (/** @type {any} */ each) => [
      {
        name: field,
        label,
        kind: /** @type {const} */ ("time"),
        value: hour(each?.[field] ?? usual),
        required: true,
        hint,
      },
    ],
  });
  records(root, context, "calendars", {
    path: "/sla/calendars",
    facets: [
      name(),
      zone(),
      windows(words),
      list("places", t("calendars.places"), {
        hint: t("calendars.placesHint"),
        wide: true,
      }),
      list("days_off", t("calendars.daysOff"), {
        kind: "textarea",
        rows: 2,
        hint: t("calendars.daysOffHint"),
        hidden: true,
      }),
      time("quiet_from", t("calendars.quietFrom"), "22:00"),
      time("quiet_until", t("calendars.quietUntil"), "07:00", t("calendars.quietHint")),
    ],
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function definitions(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  const { name, choice, whole, several, place, active } = facets(words);
  records(root, context, "definitions", {
    path: "/sla/definitions",
    more: async () =>
      (await send("/sla/calendars", { signal })).map((/** @type {any} */ each) => [
        each.id,
        each.name,
      ]),
    facets: [
      name(),
      choice(
        "kind",
        t("definitions.kind"),
        [
          ["response", t("slaKind.response")],
          ["resolution", t("slaKind.resolution")],
        ],
        { cell: (each) => words.word("slaKind", each.kind) },
      ),
      {
        ...whole("minutes", t("definitions.minutes"), { usual: 240 }),
        cell: (each) => spanText(words, each.minutes),
        column: t("definitions.within"),
        as: undefined,
      },
      choice("calendar_id", t("definitions.calendar"), (calendars) => calendars, {
        required: true,
        hidden: true,
      }),
      conditionFacet(words),
      several(
        "pauses",
        t("definitions.pauses"),
        HOLDS.map((hold) => [hold, words.word("hold", hold)]),
        { usual: ["awaiting_caller"], hidden: true },
      ),
      place(),
      active(),
    ],
  });
}

/** The hours of a week in which time counts. @param {Words} words */
function windows(words) {
  const { t } = words;
  const cells = [
    { name: "weekdays", label: t("days.label"), options: dayChoices(words) },
    {
      name: "opens",
      label: t("calendars.opens"),
      kind: "time",
      required: true,
      value: "09:00",
    },
    {
      name: "closes",
      label: t("calendars.closes"),
      kind: "time",
      required: true,
      value: "18:00",
    },
  ];
  return facets(words).rows("windows", t("calendars.windows"), cells, {
    usual: OFFICE_HOURS,
    cell: (each) =>
      each.windows.map((/** @type {any} */ one) => windowText(words, one)).join(" · "),
    given: (one) => ({
      weekdays: joined(one.weekdays),
      opens: hour(one.opens),
      closes: hour(one.closes),
    }),
    taken: (row) => ({ ...row, weekdays: apart(row.weekdays ?? "") }),
  });
}

/** @param {Words} words @returns {[string, string][]} */
const dayChoices = (words) => DAYS.map((days) => [days, daysText(words, days)]);

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
