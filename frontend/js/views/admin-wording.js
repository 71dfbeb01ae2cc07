// What tickets hold, how they begin, and answers written beforehand: all of it in both languages.

import { when } from "../parts/marks.js";
import { checks, rows, rowsOf, tick } from "../parts/fields.js";
import { records } from "../parts/records.js";
import { lines } from "../model/records.js";
import { activeCell } from "./admin-sla.js";

const KINDS = ["text", "number", "date", "choice", "boolean", "user"];
const STAGES = ["new", "in_progress", "on_hold", "resolved"];
/** What a reply may leave open, as it is written. */
const PLACES = { number: "{number}", title: "{title}", requester: "{requester}" };
const DEGREES = ["1", "2", "3"];

/** @param {HTMLElement} root @param {Context} context */
export function fields(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.fields"),
    what: t("adminWhat.fields"),
    path: "/ticket-fields",
    empty: t("fields.none"),
    forever: true,
    name: (each) => each.label[words.code],
    key: (data) => String(data.get("key")),
    columns: [
      {
        label: t("record.name"),
        cell: (each) => each.label[words.code],
        kind: "main",
      },
      { label: t("record.key"), cell: (each) => each.key },
      {
        label: t("fields.kind"),
        cell: (each) => words.word("fieldKind", each.kind),
      },
      {
        label: t("fields.requiredIn"),
        cell: (each) =>
          each.required_in
            .map((/** @type {string} */ one) => words.word("ticketState", one))
            .join(", ") || "–",
      },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, !each.retired),
      },
    ],
    fields: (each) => [
      keyField(words, each),
      ...bothFields(words, "label", t("record.name"), each?.label),
      {
        name: "kind",
        label: t("fields.kind"),
        kind: "select",
        value: each?.kind,
        options: KINDS.map((kind) => [kind, words.word("fieldKind", kind)]),
      },
      {
        name: "choices",
        label: t("fields.choices"),
        kind: "textarea",
        rows: 3,
        value: each?.choices.join("\n"),
        hint: t("fields.choicesHint"),
      },
      checks({
        name: "required_in",
        label: t("fields.requiredIn"),
        options: STAGES.map((stage) => [stage, words.word("ticketState", stage)]),
        values: each?.required_in ?? [],
      }),
      {
        name: "templates",
        label: t("fields.templates"),
        value: each?.templates.join(", "),
        hint: t("fields.templatesHint"),
        wide: true,
      },
      tick({
        name: "retired",
        label: t("fields.retired"),
        value: each?.retired ?? false,
      }),
    ],
    body: (data) => ({
      label: bothOf(data, "label"),
      kind: data.get("kind"),
      choices: lines(data.get("choices")),
      required_in: data.getAll("required_in"),
      templates: lines(data.get("templates")),
      retired: data.has("retired"),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function templates(root, context) {
  const { words } = context;
  const { t } = words;
  const degrees = /** @type {[string, string][]} */ ([
    ["", "–"],
    ...DEGREES.map((each) => [each, words.word("degree", each)]),
  ]);
  records(root, context, {
    title: t("admin.templates"),
    what: t("adminWhat.templates"),
    path: "/ticket-templates",
    writer: "supervisor",
    empty: t("templates.none"),
    name: (each) => each.name[words.code],
    key: (data) => String(data.get("key")),
    columns: [
      {
        label: t("record.name"),
        cell: (each) => each.name[words.code],
        kind: "main",
      },
      { label: t("record.key"), cell: (each) => each.key },
      {
        label: t("templates.tasks"),
        cell: (each) => words.number(each.tasks.length),
        kind: "amount",
      },
      {
        label: t("record.changed"),
        cell: (each) => when(words, each.changed_at),
      },
      { label: t("record.by"), cell: (each) => each.changed_by },
    ],
    fields: (each) => [
      keyField(words, each),
      ...bothFields(words, "name", t("record.name"), each?.name),
      {
        name: "title",
        label: t("ticket.title"),
        value: each?.preset.title ?? "",
        maxlength: 200,
        wide: true,
      },
      {
        name: "description",
        label: t("ticket.description"),
        kind: "textarea",
        value: each?.preset.description ?? "",
        maxlength: 20000,
      },
      {
        name: "impact",
        label: t("ticket.impact"),
        kind: "select",
        value: String(each?.preset.impact ?? ""),
        options: degrees,
      },
      {
        name: "urgency",
        label: t("ticket.urgency"),
        kind: "select",
        value: String(each?.preset.urgency ?? ""),
        options: degrees,
      },
      {
        name: "assignee",
        label: t("ticket.assignee"),
        value: each?.preset.assignee ?? "",
        maxlength: 200,
      },
      rows({
        name: "tasks",
        label: t("templates.tasks"),
        values: each?.tasks ?? [],
        hint: t("templates.tasksHint"),
        cells: [
          { name: "title", label: t("templates.task") },
          {
            name: "mandatory",
            label: t("templates.mandatory"),
            options: [
              ["false", t("record.no")],
              ["true", t("record.yes")],
            ],
          },
        ],
      }),
    ],
    body: (data, before) => ({
      name: bothOf(data, "name"),
      preset: {
        title: data.get("title") || null,
        description: data.get("description") || null,
        impact: Number(data.get("impact")) || null,
        urgency: Number(data.get("urgency")) || null,
        assignee: data.get("assignee") || null,
        fields: before?.preset.fields ?? {},
      },
      tasks: rowsOf(data, "tasks", ["title", "mandatory"]).map(({ title, mandatory }) => ({
        title,
        mandatory: mandatory === "true",
      })),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function replies(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.replies"),
    what: t("adminWhat.replies"),
    path: "/replies",
    writer: "supervisor",
    empty: t("replies.none"),
    name: (each) => each.name[words.code],
    key: (data) => String(data.get("key")),
    columns: [
      {
        label: t("record.name"),
        cell: (each) => each.name[words.code],
        kind: "main",
      },
      { label: t("record.key"), cell: (each) => each.key },
      { label: t("replies.text"), cell: (each) => each.text[words.code] },
      {
        label: t("record.changed"),
        cell: (each) => when(words, each.changed_at),
      },
    ],
    fields: (each) => [
      keyField(words, each),
      ...bothFields(words, "name", t("record.name"), each?.name),
      ...bothFields(words, "text", t("replies.text"), each?.text, {
        kind: "textarea",
        rows: 5,
        hint: t("replies.hint", PLACES),
        maxlength: 10000,
      }),
    ],
    body: (data) => ({
      name: bothOf(data, "name"),
      text: bothOf(data, "text"),
    }),
  });
}

/** A name for programs, which stays. @param {Words} words @param {any} each @returns {import("../parts/form.js").Field} */
const keyField = (words, each) =>
  each
    ? {
        name: "key",
        label: words.t("record.key"),
        kind: "select",
        options: [[each.key, each.key]],
        value: each.key,
      }
    : {
        name: "key",
        label: words.t("record.key"),
        required: true,
        maxlength: 40,
        hint: words.t("record.keyHint"),
      };

/**
 * A field for each language.
 * @param {Words} words @param {string} name @param {string} label @param {any} value @param {Partial<import("../parts/form.js").Field>} [more]
 * @returns {import("../parts/form.js").Field[]}
 */
const bothFields = (words, name, label, value, more = {}) =>
  ["en", "es"].map((code) => ({
    maxlength: 100,
    ...more,
    name: `${name}.${code}`,
    label: `${label} (${words.word("language", code)})`,
    value: value?.[code],
    required: true,
  }));

/** @param {FormData} data @param {string} name */
const bothOf = (data, name) => ({
  en: data.get(`${name}.en`),
  es: data.get(`${name}.es`),
});
