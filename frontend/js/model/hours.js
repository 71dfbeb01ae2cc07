// Calling hours between a form and the API, and as people read them.

const DAYS = [1, 2, 3, 4, 5, 6, 7];

/**
 * Days that have the same hours, one after the other, as one line: Monday to Friday.
 * @param {Record<string, string[]>} week
 * @returns {{first: number, last: number, spans: string[]}[]}
 */
export function lines(week) {
  /** @type {{first: number, last: number, spans: string[]}[]} */
  const found = [];
  for (const day of DAYS) {
    const spans = week[day] ?? [];
    const before = found.at(-1);
    if (before && before.spans.join() === spans.join()) before.last = day;
    else found.push({ first: day, last: day, spans });
  }
  return found;
}

/** What is sent, from a form with a field per day: `09:00-13:00, 16:00-20:00`. @param {FormData} data */
export function termsOf(data) {
  const listed = (/** @type {string} */ name) =>
    String(data.get(name) ?? "")
      .split(/[\s,;]+/)
      .filter(Boolean);
  const open = DAYS.filter((day) => listed(`day.${day}`).length > 0);
  const week = Object.fromEntries(open.map((day) => [day, listed(`day.${day}`)]));
  return {
    name: {
      en: String(data.get("name.en")).trim(),
      es: String(data.get("name.es")).trim(),
    },
    binds: data.getAll("binds").map(String),
    week,
    closed_on_holidays: data.has("closed_on_holidays"),
    closed: listed("closed"),
    working: listed("working"),
    limits: limitsOf(String(data.get("limits") ?? "")),
    source: String(data.get("source")).trim(),
    reason: String(data.get("reason")).trim(),
  };
}

/** `3/7` is three calls in seven days. @param {string} written */
const limitsOf = (written) =>
  [...written.matchAll(/(\d+)\s*\/\s*(\d+)/g)].map(([, calls, days]) => ({
    calls: Number(calls),
    days: Number(days),
  }));
