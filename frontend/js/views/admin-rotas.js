// Who is on call, and who is rung when nobody sees to a ticket.

import { apart, hour, joined } from "../model/records.js";
import { priorities } from "../parts/conditions.js";
import { checks, rows, rowsOf, tick } from "../parts/fields.js";
import { records } from "../parts/records.js";
import { activeCell, dayChoices, placeField, zoneField } from "./admin-sla.js";

const RANKS = ["first", "second", "manager"];
const CAUSES = ["opened", "response", "resolution"];

/** @param {HTMLElement} root @param {Context} context */
export function rotas(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.rotas"),
    what: t("adminWhat.rotas"),
    path: "/people/rotas",
    writer: "supervisor",
    empty: t("rotas.none"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      { label: t("record.zone"), cell: (each) => each.zone },
      {
        label: t("rotas.people"),
        cell: (each) => each.people.map((/** @type {any} */ one) => one.name).join(", "),
      },
      {
        label: t("rotas.shifts"),
        cell: (each) => words.number(each.shifts.length),
        kind: "amount",
      },
      {
        label: t("rotas.absences"),
        cell: (each) => words.number(each.absences.length),
        kind: "amount",
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
      rows({
        name: "people",
        label: t("rotas.people"),
        values: each?.people ?? [],
        hint: t("rotas.peopleHint"),
        cells: [
          { name: "name", label: t("teams.person"), required: true },
          {
            name: "phone",
            label: t("member.phone"),
            kind: "tel",
            required: true,
          },
          {
            name: "language",
            label: t("ticket.language"),
            options: [
              ["en", t("language.en")],
              ["es", t("language.es")],
            ],
          },
        ],
      }),
      rows({
        name: "shifts",
        label: t("rotas.shifts"),
        values: (each?.shifts ?? []).map((/** @type {any} */ one) => ({
          ...one,
          weekdays: joined(one.weekdays),
          starts: hour(one.starts),
          ends: hour(one.ends),
        })),
        hint: t("rotas.shiftsHint"),
        cells: [
          { name: "person", label: t("teams.person") },
          {
            name: "rank",
            label: t("rotas.rank"),
            options: RANKS.map((rank) => [rank, words.word("rank", rank)]),
          },
          {
            name: "weekdays",
            label: t("days.label"),
            options: dayChoices(words),
          },
          {
            name: "starts",
            label: t("rotas.starts"),
            kind: "time",
            value: "09:00",
          },
          {
            name: "ends",
            label: t("rotas.ends"),
            kind: "time",
            value: "18:00",
          },
        ],
      }),
    ],
    body: (data, before) => ({
      name: data.get("name"),
      zone: data.get("zone"),
      people: rowsOf(data, "people", ["name", "phone", "language"]),
      shifts: rowsOf(data, "shifts", ["person", "rank", "weekdays", "starts", "ends"]).map(
        (one) => ({ ...one, weekdays: apart(one.weekdays ?? "") }),
      ),
      absences: before?.absences ?? [],
      overrides: before?.overrides ?? [],
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function policies(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.policies"),
    what: t("adminWhat.policies"),
    path: "/escalations/policies",
    empty: t("policies.none"),
    name: (each) => each.name,
    columns: [
      {
        label: t("record.place"),
        cell: (each) => words.number(each.place),
        kind: "number",
      },
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("policies.causes"),
        cell: (each) =>
          each.causes
            .map((/** @type {string} */ one) => words.word("escalationCause", one))
            .join(" · "),
      },
      {
        label: t("ticket.priority"),
        cell: (each) =>
          each.priorities
            .map((/** @type {number} */ one) => words.word("priority", one))
            .join(" · "),
      },
      { label: t("policies.rota"), cell: (each) => each.rota },
      {
        label: t("policies.turns"),
        cell: (each) => words.number(each.turns),
        kind: "amount",
      },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, each.active),
      },
    ],
    more: async () =>
      (await send("/people/rotas?limit=200", { signal })).items.map((/** @type {any} */ each) => [
        each.name,
        each.name,
      ]),
    fields: (each, known) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      {
        name: "rota",
        label: t("policies.rota"),
        kind: "select",
        value: each?.rota,
        options: known,
        required: true,
      },
      checks({
        name: "causes",
        label: t("policies.causes"),
        options: CAUSES.map((cause) => [cause, words.word("escalationCause", cause)]),
        values: each?.causes ?? CAUSES,
      }),
      checks({
        name: "priorities",
        label: t("ticket.priority"),
        options: priorities(words),
        values: each?.priorities ?? [1, 2],
      }),
      {
        name: "snooze_minutes",
        label: t("policies.snooze"),
        kind: "number",
        min: "1",
        value: String(each?.snooze_minutes ?? 10),
        required: true,
      },
      {
        name: "turns",
        label: t("policies.turns"),
        kind: "number",
        min: "1",
        value: String(each?.turns ?? 2),
        hint: t("policies.turnsHint"),
        required: true,
      },
      placeField(words, each?.place),
      tick({
        name: "active",
        label: t("record.active"),
        value: each?.active ?? true,
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      rota: data.get("rota"),
      causes: data.getAll("causes"),
      priorities: data.getAll("priorities").map(Number),
      snooze_minutes: Number(data.get("snooze_minutes")),
      turns: Number(data.get("turns")),
      place: Number(data.get("place")),
      active: data.has("active"),
    }),
  });
}
