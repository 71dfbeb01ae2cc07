// Which faults there are, which are near at hand, and what a rule is in the words of the form.

/** @typedef {{name: string, where: string, action: string, value?: number, count?: number}} Ready */

/** Faults worth a first try. @type {Ready[]} */
const READY = [
  { name: "voice", where: "el.tts", action: "status", value: 500 },
  { name: "slowModel", where: "oa.*", action: "delay", value: 4 },
  { name: "twice", where: "webhook.status", action: "duplicate", value: 1 },
  { name: "forged", where: "webhook.voice", action: "corrupt_signature" },
  {
    name: "busyTwilio",
    where: "rest.create",
    action: "throttle",
    value: 2,
    count: 3,
  },
];

/** Those of them that these simulators know. @param {Kind[]} kinds */
export const ready = (kinds) =>
  READY.filter(({ where, action }) =>
    kinds.some((kind) => means(where, kind.where) && knows(kind, action)),
  );

/** @param {string} glob @param {string} where */
const means = (glob, where) =>
  glob.endsWith("*") ? where.startsWith(glob.slice(0, -1)) : glob === where;

/** @param {Kind} kind @param {string} action */
const knows = (kind, action) => kind.actions.some((each) => each.name === action);

/** Places by the service they are in. @param {Kind[]} kinds @returns {[string, Kind[]][]} */
export function byService(kinds) {
  /** @type {Map<string, Kind[]>} */
  const services = new Map();
  for (const kind of kinds) {
    const service = kind.where.split(".")[0] ?? "";
    services.set(service, [...(services.get(service) ?? []), kind]);
  }
  return [...services];
}

/**
 * A rule from what a form holds; what was left empty is left out.
 * @param {{where: string, action: string, value: string, match: string, often: string, amount: string}} filled
 */
export function ruleOf({ where, action, value, match, often, amount }) {
  /** @type {Record<string, unknown>} */
  const rule = { where, action };
  if (value !== "") rule.value = Number(value);
  if (match.trim()) rule.match = match.trim();
  if (often === "first") rule.count = Number(amount);
  if (often === "chance") rule.probability = Number(amount) / 100;
  if (often === "nth") rule.nth = Number(amount);
  return rule;
}
