// What is written down: articles by their state, and those that somebody looks for.

import { every, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { freshness } from "../parts/freshness.js";
import { dot, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { ifThere } from "./admin-operation.js";

const STATES = ["", "draft", "published"];
const TYPING = 250; // milliseconds without a key after which is looked

/** @param {HTMLElement} root @param {Context} context */
export function knowledge(root, { words, send, me, query, signal, keep, title }) {
  const { t } = words;
  const wanted = {
    state: query.get("state") ?? "",
    language: query.get("language") ?? "",
    stale: query.get("stale") ?? "",
  };
  const grid = table({
    caption: t("section.knowledge"),
    key: (each) => each.id,
    empty: t("knowledge.none"),
    columns: articleColumns(words),
    kept: { words, me, list: "articles" },
  });
  const list = pages({ words, show: grid.show, ask: page });
  const offers = h("ul", { class: "offers" });
  const said = h("p", { class: "muted", role: "status" });
  const fresh = freshness(words);
  title(t("section.knowledge"));
  root.replaceChildren(
    h(
      "div",
      { class: "head" },
      h("h1", {}, t("section.knowledge")),
      fresh.element,
      decides(me) && h("a", { class: "button", href: "#/knowledge/gaps" }, t("gaps.title")),
      h("a", { class: "button primary", href: "#/knowledge/new" }, t("knowledge.new")),
    ),
    h("section", { class: "card", "aria-label": t("knowledge.look") }, finder(), said, offers),
    h(
      "div",
      { class: "finder" },
      select(
        "state",
        t("knowledge.state"),
        STATES.map((state) => [
          state,
          state ? words.word("articleState", state) : t("knowledge.any"),
        ]),
      ),
      select("language", t("ticket.language"), [
        ["", t("knowledge.any")],
        ...words.languages(),
      ]),
      select("stale", t("knowledge.freshness"), [
        ["", t("knowledge.any")],
        ["true", t("knowledge.stale")],
      ]),
    ),
    grid.element,
    list.element,
  );
  every(10_000, list.refresh, signal, fresh.told);

  /** @param {string | null} after @param {number} limit */
  async function page(after, limit) {
    const asked = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries(wanted)) if (value) asked.set(name, value);
    if (after) asked.set("cursor", after);
    const found = await send(`/articles?${asked}`, { signal });
    return { items: found.items, next: found.cursor ?? found.next ?? null };
  }

  /** @param {"state" | "language" | "stale"} name @param {string} label @param {string[][]} options */
  function select(name, label, options) {
    /** @type {HTMLSelectElement} */
    const input = h(
      "select",
      { onchange: chosen },
      ...options.map(([value, text]) =>
        h("option", { value, selected: value === wanted[name] }, text),
      ),
    );
    return h("label", { class: "choice" }, label, input);

    function chosen() {
      wanted[name] = input.value;
      keep(
        `#/knowledge?${new URLSearchParams(Object.entries(wanted).filter(([, value]) => value))}`,
      );
      list.refresh().catch(fresh.told);
    }
  }

  function finder() {
    let timer = 0;
    const input = h("input", {
      type: "search",
      name: "q",
      autocomplete: "off",
      maxlength: 1000,
      oninput: typed,
    });
    return h("label", { class: "choice" }, t("knowledge.look"), input);

    function typed() {
      clearTimeout(timer);
      timer = Number(setTimeout(() => look(input.value.trim()), TYPING));
    }
  }

  /** @param {string} q */
  async function look(q) {
    if (q.length < 3 || signal.aborted) {
      offers.replaceChildren();
      said.textContent = "";
      return;
    }
    const found = await ifThere(
      send(`/articles/suggestions?q=${encodeURIComponent(q)}`, { signal }),
    );
    const items = found?.items ?? [];
    said.textContent = items.length
      ? t("knowledge.found", { count: items.length })
      : t("search.none");
    offers.replaceChildren(...items.map(offer));
  }
}

/** @param {any} each */
const offer = (each) =>
  h(
    "li",
    {},
    h("a", { href: `#/knowledge/${each.id}` }, `${each.number} ${each.title}`),
    h("p", { class: "muted" }, each.beginning ?? ""),
  );

/** @param {Words} words @returns {import("../parts/table.js").Column<any>[]} */
const articleColumns = (words) => [
  {
    label: words.t("ticket.number"),
    cell: (each) => h("a", { href: `#/knowledge/${each.id}` }, each.number),
  },
  {
    label: words.t("knowledge.title"),
    cell: (each) => each.title,
    kind: "main",
  },
  {
    label: words.t("knowledge.state"),
    cell: (each) => articleState(words, each),
  },
  {
    label: words.t("ticket.language"),
    cell: (each) => words.word("language", each.language),
  },
  {
    label: words.t("knowledge.helped"),
    cell: (each) => helped(words, each),
    kind: "amount",
  },
  {
    label: words.t("record.changed"),
    cell: (each) => when(words, each.written_at ?? each.updated_at ?? null),
  },
];

/** @param {Words} words @param {any} article */
export function articleState(words, { state, stale = [] }) {
  if (!state) return "–";
  if (stale.length) return dot(words.word("stale", stale[0]), "warn");
  return dot(words.word("articleState", state), state === "published" ? "good" : "quiet");
}

/** @param {Words} words @param {any} article */
export function helped(words, { helpful = 0, unhelpful = 0 }) {
  const all = helpful + unhelpful;
  return all ? `${words.percent(helpful / all)} (${words.number(all)})` : "–";
}
