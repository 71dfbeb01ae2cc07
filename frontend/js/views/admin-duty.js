// Who gets new tickets: teams, and rules that lead to them.

import { conditionFacet } from "../parts/conditions.js";
import { facets } from "../parts/facets.js";
import { records } from "../parts/records.js";

/** @param {HTMLElement} root @param {Context} context */
export function teams(root, context) {
  const { t } = context.words;
  const { name, choice, rows, shown } = facets(context.words);
  records(root, context, "teams", {
    path: "/assignments/teams",
    facets: [
      name(),
      choice(
        "strategy",
        t("teams.strategy"),
        [
          ["round_robin", t("strategy.round_robin")],
          ["least_loaded", t("strategy.least_loaded")],
        ],
        { cell: (each) => context.words.word("strategy", each.strategy) },
      ),
      rows(
        "members",
        t("teams.members"),
        [
          { name: "name", label: t("teams.person"), required: true },
          {
            name: "capacity",
            label: t("teams.capacity"),
            kind: "number",
            value: "20",
            required: true,
          },
        ],
        {
          hint: t("teams.hint"),
          cell: (each) => each.members.map((/** @type {any} */ one) => one.name).join(", "),
          taken: (row) => ({ ...row, capacity: Number(row.capacity) }),
        },
      ),
      shown("last", t("teams.last"), (each) => each.last ?? "–"),
    ],
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function rules(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  const { name, place, choice, text, shown, active } = facets(words);
  /** @type {Map<string, string>} */
  let known = new Map();
  const read = async () => {
    const found = await send("/assignments/teams", { signal });
    known = new Map(found.map((/** @type {any} */ each) => [each.id, each.name]));
  };
  read().catch(() => {});
  records(root, context, "rules", {
    path: "/assignments/rules",
    more: read,
    facets: [
      name(),
      place(),
      choice("team_id", t("rules.team"), () => [["", t("rules.noTeam")], ...known], {
        hint: t("rules.hint"),
        hidden: true,
      }),
      text("person", t("rules.person"), { hidden: true, maxlength: 200 }),
      shown(
        "gets",
        t("rules.gets"),
        (each) => each.person ?? known.get(each.team_id) ?? t("rules.team"),
      ),
      conditionFacet(words),
      active(),
    ],
  });
}
