// What a file of contacts would come to, and which of its columns holds what.

import { h } from "../dom.js";
import { mapped } from "../model/columns.js";
import { failure } from "./freshness.js";
import { state } from "./marks.js";
import { table } from "./table.js";

const FIELDS = /** @type {const} */ ([
  "phone",
  "name",
  "language",
  "zone",
  "variable",
  "ignored",
]);

/**
 * The first rows, a choice for each column, and the button that imports. `again` looks with another mapping.
 * @param {{words: Words, seen: Preview, take: () => Promise<void>, again: (mapping: string) => Promise<void>}} what
 */
export function preview({ words, seen, take, again }) {
  const { t } = words;
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const send = h("button", {
    type: "button",
    class: "primary",
    onclick: () => doing(take),
    disabled: Boolean(seen.problem),
  });
  send.textContent = t("import.send");
  const choices = seen.columns.map((each) => choice(words, each, choose));
  const rows = table({
    caption: t("import.firstRows"),
    key: (each) => each.row,
    empty: t("import.noRows"),
    columns: rowColumns(words),
  });
  rows.show(seen.rows);
  return h(
    "section",
    { class: "card", tabindex: "-1", "aria-label": t("import.preview") },
    h("h2", {}, t("import.preview")),
    h("p", { class: "muted" }, written(words, seen)),
    seen.problem && h("p", { class: "notice bad" }, t("import.noPhone")),
    h("div", { class: "form" }, ...choices.map((each) => each.element)),
    complaint,
    rows.element,
    h("div", { class: "buttons" }, send),
  );

  function choose() {
    const told = choices.map(({ name, input }) => ({ name, field: input.value }));
    doing(() => again(JSON.stringify(mapped(told))));
  }

  /** @param {() => Promise<void>} what */
  async function doing(what) {
    send.disabled = true;
    complaint.hidden = true;
    try {
      await what();
    } catch (error) {
      complaint.textContent = failure(words, error);
      complaint.hidden = false;
    } finally {
      send.disabled = Boolean(seen.problem);
    }
  }
}

let made = 0;

/** @param {Words} words @param {PreviewColumn} column @param {() => void} onchange */
function choice(words, column, onchange) {
  const id = `column-${++made}`;
  const input = h(
    "select",
    { id, onchange },
    ...FIELDS.map((each) =>
      h("option", { value: each, selected: each === column.field }, words.t(`columnField.${each}`)),
    ),
  );
  const element = h("div", { class: "field" }, h("label", { for: id }, column.name), input);
  return { name: column.name, input, element };
}

/** @param {Words} words @param {Preview} seen */
function written(words, seen) {
  const delimiter = seen.delimiter === "\t" ? words.t("import.tab") : (seen.delimiter ?? "");
  const how =
    seen.format === "xlsx"
      ? words.t("import.isWorkbook")
      : words.t("import.isCsv", { encoding: seen.encoding ?? "", delimiter });
  return seen.has_header ? how : `${how} ${words.t("import.noHeader")}`;
}

/** @param {Words} words @returns {import("./table.js").Column<PreviewRow>[]} */
const rowColumns = (words) => [
  { label: words.t("import.row"), cell: (each) => words.number(each.row), kind: "number" },
  { label: words.t("import.result"), cell: (each) => state(words, "rowResult", each.result) },
  { label: words.t("import.kept"), cell: (each) => kept(words, each), kind: "main" },
  {
    label: words.t("import.reasons"),
    cell: (each) =>
      each.reasons.map(({ code, text }) => words.told(`import.${code}`, text)).join(" ") || "–",
  },
  {
    label: words.t("import.cells"),
    cell: (each) => h("span", { class: "muted" }, each.cells.filter(Boolean).join(" · ")),
  },
];

/** @param {Words} words @param {PreviewRow} row */
function kept(words, row) {
  if (!row.phone) return "–";
  const spoken = row.language ? words.word("language", row.language) : null;
  return [row.name, words.phone(row.phone), spoken, row.zones.join(", ")].filter(Boolean).join(" · ");
}
