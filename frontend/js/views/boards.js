// Dashboards: figures with what they mean, and how they came about over time.

import { Problem } from "../api.js";
import { every, h } from "../dom.js";
import { bare, byUnit, figure, isInstant, seriesOf } from "../model/boards.js";
import { freshness } from "../parts/freshness.js";
import { columnsPlot } from "../parts/plots.js";

const BOARDS = ["home", "calls", "campaigns", "cost"];
const PAUSE = 10_000;

/** @param {HTMLElement} root @param {Context} context */
export function boards(root, { words, send, params, query, signal, go, title }) {
  const { t } = words;
  const name = BOARDS.includes(params.name ?? "") ? String(params.name) : "home";
  let campaign = query.get("campaign") ?? "";
  const tabs = h("nav", { class: "board-links", "aria-label": t("board.boards") }, ...BOARDS.map(tab));
  const choice = h("div", { class: "finder" });
  const tiles = h("ul", { class: "figures" });
  const plots = h("div", { class: "columns" });
  const missing = h("p", { class: "notice", hidden: true });
  const fresh = freshness(words);
  title(t("section.dashboards"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("section.dashboards")), fresh.element),
    tabs,
    choice,
    missing,
    tiles,
    plots,
  );
  let before = "";
  // Where they do not fit side by side, the one that is shown is in sight.
  globalThis.requestAnimationFrame?.(() => tabs.querySelector("[aria-current]")?.scrollIntoView?.());
  every(PAUSE, refresh, signal, fresh.told);

  /** @param {string} each */
  function tab(each) {
    return h(
      "a",
      {
        href: `#/dashboards/${each}`,
        "aria-current": each === name ? "page" : null,
      },
      words.word("board", each),
    );
  }

  async function refresh() {
    try {
      const path = await address();
      if (path) show(await send(path, { signal }));
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      say(t("records.missing"));
    }
  }

  /** Where the figures are; of campaigns, once there is one. */
  async function address() {
    if (name !== "campaigns") return `/board/${name}`;
    await choose();
    return campaign ? `/board/campaigns/${campaign}` : null;
  }

  /** @param {string} text */
  function say(text) {
    missing.textContent = text;
    missing.hidden = false;
  }

  /** Which campaign; the newest unless somebody says. */
  async function choose() {
    if (choice.firstChild) return;
    const { items } = await send("/campaigns?limit=50", { signal });
    if (!items.length) return say(t("board.noCampaign"));
    campaign ||= items[0].id;
    /** @type {HTMLSelectElement} */
    const select = h(
      "select",
      { onchange: () => go(`#/dashboards/campaigns?campaign=${select.value}`) },
      ...items.map((/** @type {any} */ each) =>
        h("option", { value: each.id, selected: each.id === campaign }, each.name),
      ),
    );
    choice.replaceChildren(h("label", { class: "choice" }, t("board.campaign"), select));
  }

  /** @param {any} found */
  function show(found) {
    const told = JSON.stringify({ ...found, at: "" });
    missing.hidden = true;
    if (told === before) return;
    before = told;
    const currency = found.figures?.currency ?? found.currency ?? "USD";
    const named = Object.entries(found.figures ?? {}).filter(([key]) => key !== "currency");
    tiles.replaceChildren(
      ...named.map(([key, value]) => tile(key, value, found.definitions?.[key], currency)),
    );
    const series = seriesOf(found.series).flatMap(byUnit);
    plots.replaceChildren(...series.map((each) => plot(each, series, currency)));
  }

  /** @param {string} key @param {unknown} value @param {string | undefined} meaning @param {string} currency */
  function tile(key, value, meaning, currency) {
    const told = meaning ? explained(words, meaning) : "";
    return h(
      "li",
      {},
      h("span", { class: "muted" }, named(words, key)),
      h("b", {}, figure(words, key, value, currency)),
      told && h("p", { class: "hint" }, told),
    );
  }

  /** @param {import("../model/boards.js").Series} series @param {import("../model/boards.js").Series[]} all @param {string} currency */
  function plot(series, all, currency) {
    const called = words.word("series", series.name);
    const isAlone = all.filter((each) => each.name === series.name).length === 1;
    const what = series.lines.map((line) => named(words, line.name)).join(", ");
    return h(
      "section",
      { class: "card" },
      columnsPlot({
        words,
        title: isAlone ? called : `${called}: ${what.toLowerCase()}`,
        labels: series.labels.map((label) => labelled(words, series.by, label)),
        axis: series.labels.map((label) => briefly(words, series.by, label)),
        lines: series.lines.map((line) => ({
          ...line,
          name: named(words, line.name),
        })),
        tell: (value, line) => figure(words, series.lines[line]?.name ?? "", value, currency),
      }),
    );
  }
}

/** @param {Words} words @param {string} figure */
const named = (words, figure) => words.word("figure", bare(figure));

/** What a figure means, where it is known. @param {Words} words @param {string} meaning */
function explained(words, meaning) {
  const told = words.word("means", meaning);
  return told === meaning.replaceAll("_", " ") ? "" : told;
}

/** @type {Record<string, string>} */
const GROUPS = { state: "ticketState", priority: "priority", outcome: "outcome" };

/** What a place of a series stands for. @param {Words} words @param {string} by @param {string} label */
function labelled(words, by, label) {
  if (isInstant(label)) return by === "hour" ? words.when(label) : words.date(label);
  return GROUPS[by] ? words.word(GROUPS[by], label) : label;
}

/** The same, as short as an axis needs it. @param {Words} words @param {string} by @param {string} label */
function briefly(words, by, label) {
  if (!isInstant(label)) return labelled(words, by, label);
  const shape = /** @type {Intl.DateTimeFormatOptions} */ (
    by === "hour"
      ? { hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short", timeZone: "UTC" }
  );
  return new Intl.DateTimeFormat(words.code, shape).format(new Date(label));
}
