// Who gets new tickets: teams, and rules that lead to them.

import { conditionCell, conditionFields, conditionOf, } from "../parts/conditions.js";
import { rows, rowsOf, tick } from "../parts/fields.js";
import { records } from "../parts/records.js";
import { activeCell, placeField, } from "./admin-sla.js";

/** @param {HTMLElement} root @param {Context} context */
export function teams(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.teams"),
    what: t("adminWhat.teams"),
    path: "/assignments/teams",
    empty: t("teams.none"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("teams.strategy"),
        cell: (each) => words.word("strategy", each.strategy),
      },
      {
        label: t("teams.members"),
        cell: (each) => each.members.map((/** @type {any} */ one) => one.name).join(", "),
      },
      { label: t("teams.last"), cell: (each) => each.last ?? "–" },
    ],
    fields: (each) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      {
        name: "strategy",
        label: t("teams.strategy"),
        kind: "select",
        value: each?.strategy,
        options: [
          ["round_robin", t("strategy.round_robin")],
          ["least_loaded", t("strategy.least_loaded")],
        ],
      },
      rows({
        name: "members",
        label: t("teams.members"),
        values: each?.members ?? [],
        hint: t("teams.hint"),
        cells: [
          { name: "name", label: t("teams.person"), required: true },
          {
            name: "capacity",
            label: t("teams.capacity"),
            kind: "number",
            value: "20",
            required: true,
          },
        ],
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      strategy: data.get("strategy"),
      members: rowsOf(data, "members", ["name", "capacity"]).map((one) => ({
        ...one,
        capacity: Number(one.capacity),
      })),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function rules(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  /** @type {Map<string, string>} */
  let known = new Map();
  const read = async () => {
    const found = await send("/assignments/teams", { signal });
    known = new Map(found.map((/** @type {any} */ each) => [each.id, each.name]));
  };
  read().catch(() => {});
  records(root, context, {
    title: t("admin.rules"),
    what: t("adminWhat.rules"),
    path: "/assignments/rules",
    empty: t("rules.none"),
    name: (each) => each.name,
    columns: [
      {
        label: t("record.place"),
        cell: (each) => words.number(each.place),
        kind: "number",
      },
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("condition.which"),
        cell: (each) => conditionCell(words, each.condition),
      },
      {
        label: t("rules.gets"),
        cell: (each) => each.person ?? known.get(each.team_id) ?? t("rules.team"),
      },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, each.active),
      },
    ],
    more: read,
    fields: (each) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 100,
      },
      {
        name: "team_id",
        label: t("rules.team"),
        kind: "select",
        value: each?.team_id ?? "",
        options: [["", t("rules.noTeam")], ...known],
        hint: t("rules.hint"),
      },
      {
        name: "person",
        label: t("rules.person"),
        value: each?.person ?? "",
        maxlength: 200,
      },
      placeField(words, each?.place),
      ...conditionFields(words, each?.condition),
      tick({
        name: "active",
        label: t("record.active"),
        value: each?.active ?? true,
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      team_id: data.get("team_id") || null,
      person: data.get("person") || null,
      place: Number(data.get("place")),
      condition: conditionOf(data),
      active: data.has("active"),
    }),
  });
}
