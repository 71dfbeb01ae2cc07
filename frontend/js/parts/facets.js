// What a record holds, thing by thing: how the list shows it, how the form asks for it, how it is read.

import { lines } from "../model/records.js";
import { checks, rows as rowsField, rowsOf, tick } from "./fields.js";
import { dot } from "./marks.js";

/** @typedef {import("./records.js").Kept} Kept */
/** @typedef {import("./form.js").Field} Field */

/**
 * @typedef {object} Facet
 * @property {string} name as the API calls it
 * @property {string} label
 * @property {string} [column] its head, where that is not its label
 * @property {string} [as] the kind of its column
 * @property {(each: Kept) => import("../dom.js").Child} [cell] where the list shows it
 * @property {(each: Kept | null, more: any) => Field[]} [fields] where the form asks for it
 * @property {string} [to] what is read is called by the API, where that is not its name
 * @property {(data: FormData, before: Kept | null) => unknown} [read]
 */

/**
 * How a facet is shown and asked for; what is not said is as usual.
 * @typedef {Partial<Omit<Field, "name" | "label" | "build">> & {as?: string, cell?: Facet["cell"], hidden?: boolean, usual?: any}} More
 */

/** The facets that records are made of, in somebody's language. @param {Words} words */
export function facets(words) {
  const { t } = words;

  /** @param {string} name @param {string} label @param {More} [more] @returns {Facet} */
  function text(name, label, { as, cell, hidden, usual, ...field } = {}) {
    return {
      name,
      label,
      as,
      cell: hidden ? undefined : (cell ?? ((each) => each[name] || "–")),
      fields: (each) => [{ ...field, name, label, value: each?.[name] ?? usual ?? "" }],
      read: (data) => data.get(name) || null,
    };
  }

  /** @param {string} name @param {string} label @param {More} [more] @returns {Facet} */
  const whole = (name, label, { usual, ...more } = {}) => ({
    ...text(name, label, {
      as: "amount",
      cell: (each) => words.number(each[name]),
      ...more,
    }),
    fields: (each) => [
      {
        min: "1",
        required: true,
        ...more,
        name,
        label,
        kind: "number",
        value: String(each?.[name] ?? usual),
      },
    ],
    read: (data) => Number(data.get(name)),
  });

  /**
   * One of several; `options` may come from what the form loads.
   * @param {string} name @param {string} label @param {[string, string][] | ((more: any) => [string, string][])} options @param {More} [more] @returns {Facet}
   */
  const choice = (name, label, options, { usual, ...more } = {}) => ({
    ...text(name, label, more),
    fields: (each, known) => [
      {
        required: more.required,
        hint: more.hint,
        name,
        label,
        kind: "select",
        value: String(each?.[name] ?? usual ?? ""),
        options: typeof options === "function" ? options(known) : options,
      },
    ],
  });

  /**
   * Any of several.
   * @param {string} name @param {string} label @param {[string, string][] | ((more: any) => [string, string][])} options @param {More} [more] @returns {Facet}
   */
  const several = (name, label, options, { usual = [], hint, cell, hidden } = {}) => ({
    name,
    label,
    cell: hidden ? undefined : (cell ?? ((each) => each[name].join(", ") || "–")),
    fields: (each, known) => [
      checks({
        name,
        label,
        hint,
        options: typeof options === "function" ? options(known) : options,
        values: each?.[name] ?? usual,
      }),
    ],
    read: (data) => data.getAll(name),
  });

  /** @param {string} name @param {string} label @param {boolean} usual @param {Partial<Facet>} [more] @returns {Facet} */
  const whether = (name, label, usual, more = {}) => ({
    name,
    label,
    cell: (each) => yesOrNo(words, each[name]),
    fields: (each) => [tick({ name, label, value: each?.[name] ?? usual })],
    read: (data) => data.has(name),
    ...more,
  });

  /** Texts, one a line or with commas between them. @param {string} name @param {string} label @param {More} [more] @returns {Facet} */
  const list = (name, label, more = {}) => ({
    ...text(name, label, {
      cell: (each) => each[name].join(", ") || "–",
      ...more,
    }),
    fields: (each) => [
      {
        kind: more.kind,
        rows: more.rows,
        hint: more.hint,
        wide: more.wide,
        name,
        label,
        value: each?.[name].join(more.kind === "textarea" ? "\n" : ", "),
      },
    ],
    read: (data) => lines(data.get(name)),
  });

  /**
   * Rows of the same inputs: `given` makes a row of what is held, `taken` the other way round.
   * @param {string} name @param {string} label @param {import("./fields.js").Cell[]} cells
   * @param {{cell?: Facet["cell"], as?: string, hint?: string, usual?: any[], given?: (one: any) => any, taken?: (row: any) => any}} [more] @returns {Facet}
   */
  const rows = (name, label, cells, more = {}) => ({
    name,
    label,
    as: more.as,
    cell: more.cell,
    fields: (each) => [
      rowsField({
        name,
        label,
        cells,
        hint: more.hint,
        values: (each?.[name] ?? more.usual ?? []).map(
          more.given ?? ((/** @type {any} */ one) => one),
        ),
      }),
    ],
    read: (data) => {
      const read = rowsOf(
        data,
        name,
        cells.map((cell) => cell.name),
      );
      return more.taken ? read.map(more.taken) : read;
    },
  });

  /** A text in each language. @param {string} name @param {string} label @param {More} [more] @returns {Facet} */
  const both = (name, label, { as, hidden, ...more } = {}) => ({
    name,
    label,
    as,
    cell: hidden ? undefined : (each) => each[name][words.code],
    fields: (each) =>
      ["en", "es"].map((code) => ({
        maxlength: 100,
        required: true,
        ...more,
        name: `${name}.${code}`,
        label: `${label} (${words.word("language", code)})`,
        value: each?.[name][code],
      })),
    read: (data) => ({
      en: data.get(`${name}.en`),
      es: data.get(`${name}.es`),
    }),
  });

  return {
    text,
    whole,
    choice,
    several,
    whether,
    list,
    rows,
    both,
    /** What it is called. @param {More} [more] */
    name: (more = {}) =>
      text("name", t("record.name"), {
        as: "main",
        required: true,
        maxlength: 100,
        ...more,
      }),
    /** Its name for programs, which stays. @returns {Facet} */
    key: () => ({
      name: "key",
      label: t("record.key"),
      cell: (each) => each.key,
      fields: (each) => [keyField(words, each)],
    }),
    /** Where it stands among the others. */
    place: () =>
      whole("place", t("record.place"), {
        usual: 100,
        min: "0",
        hint: t("record.placeHint"),
      }),
    active: () => whether("active", t("record.active"), true),
    zone: () =>
      text("zone", t("record.zone"), {
        usual: words.zone,
        choices: Intl.supportedValuesOf("timeZone"),
        required: true,
      }),
    /** Only shown. @param {string} name @param {string} label @param {NonNullable<Facet["cell"]>} cell @param {string} [as] @returns {Facet} */
    shown: (name, label, cell, as) => ({ name, label, cell, as }),
  };
}

/** @param {Words} words @param {Kept | null} each @returns {Field} */
function keyField(words, each) {
  const asked = { name: "key", label: words.t("record.key") };
  if (!each)
    return {
      ...asked,
      required: true,
      maxlength: 40,
      hint: words.t("record.keyHint"),
    };
  return {
    ...asked,
    kind: "select",
    options: [[each.key, each.key]],
    value: each.key,
  };
}

/** @param {Words} words @param {boolean} is */
export const yesOrNo = (words, is) =>
  is ? dot(words.t("record.yes"), "good") : dot(words.t("record.no"), "quiet");

/** The columns of the list. @param {Facet[]} all @returns {import("./table.js").Column<Kept>[]} */
export const columnsOf = (all) =>
  all.flatMap(({ name, label, column, cell, as }) =>
    cell ? [{ name, label: column ?? label, cell, kind: as }] : [],
  );

/** The record as it was filled in. @param {Facet[]} all @param {FormData} data @param {Kept | null} before */
export const bodyOf = (all, data, before) =>
  Object.fromEntries(
    all.flatMap(({ name, to = name, read }) => {
      const value = read?.(data, before);
      return value === undefined ? [] : [[to, value]];
    }),
  );
