// Writes a rota: its people, their weekly shifts, who is absent and who stands in.

import { h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { planOf, rowsOf } from "../model/rotas.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { form } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { rows } from "../parts/rows.js";

/** @type {RotaPlan} */
const EMPTY = {
  name: "",
  zone: "",
  people: [],
  shifts: [],
  absences: [],
  overrides: [],
};
const RANKS = /** @type {const} */ (["first", "second", "manager"]);

/** @param {HTMLElement} root @param {Context} context */
export function rota(root, context) {
  const { words, send, me, params, signal, title, go, tell } = context;
  const { t } = words;
  const isNew = !params.id;
  const path = `/people/rotas${isNew ? "" : `/${params.id}`}`;
  const place = h("section", { class: "card builder" });
  const way = h("p", { class: "muted" }, h("a", { href: "#/calls/rotas" }, t("duty.title")));
  const name = h("h1", {}, t("duty.new"));
  title(t("duty.title"));
  root.replaceChildren(way, h("div", { class: "head" }, name), place);
  if (isNew) show({ ...EMPTY, zone: words.zone }, 0);
  else
    send(path, { signal }).then(
      (found) => show(found, found.version),
      (error) =>
        signal.aborted ||
        place.replaceChildren(h("p", { class: "complaint", role: "alert" }, failure(words, error))),
    );

  /** @param {RotaPlan} plan @param {number} seen */
  function show(plan, seen) {
    if (signal.aborted) return;
    if (plan.name) {
      title(plan.name);
      name.textContent = plan.name;
    }
    const tables = tablesOf(words, plan);
    const asked = form({
      words,
      fields: [
        {
          name: "name",
          label: t("duty.name"),
          required: true,
          maxlength: 100,
          value: plan.name,
        },
        {
          name: "zone",
          label: t("duty.zone"),
          required: true,
          value: plan.zone,
          choices: Intl.supportedValuesOf?.("timeZone") ?? [],
        },
      ],
      sections: [
        {
          title: t("duty.people"),
          what: t("duty.peopleWhat"),
          open: true,
          nodes: [tables.people.element],
        },
        {
          title: t("duty.shifts"),
          what: t("duty.shiftsWhat"),
          open: true,
          nodes: [tables.shifts.element],
        },
        {
          title: t("duty.absences"),
          what: t("duty.absencesWhat"),
          nodes: [tables.absences.element],
        },
        {
          title: t("duty.overrides"),
          what: t("duty.overridesWhat"),
          nodes: [tables.overrides.element],
        },
      ],
      label: t("form.save"),
      cancel: () => go("#/calls/rotas"),
      send: (data) => keep(data, tables, seen),
    });
    const mayDrop = !isNew && decides(me);
    const drop = mayDrop ? button(t("duty.drop"), () => remove(plan, seen), "danger-quiet") : "";
    place.replaceChildren(asked.element, drop);
  }

  /** @param {FormData} data @param {ReturnType<typeof tablesOf>} tables @param {number} seen */
  async function keep(data, tables, seen) {
    const body = planOf(String(data.get("name")).trim(), String(data.get("zone")).trim(), {
      people: tables.people.read(),
      shifts: tables.shifts.read(),
      absences: tables.absences.read(),
      overrides: tables.overrides.read(),
    });
    await send(path, isNew ? { body, signal } : { method: "PUT", body, seen, signal });
    tell(t("duty.kept"));
    go("#/calls/rotas");
  }

  /** @param {RotaPlan} plan @param {number} seen */
  function remove(plan, seen) {
    ask({
      words,
      signal,
      title: t("duty.drop"),
      text: t("duty.dropWhat", { name: plan.name }),
      label: t("duty.drop"),
      tone: "danger",
      send: async () => {
        await send(path, { method: "DELETE", seen, signal });
        go("#/calls/rotas");
      },
    });
  }
}

/** @param {Words} words @param {RotaPlan} plan */
function tablesOf(words, plan) {
  const { t, word, weekday } = words;
  const now = rowsOf(plan);
  /** @type {[string, string][]} */
  const ranks = RANKS.map((each) => [each, word("dutyRank", each)]);
  /** @type {[string, string][]} */
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), weekday(day)]);
  const person = { name: "person", label: t("duty.person") };
  const rank = {
    name: "rank",
    label: t("duty.rank"),
    kind: "select",
    options: ranks,
  };
  const spell = [
    { name: "starts_at", label: t("duty.from"), kind: "datetime-local" },
    { name: "ends_at", label: t("duty.to"), kind: "datetime-local" },
  ];
  return {
    people: rows({
      words,
      legend: t("duty.people"),
      add: t("duty.addPerson"),
      items: now.people,
      fresh: () => ({ language: words.code }),
      cells: [
        { name: "name", label: t("member.name") },
        { name: "phone", label: t("member.phone"), kind: "tel" },
        {
          name: "language",
          label: t("ticket.language"),
          kind: "select",
          options: words.languages(),
        },
      ],
    }),
    shifts: rows({
      words,
      legend: t("duty.shifts"),
      add: t("duty.addShift"),
      items: now.shifts,
      fresh: () => ({
        rank: "first",
        weekdays: ["1", "2", "3", "4", "5"],
        starts: "09:00",
        ends: "17:00",
      }),
      cells: [
        person,
        rank,
        {
          name: "weekdays",
          label: t("campaign.days"),
          kind: "days",
          options: days,
        },
        { name: "starts", label: t("duty.from"), kind: "time" },
        { name: "ends", label: t("duty.to"), kind: "time" },
      ],
    }),
    absences: rows({
      words,
      legend: t("duty.absences"),
      add: t("duty.addAbsence"),
      items: now.absences,
      fresh: () => ({}),
      cells: [person, ...spell],
    }),
    overrides: rows({
      words,
      legend: t("duty.overrides"),
      add: t("duty.addStandIn"),
      items: now.overrides,
      fresh: () => ({ rank: "first" }),
      cells: [person, rank, ...spell],
    }),
  };
}
