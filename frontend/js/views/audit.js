// What was done by whom, and whether anything of it was changed since.

import { Problem } from "../api.js";
import { every, h } from "../dom.js";
import { freshness } from "../parts/freshness.js";
import { when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function audit(root, { words, me, send, signal, title, query, keep }) {
  const { t } = words;
  const wanted = {
    actor: query.get("actor") ?? "",
    action: query.get("action") ?? "",
  };
  const grid = table({
    caption: t("admin.audit"),
    key: (each) => each.position,
    empty: t("audit.none"),
    columns: columns(words),
    kept: { words, me, list: "audit" },
  });
  const list = pages({ words, size: 50, show: grid.show, ask: page });
  const seal = h("p", { class: "notice", hidden: true });
  const missing = h("p", { class: "notice", hidden: true }, t("records.missing"));
  const fresh = freshness(words);
  title(t("admin.audit"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h("div", { class: "head" }, h("h1", {}, t("admin.audit")), fresh.element),
    h("p", { class: "lead" }, t("adminWhat.audit")),
    missing,
    h(
      "form",
      { class: "finder", "aria-label": t("audit.find"), onsubmit: find },
      filter("actor"),
      filter("action"),
      h("button", {}, t("audit.find")),
    ),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", onclick: verify }, t("audit.verify")),
    ),
    seal,
    grid.element,
    list.element,
  );
  every(15_000, refresh, signal, fresh.told);

  async function refresh() {
    try {
      await list.refresh();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      missing.hidden = false;
    }
  }

  /** @param {string | null} after @param {number} limit */
  async function page(after, limit) {
    const asked = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries(wanted)) if (value) asked.set(name, value);
    if (after) asked.set("cursor", after);
    const found = await send(`/audit?${asked}`, { signal });
    return { items: found.items, next: found.cursor ?? found.next ?? null };
  }

  /** @param {"actor" | "action"} name */
  function filter(name) {
    const input = h("input", {
      name,
      value: wanted[name],
      autocomplete: "off",
      oninput: () => {
        wanted[name] = input.value.trim();
      },
    });
    return h("label", { class: "choice" }, t(`audit.${name}`), input);
  }

  /** @param {Event} event */
  function find(event) {
    event.preventDefault();
    keep(
      `#/admin/audit?${new URLSearchParams(Object.entries(wanted).filter(([, value]) => value))}`,
    );
    list.refresh().catch(fresh.told);
  }

  async function verify() {
    const found = await send("/audit/verification", { signal });
    seal.className = found.intact ? "notice good" : "notice bad";
    seal.setAttribute("role", "status");
    seal.textContent = found.intact
      ? t("audit.intact", {
          count: found.sealed,
          waiting: words.number(found.waiting),
        })
      : t("audit.broken", { number: String(found.broken_at ?? found.missing) });
    seal.hidden = false;
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<any>[]} */
const columns = (words) => [
  { label: words.t("audit.at"), cell: (each) => when(words, each.at) },
  { label: words.t("audit.actor"), cell: (each) => each.actor },
  {
    label: words.t("audit.action"),
    cell: (each) => h("code", {}, each.action),
    kind: "main",
  },
  {
    label: words.t("audit.subject"),
    cell: (each) => h("code", {}, each.subject),
  },
  { label: words.t("audit.change"), cell: (each) => changes(words, each) },
  {
    label: words.t("audit.sealed"),
    cell: (each) => (each.number ? words.number(each.number) : "–"),
    kind: "amount",
  },
];

/** @param {Words} words @param {any} entry */
function changes(words, { before, after }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (!names.length) return "–";
  const lines = names.map((name) =>
    h("li", {}, h("b", {}, name), `: ${told(before?.[name])} → ${told(after?.[name])}`),
  );
  return h(
    "details",
    {},
    h("summary", {}, words.t("audit.fields", { count: names.length })),
    h("ul", {}, ...lines),
  );
}

/** @param {unknown} value */
const told = (value) =>
  value === undefined || value === null
    ? "–"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
