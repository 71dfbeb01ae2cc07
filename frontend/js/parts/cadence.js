// When somebody who was not reached is rung again, outcome by outcome, as a table to fill in.

import { h } from "../dom.js";
import { OUTCOMES } from "../model/drafts.js";

/** @param {Words} words @param {Rules} rules @returns {import("./form.js").Section} */
export const again = (words, rules) => ({
  title: words.t("rules.again"),
  what: words.t("rules.againWhat"),
  nodes: [cadence(words, rules)],
});

/** @param {Words} words @param {Rules} rules */
function cadence({ t, word }, rules) {
  const heads = ["rules.if", "rules.after", "rules.times", "rules.other"];
  const body = OUTCOMES.map((outcome) => {
    const name = word("outcome", outcome);
    const known = rules.retries[outcome];
    const now = known ?? { after: 60, times: 3, other_time: false };
    return h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        h(
          "label",
          { class: "tick-box" },
          h("input", {
            type: "checkbox",
            name: `retry.${outcome}`,
            checked: Boolean(known),
          }),
          name,
        ),
      ),
      h("td", {}, amount(`after.${outcome}`, `${t("rules.after")}: ${name}`, now.after, 20_160)),
      h("td", {}, amount(`times.${outcome}`, `${t("rules.times")}: ${name}`, now.times, 10)),
      h(
        "td",
        {},
        h("input", {
          type: "checkbox",
          name: `other.${outcome}`,
          checked: now.other_time,
          "aria-label": `${t("rules.other")}: ${name}`,
        }),
      ),
    );
  });
  return h(
    "div",
    { class: "cadence wide" },
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, t("rules.again")),
      h(
        "thead",
        {},
        h("tr", {}, ...heads.map((key) => h("th", { scope: "col" }, word("rules", key.slice(6))))),
      ),
      h("tbody", {}, ...body),
    ),
  );
}

/** @param {string} name @param {string} label @param {number} value @param {number} max */
const amount = (name, label, value, max) =>
  h("input", { type: "number", name, value, min: 0, max, "aria-label": label });
