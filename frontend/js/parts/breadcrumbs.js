// The conditions of a list as a path: each part goes back to it, each cross takes one out.

import { h } from "../dom.js";
import { crumbs, listAddress, upTo, without, written } from "../model/conditions.js";
import { clauseSaid } from "../model/saying.js";
import { icon } from "./icons.js";

/**
 * Every part is a link, so that it can be opened elsewhere and copied.
 * @param {Words} words @param {import("../model/conditions.js").Conditions} conditions
 * @param {string} [order] which the list keeps
 */
export function breadcrumbs(words, conditions, order) {
  const { t } = words;
  /** @param {import("../model/conditions.js").Conditions} fewer */
  const address = (fewer) => listAddress(written(fewer), order);
  const parts = crumbs(conditions).map(({ query, place, clause }) => {
    const said = clauseSaid(words, clause);
    const isAlternative = query > 0 && place === 0;
    return h(
      "li",
      {},
      h(
        "a",
        {
          class: "crumb-out",
          href: address(without(conditions, { query, place })),
          "aria-label": t("crumbs.remove", { what: said }),
          title: t("crumbs.remove", { what: said }),
        },
        isAlternative ? h("b", {}, t("condition.or")) : icon("chevron"),
      ),
      h("a", { href: address(upTo(conditions, { query, place })) }, said),
    );
  });
  return h(
    "nav",
    { class: "crumbs", "aria-label": t("crumbs.label") },
    h("ol", {}, h("li", {}, h("a", { href: address([]) }, t("crumbs.all"))), ...parts),
  );
}
