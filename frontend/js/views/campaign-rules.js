// By which rules a campaign rings, and changing them for what is approved already.

import { fill, h } from "../dom.js";
import { decides, isInForce } from "../model/campaigns.js";
import { rulesOf } from "../model/drafts.js";
import { button, card } from "../parts/card.js";
import { form } from "../parts/form.js";
import { facts } from "../parts/marks.js";
import { rulesSections } from "../parts/rules-form.js";
import { campaignFrame } from "./campaign-frame.js";
import { reason } from "./campaign-words.js";

/** @param {HTMLElement} root @param {Context} context */
export function campaignRules(root, context) {
  const { words, send, params, me, signal, tell } = context;
  const { t } = words;
  const path = `/campaigns/${params.id}`;
  const about = h("div", { class: "stack" });
  const place = h("div", { hidden: true });
  const change = button(t("rules.change"), () => open(), "primary");
  /** @type {Campaign | null} */
  let campaign = null;
  const frame = campaignFrame(root, context, {
    page: "rules",
    body: [card(t("rules.title"), about, change, place)],
    load: async () => null,
    show(seen) {
      campaign = seen;
      change.hidden = !decides(me) || !isInForce(seen) || !place.hidden;
      fill(
        about,
        told(words, seen),
        ({ name }) => name,
        ({ name, pairs }) => h("section", { class: "stack" }, h("h3", {}, name), facts(pairs)),
      );
    },
  });

  async function open() {
    if (!campaign) return;
    change.disabled = true;
    const [numbers, rotas] = await Promise.all([
      send("/numbers", { signal }).catch(() => []),
      send("/people/rotas?limit=200", { signal }).catch(() => ({ items: [] })),
    ]);
    const { rules, version } = campaign;
    const known = {
      numbers,
      rotas: rotas.items,
      isAdmin: me.roles.includes("admin"),
    };
    const asked = form({
      words,
      fields: [reason(words)],
      sections: rulesSections(words, rules, known),
      label: t("rules.keep"),
      cancel: close,
      send: async (data) => {
        const body = {
          reason: String(data.get("reason")).trim(),
          rules: rulesOf(data),
        };
        await send(`${path}/rules`, {
          method: "PATCH",
          body,
          seen: version,
          signal,
        });
        tell(t("rules.changed"));
        close();
      },
    });
    place.replaceChildren(asked.element);
    place.hidden = false;
    about.hidden = change.hidden = true;
    asked.element.querySelector("input")?.focus();
  }

  function close() {
    place.hidden = true;
    about.hidden = change.hidden = change.disabled = false;
    place.replaceChildren();
    frame.changed();
    change.focus();
  }
}

/** The rules by what they are about. @param {Words} words @param {Campaign} seen @returns {{name: string, pairs: [string, string][]}[]} */
export function told(words, { rules, caller, audience }) {
  const { t, number, word } = words;
  const money = (/** @type {number | null} */ micro) =>
    micro === null ? t("rules.without") : words.money(micro, rules.currency);
  const transfer = rules.transfer;
  return [
    {
      name: t("rules.hours"),
      pairs: [
        [t("campaign.hours"), hours(words, rules)],
        [t("rules.zone"), rules.zone ?? t("rules.without")],
        [t("rules.purpose"), word("purpose", rules.purpose)],
        [t("rules.consent"), t(rules.consent_required ? "yes" : "no")],
        ...waived(words, rules),
        [t("whom.audience"), t(audience.tickets ? "whom.tickets" : "whom.list")],
      ],
    },
    {
      name: t("rules.pace"),
      pairs: [
        [t("rules.perSecond"), number(rules.per_second)],
        [t("campaign.lines"), number(rules.live_cap)],
        [t("campaign.tries"), number(rules.max_attempts)],
        [t("rules.dayCap"), number(rules.day_cap)],
        [
          t("rules.monthCap"),
          rules.number_cap === null ? t("rules.without") : number(rules.number_cap),
        ],
      ],
    },
    { name: t("rules.again"), pairs: cadence(words, rules) },
    {
      name: t("rules.money"),
      pairs: [
        [t("rules.budget"), money(rules.budget_micro)],
        [t("rules.dayBudget"), money(rules.day_budget_micro)],
        [t("rules.contactBudget"), money(rules.contact_budget_micro)],
        [t("rules.minutePrice"), minutePrice(words, rules)],
        [t("rules.talkMinutes"), number(rules.talk_seconds / 60)],
      ],
    },
    {
      name: t("rules.who"),
      pairs: [
        [
          t("rules.callers"),
          (rules.callers.length ? rules.callers : [caller]).map(words.phone).join(", "),
        ],
        [
          t("rules.handOver"),
          transfer
            ? t("rules.handedTo", {
                rota: transfer.rota,
                count: transfer.agents,
              })
            : t("rules.nobody"),
        ],
        [t("rules.record"), t(rules.record ? "yes" : "no")],
        [t("rules.retention"), word("retention", rules.retention)],
      ],
    },
    { name: t("rules.safety"), pairs: safety(words, rules) },
  ];
}

/** Less than a cent counts here. @param {Words} words @param {Rules} rules */
const minutePrice = ({ number }, { minute_price_micro, currency }) =>
  `${number(minute_price_micro / 1_000_000)} ${currency}`;

/** @param {Words} words @param {Rules} rules */
const hours = ({ t, weekday }, rules) =>
  t("campaign.window", {
    opens: rules.opens_at.slice(0, 5),
    closes: rules.closes_at.slice(0, 5),
    days: rules.weekdays.map(weekday).join(", "),
  });

/** @param {Words} words @param {Rules} rules @returns {[string, string][]} */
const waived = ({ t }, { hours_waived_because: why }) => (why ? [[t("rules.waived"), why]] : []);

/** @param {Words} words @param {Rules} rules @returns {[string, string][]} */
const cadence = ({ t, word, minutes }, { retries }) =>
  Object.entries(retries).map(([outcome, { after, times, other_time: isOther }]) => [
    word("outcome", outcome),
    t(isOther ? "rules.retryOther" : "rules.retry", {
      after: minutes(after),
      count: times,
    }),
  ]);

/** @param {Words} words @param {Rules} rules @returns {[string, string][]} */
const safety = ({ t, number, percent }, { breakers }) => [
  [t("rules.breakerMinutes"), number(breakers.minutes)],
  [t("rules.breakerLeast"), number(breakers.least)],
  [t("rules.breakerFailures"), percent(breakers.failures)],
  [t("rules.breakerOptOuts"), percent(breakers.opt_outs)],
  [t("rules.breakerProvider"), percent(breakers.provider_errors)],
  [t("rules.breakerBurn"), number(breakers.burn)],
];
