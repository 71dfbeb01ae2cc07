// What the page of voices counts, column by column.

import { h } from "../dom.js";
import { LANGUAGES } from "../model/drafts.js";
import { speaking, STOCK } from "../model/voices.js";
import { dot, when } from "../parts/marks.js";
import { aboutOf, sample } from "../parts/sample.js";

const CURRENCY = "USD";

/** A voice that may be chosen, with what it sounds like in each language it speaks. @param {Context} context @param {OfferedVoice} voice */
export function castOf(context, voice) {
  const { t } = context.words;
  const { id, name, about, usual_for: usual } = voice;
  const speaks = LANGUAGES.filter((code) => speaking([voice], code).length);
  return h(
    "li",
    {},
    h("b", {}, name),
    about && h("span", { class: "muted" }, aboutOf(context.words, about)),
    ...usual.map((code) => dot(t("voices.usual", { language: t(`language.${code}`) }), "good")),
    h(
      "span",
      { class: "samples" },
      ...speaks.map((language) =>
        h(
          "span",
          {},
          h("span", { class: "muted" }, t(`language.${language}`)),
          sample(
            context,
            () => ({ language, voice: id, text: STOCK[language] }),
            `${name}, ${t(`language.${language}`)}`,
          ),
        ),
      ),
    ),
  );
}

/** The sums. @param {Words} words @param {AudioUsage} used */
export function summed(words, used) {
  const { t, number, percent, money } = words;
  return [
    {
      name: t("voices.saved"),
      value: money(used.saved_micro, CURRENCY),
      more: t("voices.savedWhat"),
    },
    {
      name: t("voices.spent"),
      value: money(used.spent_micro, CURRENCY),
      more: t("voices.spentWhat"),
    },
    {
      name: t("voices.hitRate"),
      value: percent(used.hit_rate),
      more: t("voices.hitRateWhat", { count: used.hits }),
    },
    {
      name: t("voices.spoken"),
      value: number(used.syntheses),
      more: t("voices.characters", { count: used.characters_synthesized }),
    },
    {
      name: t("voices.silences"),
      value: number(used.fallbacks),
      more: t("voices.silencesWhat"),
    },
  ];
}

/** @param {ReturnType<typeof summed>[number]} figure */
export const tileOf = ({ name, value, more }) =>
  h("li", {}, h("span", {}, name), h("b", {}, value), h("span", { class: "muted" }, more));

/** @param {Words} words @returns {import("../parts/table.js").Column<VoiceDay>[]} */
export const dayColumns = ({ t, number, percent, money, date }) => [
  {
    label: t("voices.day"),
    cell: (each) => date(`${each.day}T12:00:00Z`),
    kind: "main",
  },
  {
    label: t("voices.voice"),
    cell: (each) => [each.speaker, each.voice].filter(Boolean).join(" · ") || "–",
  },
  {
    label: t("voices.spoken"),
    cell: (each) => number(each.syntheses),
    kind: "amount",
  },
  {
    label: t("voices.again"),
    cell: (each) => number(each.hits),
    kind: "amount",
  },
  {
    label: t("voices.share"),
    cell: (each) => percent(each.hits / Math.max(1, each.hits + each.syntheses)),
    kind: "amount",
  },
  {
    label: t("voices.spent"),
    cell: (each) => money(each.spent_micro, CURRENCY),
    kind: "amount",
  },
  {
    label: t("voices.saved"),
    cell: (each) => money(each.saved_micro, CURRENCY),
    kind: "amount",
  },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<AudioUsage["passed_over"][number]>[]} */
export const passedColumns = ({ t, number, word }) => [
  {
    label: t("voices.voice"),
    cell: (each) => each.speaker || t("voices.nobody"),
    kind: "main",
  },
  { label: t("voices.why"), cell: (each) => word("voiceTrouble", each.reason) },
  {
    label: t("voices.times"),
    cell: (each) => number(each.times),
    kind: "amount",
  },
];

/** @param {Words} words @returns {import("../parts/table.js").Column<AudioOrder>[]} */
export const orderColumns = (words) => [
  {
    label: words.t("voices.order"),
    cell: (each) => words.word("audioOrder", each.kind),
    kind: "main",
  },
  { label: words.t("act.reason"), cell: (each) => each.reason },
  { label: words.t("voices.by"), cell: (each) => each.actor },
  { label: words.t("voices.at"), cell: (each) => when(words, each.at) },
  {
    label: words.t("voices.sentences"),
    cell: (each) => (each.count === null ? words.t("voices.pending") : words.number(each.count)),
    kind: "amount",
  },
];
