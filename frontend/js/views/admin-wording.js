// What tickets hold, how they begin, and answers written beforehand: all of it in both languages.

import { when } from "../parts/marks.js";
import { facets, yesOrNo } from "../parts/facets.js";
import { records } from "../parts/records.js";

const KINDS = ["text", "number", "date", "choice", "boolean", "user"];
const STAGES = ["new", "in_progress", "on_hold", "resolved"];
/** What a reply may leave open, as it is written. */
const PLACES = {
  number: "{number}",
  title: "{title}",
  requester: "{requester}",
};
const DEGREES = ["1", "2", "3"];

/** @param {HTMLElement} root @param {Context} context */
export function fields(root, context) {
  const { words } = context;
  const { t, word } = words;
  const { key, both, choice, list, several, whether } = facets(words);
  records(root, context, "fields", {
    path: "/ticket-fields",
    forever: true,
    name: (each) => each.label[words.code],
    facets: [
      both("label", t("record.name"), { as: "main" }),
      key(),
      choice(
        "kind",
        t("fields.kind"),
        KINDS.map((kind) => [kind, word("fieldKind", kind)]),
        { cell: (each) => word("fieldKind", each.kind) },
      ),
      list("choices", t("fields.choices"), {
        kind: "textarea",
        rows: 3,
        hint: t("fields.choicesHint"),
        hidden: true,
      }),
      several(
        "required_in",
        t("fields.requiredIn"),
        STAGES.map((stage) => [stage, word("ticketState", stage)]),
        {
          cell: (each) =>
            each.required_in
              .map((/** @type {string} */ one) => word("ticketState", one))
              .join(", ") || "–",
        },
      ),
      list("templates", t("fields.templates"), {
        hint: t("fields.templatesHint"),
        wide: true,
        hidden: true,
      }),
      whether("retired", t("fields.retired"), false, {
        column: t("record.active"),
        cell: (each) => yesOrNo(words, !each.retired),
      }),
    ],
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function templates(root, context) {
  const { words } = context;
  const { t } = words;
  const { key, both, rows, shown } = facets(words);
  records(root, context, "templates", {
    path: "/ticket-templates",
    writer: "supervisor",
    name: (each) => each.name[words.code],
    facets: [
      both("name", t("record.name"), { as: "main" }),
      key(),
      preset(words),
      rows(
        "tasks",
        t("templates.tasks"),
        [
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
        {
          as: "amount",
          cell: (each) => words.number(each.tasks.length),
          hint: t("templates.tasksHint"),
          taken: ({ title, mandatory }) => ({
            title,
            mandatory: mandatory === "true",
          }),
        },
      ),
      shown("changed_at", t("record.changed"), (each) => when(words, each.changed_at)),
      shown("changed_by", t("record.by"), (each) => each.changed_by),
    ],
  });
}

/** What a ticket from a template begins with. @param {Words} words @returns {import("../parts/facets.js").Facet} */
function preset(words) {
  const { t } = words;
  const degrees = /** @type {[string, string][]} */ ([
    ["", "–"],
    ...DEGREES.map((each) => [each, words.word("degree", each)]),
  ]);
  return {
    name: "preset",
    label: t("ticket.title"),
    fields: (each) => {
      const held = each?.preset ?? {};
      return [
        {
          name: "title",
          label: t("ticket.title"),
          value: held.title ?? "",
          maxlength: 200,
          wide: true,
        },
        {
          name: "description",
          label: t("ticket.description"),
          kind: "textarea",
          value: held.description ?? "",
          maxlength: 20000,
        },
        ...["impact", "urgency"].map((name) => ({
          name,
          label: words.word("ticket", name),
          kind: /** @type {const} */ ("select"),
          value: String(held[name] ?? ""),
          options: degrees,
        })),
        {
          name: "assignee",
          label: t("ticket.assignee"),
          value: held.assignee ?? "",
          maxlength: 200,
        },
      ];
    },
    read: (data, before) => ({
      title: data.get("title") || null,
      description: data.get("description") || null,
      impact: Number(data.get("impact")) || null,
      urgency: Number(data.get("urgency")) || null,
      assignee: data.get("assignee") || null,
      fields: before?.preset.fields ?? {},
    }),
  };
}

/** @param {HTMLElement} root @param {Context} context */
export function replies(root, context) {
  const { words } = context;
  const { t } = words;
  const { key, both, shown } = facets(words);
  records(root, context, "replies", {
    path: "/replies",
    writer: "supervisor",
    name: (each) => each.name[words.code],
    facets: [
      both("name", t("record.name"), { as: "main" }),
      key(),
      both("text", t("replies.text"), {
        kind: "textarea",
        rows: 5,
        hint: t("replies.hint", PLACES),
        maxlength: 10000,
      }),
      shown("changed_at", t("record.changed"), (each) => when(words, each.changed_at)),
    ],
  });
}
