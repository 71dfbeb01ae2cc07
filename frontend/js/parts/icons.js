// Shows icons of the sheet that set-up makes, in the colour of the text around them, and our own sign.

import { svg } from "../dom.js";

/** @typedef {keyof typeof import("../../icons.json")} Icon */

const SHEET = "/icons.svg";

/** An icon beside words: screen readers skip it. @param {Icon} name */
export const icon = (name) => drawing(svg("use", { href: `${SHEET}#${name}` }));

/** Two telephones and the cord between them. */
export const sign = () => drawing(svg("path", { d: SIGN }));

const SIGN =
  "M7 6.5a2.5 2.5 0 1 0 0 .01M17 6.5a2.5 2.5 0 1 0 0 .01M7 17.5a2.5 2.5 0 1 0 0 .01M17 17.5a2.5 2.5 0 1 0 0 .01M7 9c0 5 10 2 10 6";

/** Strokes on a grid of 24. @param {Element} strokes */
const drawing = (strokes) =>
  svg(
    "svg",
    {
      class: "icon",
      viewBox: "0 0 24 24",
      "aria-hidden": "true",
      focusable: "false",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.6,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
    strokes,
  );
