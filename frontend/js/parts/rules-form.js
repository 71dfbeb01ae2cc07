// The rules of a campaign as a form's sections: when, how often, for how much, from where.

import { units } from "../model/drafts.js";
import { again } from "./cadence.js";
import { chips } from "./chips.js";

/** @typedef {import("./form.js").Section} Section */
/** @typedef {import("./form.js").Field} Field */
/** @typedef {{numbers: OurNumber[], rotas: Rota[], isAdmin: boolean}} Known */

/** @param {Words} words @param {Rules} rules @param {Known} known @returns {Section[]} */
export const rulesSections = (words, rules, known) => [
  hours(words, rules, known),
  pace(words, rules),
  again(words, rules),
  money(words, rules),
  callers(words, rules, known),
  handOver(words, rules, known),
  safety(words, rules),
];

/** @param {Words} words @param {Rules} rules @param {Known} known @returns {Section} */
function hours({ t, weekday }, rules, { isAdmin }) {
  /** @type {[string, string][]} */
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), weekday(day)]);
  /** @type {Field[]} */
  const waiver = isAdmin
    ? [
        {
          name: "hours_waived_because",
          label: t("rules.waived"),
          hint: t("rules.waivedHint"),
          maxlength: 300,
          value: rules.hours_waived_because ?? "",
          wide: true,
        },
      ]
    : [];
  return {
    title: t("rules.hours"),
    what: t("rules.hoursWhat"),
    open: true,
    fields: [
      time("opens_at", t("campaign.opens"), rules.opens_at),
      time("closes_at", t("campaign.closes"), rules.closes_at),
      {
        name: "zone",
        label: t("rules.zone"),
        hint: t("rules.zoneHint", { example: "Europe/Madrid" }),
        value: rules.zone ?? "",
        choices: zones(),
      },
      {
        name: "purpose",
        label: t("rules.purpose"),
        kind: "select",
        value: rules.purpose,
        hint: t("rules.purposeHint"),
        options: [
          ["service", t("purpose.service")],
          ["marketing", t("purpose.marketing")],
        ],
      },
      tick("consent_required", t("rules.consent"), rules.consent_required),
      ...waiver,
    ],
    nodes: [chips(t("campaign.days"), "weekdays", days, rules.weekdays)],
  };
}

/** Every zone this browser knows. */
const zones = () => Intl.supportedValuesOf?.("timeZone") ?? [];

/** @param {Words} words @param {Rules} rules @returns {Section} */
const pace = ({ t }, rules) => ({
  title: t("rules.pace"),
  fields: [
    number("per_second", t("rules.perSecond"), rules.per_second, {
      min: "0.01",
      max: "100",
      step: "any",
    }),
    number("live_cap", t("campaign.lines"), rules.live_cap, { max: "2000" }),
    number("max_attempts", t("campaign.tries"), rules.max_attempts, {
      max: "10",
    }),
    number("day_cap", t("rules.dayCap"), rules.day_cap, {
      max: "10",
      hint: t("rules.capHint"),
    }),
    {
      ...number("number_cap", t("rules.monthCap"), rules.number_cap ?? "", {
        max: "30",
      }),
      required: false,
    },
  ],
});

/** @param {Words} words @param {Rules} rules @returns {Section} */
const money = ({ t }, rules) => ({
  title: t("rules.money"),
  open: true,
  fields: [
    number("budget", t("rules.budget"), units(rules.budget_micro), {
      min: "0.01",
      step: "any",
    }),
    {
      ...number("day_budget", t("rules.dayBudget"), units(rules.day_budget_micro), {
        step: "any",
        min: "0",
      }),
      required: false,
    },
    {
      ...number("contact_budget", t("rules.contactBudget"), units(rules.contact_budget_micro), {
        step: "any",
        min: "0",
      }),
      required: false,
    },
    {
      name: "currency",
      label: t("rules.currency"),
      required: true,
      minlength: 3,
      maxlength: 3,
      value: rules.currency,
      choices: ["USD", "EUR", "MXN", "GBP"],
    },
    number("minute_price", t("rules.minutePrice"), units(rules.minute_price_micro), {
      min: "0",
      step: "any",
    }),
    number("talk_minutes", t("rules.talkMinutes"), rules.talk_seconds / 60, {
      max: "60",
      step: "any",
    }),
  ],
});

/** @param {Words} words @param {Rules} rules @param {Known} known @returns {Section} */
function callers(words, rules, { numbers }) {
  const phones = [...new Set([...numbers.map((each) => each.phone), ...rules.callers])];
  const label = new Map(numbers.map((each) => [each.phone, each.label]));
  /** @type {[string, string][]} */
  const options = phones.map((phone) => {
    const name = label.get(phone);
    const shown = words.phone(phone);
    return [phone, name && name !== phone ? `${name} · ${shown}` : shown];
  });
  return {
    title: words.t("rules.callers"),
    what: words.t(phones.length ? "rules.callersWhat" : "rules.noNumbers"),
    nodes: phones.length
      ? [chips(words.t("rules.callers"), "callers", options, rules.callers)]
      : [],
  };
}

/** @param {Words} words @param {Rules} rules @param {Known} known @returns {Section} */
function handOver({ t }, rules, { rotas }) {
  const now = rules.transfer ?? {
    agents: 1,
    rota: "",
    ratio: 1.5,
    handle_seconds: 180,
  };
  const names = [...new Set([...rotas.map((each) => each.name), ...(now.rota ? [now.rota] : [])])];
  return {
    title: t("rules.handOver"),
    what: t(names.length ? "rules.handOverWhat" : "rules.noRotas"),
    fields: [
      {
        name: "rota",
        label: t("rules.rota"),
        kind: "select",
        value: now.rota,
        options: [
          ["", t("rules.nobody")],
          ...names.map((name) => /** @type {[string, string]} */ ([name, name])),
        ],
      },
      number("agents", t("rules.agents"), now.agents, { max: "500" }),
      number("ratio", t("rules.ratio"), now.ratio, { max: "4", step: "any" }),
      number("handle_seconds", t("rules.handleSeconds"), now.handle_seconds, {
        min: "10",
        max: "3600",
      }),
    ],
  };
}

/** @param {Words} words @param {Rules} rules @returns {Section} */
const safety = ({ t, word }, { breakers, record, retention }) => ({
  title: t("rules.safety"),
  what: t("rules.safetyWhat"),
  fields: [
    number("breaker_minutes", t("rules.breakerMinutes"), breakers.minutes, {
      max: "120",
    }),
    number("breaker_least", t("rules.breakerLeast"), breakers.least, {
      max: "1000",
    }),
    number("breaker_failures", t("rules.breakerFailures"), hundredth(breakers.failures), {
      max: "100",
    }),
    number("breaker_opt_outs", t("rules.breakerOptOuts"), hundredth(breakers.opt_outs), {
      max: "100",
    }),
    number("breaker_provider", t("rules.breakerProvider"), hundredth(breakers.provider_errors), {
      max: "100",
    }),
    number("breaker_burn", t("rules.breakerBurn"), breakers.burn, {
      max: "100",
      step: "any",
    }),
    {
      name: "retention",
      label: t("rules.retention"),
      kind: "select",
      value: retention,
      options: ["short", "standard", "long", "hold"].map((each) => [each, word("retention", each)]),
    },
    tick("record", t("rules.record"), record),
  ],
});

/** @param {number} share */
const hundredth = (share) => Math.round(share * 10_000) / 100;

/** @param {string} name @param {string} label @param {string} value @returns {Field} */
const time = (name, label, value) => ({
  name,
  label,
  kind: "time",
  required: true,
  value: value.slice(0, 5),
});

/** @param {string} name @param {string} label @param {boolean} checked @returns {Field} */
const tick = (name, label, checked) => ({
  name,
  label,
  kind: "checkbox",
  checked,
});

/** @param {string} name @param {string} label @param {string | number} value @param {Partial<Field>} [more] @returns {Field} */
const number = (name, label, value, more = {}) => ({
  name,
  label,
  kind: "number",
  required: true,
  min: "1",
  value: String(value),
  ...more,
});
