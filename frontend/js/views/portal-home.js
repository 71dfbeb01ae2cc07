// What requesters see first: a box to search in, what waits for them, what they asked last.

import { every, fill, h } from "../dom.js";
import { isTheirTurn } from "../model/wishes.js";
import { answers } from "../parts/answers.js";
import { card } from "../parts/card.js";
import { freshness } from "../parts/freshness.js";
import { icon } from "../parts/icons.js";
import { table } from "../parts/table.js";
import { wishColumns } from "./portal-tickets.js";

const MOST = 50;
const LATEST = 5;

/** @param {HTMLElement} root @param {Context} context */
export function portalHome(root, context) {
  const { words, send, me, query, signal, title, keep, go } = context;
  const { t } = words;
  /** @type {HTMLInputElement} */
  const asked = h("input", {
    type: "search",
    name: "q",
    id: "portal-search",
    maxlength: 1000,
    autocomplete: "off",
    "aria-describedby": "portal-search-hint",
    value: query.get("q") ?? "",
    oninput: remember,
  });
  const none = h("p", { class: "nothing", hidden: true });
  const found = answers(context, { typed, none, solved: forget });
  const theirs = h("ul", { class: "turns" });
  const waiting = card(t("portal.yours"), theirs);
  waiting.hidden = true;
  const latest = table({
    caption: t("portal.latest"),
    key: (wish) => wish.id,
    empty: t("portal.none"),
    columns: wishColumns(words),
  });
  const fresh = freshness(words);
  title(t("portal.home"));
  root.replaceChildren(
    h(
      "div",
      { class: "welcome" },
      h("h1", {}, t("portal.hello", { name: me.name })),
      h(
        "form",
        { role: "search", class: "portal-search", onsubmit: (event) => event.preventDefault() },
        h("label", { for: "portal-search" }, t("portal.search")),
        h("div", { class: "portal-box" }, icon("search"), asked),
        h("p", { class: "hint", id: "portal-search-hint" }, t("portal.searchHint")),
      ),
    ),
    found,
    none,
    waiting,
    card(
      t("portal.latest"),
      latest.element,
      h(
        "div",
        { class: "buttons" },
        h("a", { class: "button primary", href: "#/tickets/new" }, t("portal.ask")),
        h("a", { class: "button", href: "#/tickets" }, t("portal.all")),
      ),
      fresh.element,
    ),
  );
  tellNone();
  every(5_000, refresh, signal, fresh.told);

  function typed() {
    return asked.value;
  }

  /** What is sought stands in the address. */
  function remember() {
    const q = asked.value.trim();
    keep(q ? `#/search?q=${encodeURIComponent(q)}` : "#/");
    none.hidden = true;
    tellNone();
  }

  function tellNone() {
    const q = asked.value.trim();
    const ask = `#/tickets/new?title=${encodeURIComponent(q)}`;
    none.replaceChildren(
      h("span", {}, t("portal.noAnswers", { q })),
      h("a", { class: "button primary", href: ask }, t("portal.askAbout")),
    );
  }

  function forget() {
    asked.value = "";
    go("#/");
  }

  async function refresh() {
    /** @type {Page<Wish>} */
    const { items } = await send(`/portal/tickets?limit=${MOST}`, { signal });
    const turns = items.filter(isTheirTurn);
    waiting.hidden = turns.length === 0;
    fill(theirs, turns, (each) => each.id, turn);
    latest.show(items.slice(0, LATEST));
  }

  /** @param {Wish} wish */
  const turn = ({ id, number, title: what, state }) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: `#/tickets/${id}` },
        h("b", {}, what),
        h("span", {}, t(state === "resolved" ? "portal.isSolved" : "portal.yoursWhy")),
        h("span", { class: "muted" }, number),
      ),
    );
}
