// Draws the icons: strokes on a grid of 24, in the colour of the text around them.

import { svg } from "../product.js";

const DRAWN = {
  mark: "M7 6.5a2.5 2.5 0 1 0 0 .01M17 6.5a2.5 2.5 0 1 0 0 .01M7 17.5a2.5 2.5 0 1 0 0 .01M17 17.5a2.5 2.5 0 1 0 0 .01M7 9c0 5 10 2 10 6",
  phone:
    "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3.2 3A17 17 0 0 1 3 6.2 3 3 0 0 1 6 3z",
  keypad:
    "M6 5.5v.01M12 5.5v.01M18 5.5v.01M6 11.5v.01M12 11.5v.01M18 11.5v.01M6 17.5v.01M12 17.5v.01M18 17.5v.01",
  microphone:
    "M12 14.5a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5.5a3 3 0 0 0 3 3M6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  send: "M4 12h15M13 6l6 6-6 6",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  silence: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  calls: "M4 6h16M4 12h16M4 18h10",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5m2.5 3.5c2 .9 3 2.8 3 5.5",
  faults: "M13 3 5 13.5h6L10.5 21 19 10h-6.5z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.2l3.5 2",
  messages: "M4 5h16v11H9.5L5 20v-4H4z",
  findings: "M4.5 12.5 9.5 17.5 19.5 6.5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  back: "M15 5l-7 7 7 7",
};

/** @typedef {keyof typeof DRAWN | "hangup"} Icon */

/** An icon beside words: screen readers skip it. @param {Icon} name */
export function icon(name) {
  const path = svg("path", {
    d: DRAWN[name === "hangup" ? "phone" : name],
    transform: name === "hangup" ? "rotate(135 12 12)" : null,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": name === "keypad" ? 3.2 : 1.75,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  const frame = {
    class: "icon",
    viewBox: "0 0 24 24",
    "aria-hidden": "true",
    focusable: "false",
  };
  return svg("svg", frame, path);
}
