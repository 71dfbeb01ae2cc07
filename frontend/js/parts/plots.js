// Draws columns over time or kinds, with the same numbers as a table beside them.

import { h, svg } from "../dom.js";
import { ceiling } from "../model/boards.js";

const WIDE = 440;
const HIGH = 190;
const LETTER = 7; // how wide one is on an axis, at most
const LOW = 26;
const MOST_LABELS = 5;

/**
 * Columns in groups; each line has a colour and a pattern of its own, so that neither alone tells.
 * @param {{title: string, words: Words, labels: string[], axis?: string[], lines: {name: string, values: number[]}[], tell: (value: number, line: number) => string}} what
 */
export function columnsPlot({ title, words, labels, axis = labels, lines, tell }) {
  const top = ceiling(Math.max(...lines.flatMap((line) => line.values), 0));
  const steps = [0, 0.5, 1].map((share) => ({ share, text: tell(top * share, 0) }));
  const left = Math.max(...steps.map(({ text }) => text.length)) * LETTER + 10;
  const drawing = svg(
    "svg",
    {
      class: "plot",
      viewBox: `0 0 ${WIDE} ${HIGH}`,
      role: "img",
      "aria-label": `${title}. ${words.t("board.table")}`,
    },
    ...lines.map((_, at) => pattern(at)),
    ...steps.map(({ share, text }) => gridline(share, text, left)),
    ...lines.flatMap((line, at) =>
      line.values.map((value, place) =>
        column({
          value: value / top,
          at,
          of: lines.length,
          place,
          places: labels.length,
          left,
          told: `${labels[place]} · ${line.name}: ${tell(value, at)}`,
        }),
      ),
    ),
    ...ticks(axis, left),
  );
  const legend = h(
    "ul",
    { class: "legend" },
    ...lines.map((line, at) => h("li", {}, swatch(at), line.name)),
  );
  return h(
    "figure",
    { class: "plot-frame" },
    h("figcaption", {}, title),
    lines.length > 1 && legend,
    drawing,
    dataTable(title, words, labels, lines, tell),
  );
}

/** @param {{value: number, at: number, of: number, place: number, places: number, left: number, told: string}} what */
function column({ value, at, of, place, places, left, told }) {
  const room = (WIDE - left) / places;
  const width = Math.min((room * 0.72) / of, 42);
  const x = left + room * (place + 0.5) - (width * of) / 2 + width * at;
  const high = Math.max(0, value) * (HIGH - LOW - 12);
  return svg(
    "g",
    {},
    svg("title", {}, told),
    svg("rect", {
      class: `column c${at % 4}`,
      x,
      y: HIGH - LOW - high,
      width: Math.max(width - 1, 1),
      height: high,
      rx: 2,
    }),
    at % 4
      ? svg("rect", {
          x,
          y: HIGH - LOW - high,
          width: Math.max(width - 1, 1),
          height: high,
          fill: `url(#hatch-${at % 4})`,
        })
      : null,
  );
}

/** @param {number} at */
function pattern(at) {
  const turn = [0, 45, -45, 90][at % 4];
  return svg(
    "pattern",
    {
      id: `hatch-${at % 4}`,
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: `rotate(${turn})`,
    },
    svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }),
  );
}

/** @param {number} share @param {string} text @param {number} left */
function gridline(share, text, left) {
  const y = HIGH - LOW - share * (HIGH - LOW - 12);
  return svg(
    "g",
    {},
    svg("line", { class: "gridline", x1: left, x2: WIDE, y1: y, y2: y }),
    svg("text", { class: "axis", x: left - 6, y: y + 4, "text-anchor": "end" }, text),
  );
}

/** @param {string[]} labels @param {number} left */
function ticks(labels, left) {
  const step = Math.ceil(labels.length / MOST_LABELS);
  const room = (WIDE - left) / labels.length;
  return labels.flatMap((label, at) =>
    at % step
      ? []
      : [
          svg(
            "text",
            {
              class: "axis",
              x: left + room * (at + 0.5),
              y: HIGH - 8,
              "text-anchor": "middle",
            },
            label,
          ),
        ],
  );
}

/** @param {number} at */
const swatch = (at) =>
  svg(
    "svg",
    { class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true" },
    svg("rect", { class: `column c${at % 4}`, width: 12, height: 12, rx: 2 }),
    at % 4 ? svg("rect", { width: 12, height: 12, fill: `url(#hatch-${at % 4})` }) : null,
  );

/**
 * @param {string} title @param {Words} words @param {string[]} labels
 * @param {{name: string, values: number[]}[]} lines @param {(value: number, line: number) => string} tell
 */
function dataTable(title, words, labels, lines, tell) {
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, words.t("board.when")),
    ...lines.map((line) => h("th", { scope: "col", class: "amount" }, line.name)),
  );
  const rows = labels.map((label, place) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, label),
      ...lines.map((line, at) => h("td", { class: "amount" }, tell(line.values[place] ?? 0, at))),
    ),
  );
  return h(
    "details",
    {},
    h("summary", {}, words.t("board.table")),
    h(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": title },
      h(
        "table",
        { class: "data" },
        h("caption", { class: "unseen" }, title),
        h("thead", {}, head),
        h("tbody", {}, ...rows),
      ),
    ),
  );
}
