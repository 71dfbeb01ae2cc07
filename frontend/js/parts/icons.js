// Draws the icons: strokes on a grid of 24, in the colour of the text around them.

import { svg } from "../dom.js";

const DRAWN = {
  home: "M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5M10 20v-6h4v6",
  tickets: "M4 6h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4zM14 6v3m0 2v2m0 2v3",
  campaigns: "M4 10v4h3l8 5V5l-8 5zm14-1a4 4 0 0 1 0 6M7 14l1.5 6h3L10 15.5",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5m2.5 3.5c2 .9 3 2.8 3 5.5",
  calls:
    "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3.2 3A17 17 0 0 1 3 6.2 3 3 0 0 1 6 3z",
  knowledge:
    "M4 5.5A2.5 2.5 0 0 1 6.5 3H20v15H6.5A2.5 2.5 0 0 0 4 20.5zm0 15A2.5 2.5 0 0 0 6.5 21H20v-3M8 7.5h8M8 11h5",
  dashboards: "M4 20V4m0 16h16M8.5 16.5v-5m4.5 5V7m4.5 9.5v-7",
  admin:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M12 3v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.1 2.1M7.7 16.3l-2.1 2.1m12.8 0-2.1-2.1M7.7 7.7 5.6 5.6",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 20 20",
  lock: "M6 11h12v9H6zm2.5 0V8a3.5 3.5 0 0 1 7 0v3",
  globe: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M4 12h16M12 4c5 5 5 11 0 16-5-5-5-11 0-16",
  mark: "M7 6.5a2.5 2.5 0 1 0 0 .01M17 6.5a2.5 2.5 0 1 0 0 .01M7 17.5a2.5 2.5 0 1 0 0 .01M17 17.5a2.5 2.5 0 1 0 0 .01M7 9c0 5 10 2 10 6",
};

/** @typedef {keyof typeof DRAWN} Icon */

/** An icon beside words: screen readers skip it. @param {Icon} name */
export function icon(name) {
  const path = svg("path", {
    d: DRAWN[name],
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.75,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    path,
  );
}
