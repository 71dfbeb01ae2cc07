// Who is rung when nobody sees to a ticket.

import { priorities } from "../parts/conditions.js";
import { facets } from "../parts/facets.js";
import { records } from "../parts/records.js";

const CAUSES = ["opened", "response", "resolution"];

/** @param {HTMLElement} root @param {Context} context */
export function policies(root, context) {
  const { words, send, signal } = context;
  const { t, word } = words;
  const { name, place, choice, several, whole, active } = facets(words);
  records(root, context, "policies", {
    path: "/escalations/policies",
    more: async () =>
      (await send("/people/rotas?limit=200", { signal })).items.map((/** @type {any} */ each) => [
        each.name,
        each.name,
      ]),
    facets: [
      name(),
      place(),
      choice("rota", t("policies.rota"), (known) => known, { required: true }),
      several(
        "causes",
        t("policies.causes"),
        CAUSES.map((cause) => [cause, word("escalationCause", cause)]),
        {
          usual: CAUSES,
          cell: (each) =>
            each.causes
              .map((/** @type {string} */ one) => word("escalationCause", one))
              .join(" · "),
        },
      ),
      {
        ...several("priorities", t("ticket.priority"), priorities(words), {
          usual: [1, 2],
          cell: (each) =>
            each.priorities.map((/** @type {number} */ one) => word("priority", one)).join(" · "),
        }),
        read: (data) => data.getAll("priorities").map(Number),
      },
      whole("snooze_minutes", t("policies.snooze"), {
        usual: 10,
        hidden: true,
      }),
      whole("turns", t("policies.turns"), {
        usual: 2,
        hint: t("policies.turnsHint"),
      }),
      active(),
    ],
  });
}
