// One file of contacts on its way: how far it is, and what became of each row.

import { every, fill, h } from "../dom.js";
import { button } from "../parts/card.js";
import { meter } from "../parts/charts.js";
import { ask } from "../parts/dialog.js";
import { freshness } from "../parts/freshness.js";
import { state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

const RESULTS = /** @type {const} */ (["imported", "repaired", "duplicate", "rejected"]);

/** @param {HTMLElement} root @param {Context} context */
export function importPage(root, { words, send, params, signal, title }) {
  const { t } = words;
  const path = `/imports/${params.id}`;
  let isOver = false;
  let wanted = "";
  const head = h("div", { class: "record-head" });
  const counts = h("ul", { class: "tiles" });
  const grid = table({
    caption: t("import.report"),
    key: (each) => each.row,
    empty: t("import.noRows"),
    columns: rowColumns(words),
  });
  const rows = pages({ words, size: 50, show: grid.show, ask: page });
  const filter = h(
    "select",
    { onchange: choose },
    h("option", { value: "" }, t("import.all")),
    ...RESULTS.map((each) => h("option", { value: each }, t(`rowResult.${each}`))),
  );
  const withdraw = h("button", { type: "button", class: "danger", onclick: takeBack, hidden: true });
  withdraw.textContent = t("import.withdraw");
  const again = h("p", { class: "notice warn", hidden: true });
  const fresh = freshness(words);
  title(t("people.import"));
  root.replaceChildren(
    head,
    counts,
    again,
    h(
      "section",
      { class: "card", "aria-label": t("import.report") },
      h("h2", {}, t("import.report")),
      h(
        "div",
        { class: "filters" },
        h("label", { class: "choice" }, t("import.result"), filter),
        h("button", { type: "button", onclick: () => download(wanted) }, t("import.download")),
        withdraw,
      ),
      grid.element,
      rows.element,
    ),
    fresh.element,
  );
  every(() => (isOver ? 30_000 : 1_500), refresh, signal, fresh.told);

  async function refresh() {
    const [made] = await Promise.all([send(path, { signal }), rows.refresh()]);
    isOver = made.state !== "waiting" && made.state !== "reading";
    withdraw.hidden = made.state === "failed" || made.state === "withdrawn";
    title(made.file_name);
    correctable(made);
    fill(
      head,
      [made],
      () => "head",
      (shown) => heading(words, shown),
    );
    fill(
      counts,
      RESULTS.map((each) => ({ result: each, count: made[each] })),
      (each) => each.result,
      ({ result, count }) =>
        h("li", {}, state(words, "rowResult", result), h("b", {}, words.number(count))),
    );
  }

  /** Rows that were rejected can be had as a file, to be put right and sent. @param {Import} made */
  function correctable({ state: now, rejected }) {
    again.hidden = now !== "done" || rejected === 0;
    if (again.hidden || again.childElementCount) return;
    again.append(
      t("import.again", { count: rejected }),
      " ",
      button(t("import.onlyRejected"), () => download("rejected"), "quiet"),
      h("a", { href: "#/people/import" }, t("people.import")),
    );
  }

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<ImportRow>>} */
  function page(after, limit) {
    const asked = new URLSearchParams({
      limit: String(limit),
      ...(after && { after }),
      ...(wanted && { result: wanted }),
    });
    return send(`${path}/rows?${asked}`, { signal });
  }

  function choose() {
    wanted = filter.value;
    rows.refresh().catch(fresh.told);
  }

  function takeBack() {
    ask({
      words,
      title: t("import.withdrawTitle"),
      text: t("import.withdrawWhat"),
      label: t("import.withdraw"),
      tone: "danger",
      signal,
      send: async () => {
        await send(`${path}/withdrawal`, { method: "POST", signal });
        await refresh();
      },
    });
  }

  /** A link cannot carry who asks where no platform adds it: fetched, then saved. @param {string} result */
  async function download(result) {
    const file = URL.createObjectURL(
      await send(`${path}/report.csv${result && `?result=${result}`}`, { signal }),
    );
    h("a", { href: file, download: `import-${params.id}.csv` }).click();
    URL.revokeObjectURL(file);
  }
}

/** @param {Words} words @param {Import} made */
function heading(words, made) {
  const said = words.t("import.progress", { done: made.position, all: made.total });
  return h(
    "div",
    {},
    h("p", { class: "muted" }, h("a", { href: "#/people" }, words.t("section.people"))),
    h("h1", {}, made.file_name),
    h(
      "div",
      { class: "pills" },
      state(words, "importState", made.state),
      h("span", {}, made.requested_by),
      when(words, made.requested_at),
      h("a", { href: `#/people/lists/${made.list_id}` }, words.t("import.toList")),
    ),
    h(
      "p",
      { class: "reached" },
      meter(said, made.position, made.total),
      h("span", { class: "muted" }, said),
    ),
    made.failure && h("p", { class: "notice bad", role: "alert" }, made.failure),
  );
}

/** @param {Words} words @returns {import("../parts/table.js").Column<ImportRow>[]} */
const rowColumns = (words) => [
  { label: words.t("import.row"), cell: (each) => words.number(each.row), kind: "number" },
  { label: words.t("import.result"), cell: (each) => state(words, "rowResult", each.result) },
  {
    label: words.t("import.reasons"),
    cell: (each) =>
      each.reasons.length
        ? h(
            "ul",
            { class: "plain" },
            ...each.reasons.map(({ code, text }) =>
              h("li", {}, words.told(`import.${code}`, text)),
            ),
          )
        : "–",
    kind: "main",
  },
  {
    label: words.t("import.cells"),
    cell: (each) => h("span", { class: "muted" }, each.cells.filter(Boolean).join(" · ")),
  },
];
