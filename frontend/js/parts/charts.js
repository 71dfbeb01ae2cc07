// Draws shares: a ring and bars. The numbers always stand beside them as text.

import { h, svg } from "../dom.js";

const ROUND = 100;

/**
 * A ring of parts, each a link to what it counts, with the whole in its middle. For keyboards and
 * screen readers the list beside it holds the same links.
 * @param {{label: string, whole: string, address?: string, parts: {text: string, count: number, tone: string, address: string}[]}} what
 */
export function ring({ label, whole, address: everything, parts }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  let before = 0;
  const arcs = parts.map(({ text, count, tone, address }) => {
    const share = total ? (count / total) * ROUND : 0;
    const arc = {
      class: `arc ${tone}`,
      cx: 21,
      cy: 21,
      r: 15.915,
      pathLength: ROUND,
      "stroke-dasharray": `${share} ${ROUND - share}`,
      "stroke-dashoffset": -before,
    };
    before += share;
    return svg(
      "a",
      { href: address, tabindex: -1 },
      svg("title", {}, `${text}: ${count}`),
      svg("circle", arc),
    );
  });
  const back = svg("circle", { class: "arc none", cx: 21, cy: 21, r: 15.915 });
  const middle = svg("text", { x: 21, y: 23.5, "text-anchor": "middle" }, whole);
  const legend = parts.map(({ text, count, tone, address }) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: address },
        h("span", { class: `dot ${tone}` }, text),
        h("b", {}, String(count)),
      ),
    ),
  );
  const drawing = svg(
    "svg",
    { viewBox: "0 0 42 42", "aria-hidden": "true" },
    back,
    ...arcs,
    everything ? svg("a", { href: everything, tabindex: -1 }, middle) : middle,
  );
  return h(
    "div",
    { class: "ring", role: "group", "aria-label": `${label}: ${whole}` },
    drawing,
    h("ul", {}, ...legend),
  );
}

/** A bar of that length, 0 to 1. @param {number} share @param {string} tone */
export function bar(share, tone) {
  const width = Math.max(0, Math.min(1, share)) * ROUND;
  return svg(
    "svg",
    {
      class: "bar",
      viewBox: `0 0 ${ROUND} 6`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    svg("rect", { class: "bar-whole", width: ROUND, height: 6 }),
    svg("rect", { class: `bar-part ${tone}`, width, height: 6 }),
  );
}

/** How far something is. @param {string} label @param {number} value @param {number} max */
export const meter = (label, value, max) =>
  h("progress", { "aria-label": label, value, max: Math.max(1, max) });
