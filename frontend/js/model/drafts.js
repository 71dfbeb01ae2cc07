// A campaign between its form and the API: what was filled in becomes what is sent, and back.

const MILLION = 1_000_000;
export const LANGUAGES = /** @type {const} */ (["en", "es"]);
export const OUTCOMES = /** @type {const} */ ([
  "busy",
  "no_answer",
  "voicemail",
  "failed",
  "hung_up",
  "no_response",
  "not_there",
  "ivr",
  "screened",
]);
const PLACEHOLDER = /\{([a-z_][a-z0-9_]*)\}/g;

/** @param {FormData} data @param {string} name */
const text = (data, name) => String(data.get(name) ?? "").trim();

/** @param {FormData} data @param {string} name */
const whole = (data, name) => (text(data, name) ? Number(text(data, name)) : null);

/** @param {FormData} data @param {string} name */
function micro(data, name) {
  const units = whole(data, name);
  return units === null ? null : Math.round(units * MILLION);
}

/** @param {FormData} data @param {string} name @returns {string[]} */
const chosen = (data, name) => data.getAll(name).map(String).filter(Boolean);

/** Whom, with what words, by which rules: a draft as the API takes it. @param {FormData} data */
export function drafted(data) {
  const caller = text(data, "caller");
  return {
    name: text(data, "name"),
    audience: audienceOf(data),
    also_in: text(data, "also_in") || "skip",
    script: scriptOf(data),
    rules: rulesOf(data),
    ...(caller && { caller }),
  };
}

/** @param {FormData} data */
function audienceOf(data) {
  if (text(data, "audience") !== "tickets") return { list_id: text(data, "list_id") };
  return {
    tickets: {
      state: chosen(data, "state"),
      priority: chosen(data, "priority").map(Number),
      assignee: text(data, "assignee") || null,
    },
  };
}

/** The languages in which anything was written. @param {FormData} data */
export function scriptOf(data) {
  const written = LANGUAGES.filter((code) => text(data, `${code}.purpose`));
  return Object.fromEntries(written.map((code) => [code, wordsOf(data, code)]));
}

/** @param {FormData} data @param {Language} code */
function wordsOf(data, code) {
  const questions = text(data, `${code}.questions`)
    .split("\n")
    .map((each) => each.trim())
    .filter(Boolean);
  return {
    purpose: text(data, `${code}.purpose`),
    questions,
    closing: text(data, `${code}.closing`),
    voicemail: text(data, `${code}.voicemail`),
    reason: text(data, `${code}.reason`),
    voice: text(data, `${code}.voice`),
  };
}

/** @param {FormData} data */
export function rulesOf(data) {
  return {
    purpose: text(data, "purpose"),
    consent_required: data.has("consent_required"),
    opens_at: text(data, "opens_at"),
    closes_at: text(data, "closes_at"),
    weekdays: chosen(data, "weekdays").map(Number),
    zone: text(data, "zone") || null,
    per_second: whole(data, "per_second"),
    live_cap: whole(data, "live_cap"),
    day_cap: whole(data, "day_cap"),
    number_cap: whole(data, "number_cap"),
    max_attempts: whole(data, "max_attempts"),
    retries: retriesOf(data),
    currency: text(data, "currency"),
    minute_price_micro: micro(data, "minute_price"),
    talk_seconds: (whole(data, "talk_minutes") ?? 0) * 60,
    budget_micro: micro(data, "budget"),
    day_budget_micro: micro(data, "day_budget"),
    contact_budget_micro: micro(data, "contact_budget"),
    callers: chosen(data, "callers"),
    transfer: transferOf(data),
    breakers: breakersOf(data),
    record: data.has("record"),
    retention: text(data, "retention"),
    ...waiverOf(data),
  };
}

/** Nobody but an administrator is asked, and what nobody was asked is not sent. @param {FormData} data */
function waiverOf(data) {
  if (!data.has("hours_waived_because")) return {};
  return { hours_waived_because: text(data, "hours_waived_because") || null };
}

/** @param {FormData} data */
function retriesOf(data) {
  const again = OUTCOMES.filter((outcome) => data.has(`retry.${outcome}`));
  return Object.fromEntries(
    again.map((outcome) => [
      outcome,
      {
        after: whole(data, `after.${outcome}`),
        times: whole(data, `times.${outcome}`),
        other_time: data.has(`other.${outcome}`),
      },
    ]),
  );
}

/** @param {FormData} data */
function transferOf(data) {
  const rota = text(data, "rota");
  if (!rota) return null;
  return {
    rota,
    agents: whole(data, "agents"),
    ratio: whole(data, "ratio"),
    handle_seconds: whole(data, "handle_seconds"),
  };
}

/** Shares are written as a hundred. @param {FormData} data */
function breakersOf(data) {
  const share = (/** @type {string} */ name) => (whole(data, name) ?? 0) / 100;
  return {
    minutes: whole(data, "breaker_minutes"),
    least: whole(data, "breaker_least"),
    failures: share("breaker_failures"),
    opt_outs: share("breaker_opt_outs"),
    provider_errors: share("breaker_provider"),
    burn: whole(data, "breaker_burn"),
  };
}

/** Micro-units as a form shows them. @param {number | null} value */
export const units = (value) => (value === null ? "" : String(value / MILLION));

/** What a text leaves to be filled in. @param {string} said */
export const placeholders = (said) => [...said.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");

/**
 * A list's column as words name it: `Número de pedido` is `{numero_de_pedido}`, as
 * functions/campaigns/words.py has it.
 * @param {string} column
 */
export const variable = (column) =>
  column
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{ASCII}]/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");

/** What one person would hear; what they lack stays in braces. @param {string} said @param {Record<string, string>} variables */
export const filled = (said, variables) =>
  said.replace(PLACEHOLDER, (hole, name) => variables[name]?.trim() || hole);

/** What every rule says unless somebody says otherwise (functions/campaigns/rules.py). @type {Rules} */
export const USUAL = {
  purpose: "service",
  consent_required: false,
  opens_at: "09:00",
  closes_at: "20:00",
  weekdays: [1, 2, 3, 4, 5],
  hours_waived_because: null,
  zone: null,
  per_second: 1,
  live_cap: 5,
  day_cap: 3,
  number_cap: null,
  max_attempts: 3,
  retries: {
    busy: { after: 20, times: 10, other_time: false },
    no_answer: { after: 180, times: 10, other_time: false },
    voicemail: { after: 1200, times: 10, other_time: false },
    failed: { after: 60, times: 10, other_time: false },
    hung_up: { after: 1200, times: 10, other_time: false },
    no_response: { after: 1200, times: 10, other_time: false },
    not_there: { after: 1200, times: 10, other_time: true },
    ivr: { after: 1200, times: 10, other_time: false },
    screened: { after: 1200, times: 10, other_time: false },
  },
  currency: "USD",
  minute_price_micro: 14_000,
  talk_seconds: 600,
  budget_micro: 50_000_000,
  day_budget_micro: null,
  contact_budget_micro: null,
  callers: [],
  transfer: null,
  breakers: {
    minutes: 10,
    least: 10,
    failures: 0.5,
    opt_outs: 0.25,
    provider_errors: 0.3,
    burn: 6,
  },
  record: false,
  retention: "standard",
};
