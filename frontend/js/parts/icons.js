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
  plus: "M12 5v14M5 12h14",
  chevron: "m9.5 5.5 6.5 6.5-6.5 6.5",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  star: "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4",
  help: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 3v.01",
  filter: "M4 5h16l-6 7.5V19l-4-2v-4.5z",
  columns: "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
  download: "M12 4v11m-4.5-4L12 15.5 16.5 11M5 20h14",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 7.5V12l3 2",
  clip: "M8 12.5 14 6.5a3 3 0 0 1 4.2 4.2l-8 8a5 5 0 0 1-7-7l7.5-7.5",
  spark: "M12 3.5 13.8 10 20.5 12 13.8 14 12 20.5 10.2 14 3.5 12 10.2 10z",
  tasks:
    "M4 6.5 5.5 8 8 5M4 13l1.5 1.5L8 11.5M4 19.5 5.5 21 8 18M11.5 6.5H20M11.5 13H20M11.5 19.5H20",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c0-4.5 3.5-6.5 7.5-6.5s7.5 2 7.5 6.5",
  eye: "M2.5 12C6 6 18 6 21.5 12 18 18 6 18 2.5 12M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
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
    {
      class: "icon",
      viewBox: "0 0 24 24",
      "aria-hidden": "true",
      focusable: "false",
    },
    path,
  );
}
