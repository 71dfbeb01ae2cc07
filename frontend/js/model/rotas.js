// A rota between the rows of its form and the API.

import { instant, written } from "./moments.js";

/** @typedef {import("../parts/rows.js").Row} Row */

/** @param {Row[string] | undefined} value */
const text = (value) => (typeof value === "string" ? value : "");

/** What the rows of a rota hold. @param {RotaPlan} plan */
export const rowsOf = (plan) => ({
  people: plan.people.map((each) => ({ ...each })),
  shifts: plan.shifts.map((each) => ({
    ...each,
    weekdays: [...each.weekdays].sort().map(String),
    starts: each.starts.slice(0, 5),
    ends: each.ends.slice(0, 5),
  })),
  absences: plan.absences.map(spellRow),
  overrides: plan.overrides.map((each) => ({
    ...spellRow(each),
    rank: each.rank,
  })),
});

/** @param {Spell} spell */
const spellRow = ({ person, starts_at, ends_at }) => ({
  person,
  starts_at: written(starts_at),
  ends_at: written(ends_at),
});

/**
 * A rota as the API takes it. Rows of which nothing was filled in do not count.
 * @param {string} name @param {string} zone
 * @param {{people: Row[], shifts: Row[], absences: Row[], overrides: Row[]}} rows
 */
export const planOf = (name, zone, { people, shifts, absences, overrides }) => ({
  name,
  zone,
  people: people.filter((each) => text(each.name) || text(each.phone)),
  shifts: shifts
    .filter((each) => text(each.person))
    .map((each) => ({
      ...each,
      weekdays: Array.isArray(each.weekdays) ? each.weekdays.map(Number) : [],
    })),
  absences: absences.filter((each) => text(each.person)).map(spell),
  overrides: overrides
    .filter((each) => text(each.person))
    .map((each) => ({ ...spell(each), rank: each.rank })),
});

/** @param {Row} row */
const spell = ({ person, starts_at, ends_at }) => ({
  person,
  starts_at: instant(text(starts_at)),
  ends_at: instant(text(ends_at)),
});
