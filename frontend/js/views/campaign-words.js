// What a campaign says: as it stands, as some people would hear it, and in other versions.

import { fill, h } from "../dom.js";
import { decides, isInForce } from "../model/campaigns.js";
import { scriptOf } from "../model/drafts.js";
import { button, card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn, form } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { dot, when } from "../parts/marks.js";
import { cast } from "../parts/sample.js";
import { voicesAid, wordsAid, wordsSections } from "../parts/words-form.js";
import { campaignFrame } from "./campaign-frame.js";

const SOME = 5;

/** @param {HTMLElement} root @param {Context} context */
export function campaignWords(root, context) {
  const { words, send, params, me, signal, tell } = context;
  const { t } = words;
  const path = `/campaigns/${params.id}`;
  const now = h("div", { class: "columns" });
  const heard = h("div", { class: "columns" });
  const gaps = h("p", { class: "muted" });
  const versions = h("ol", { class: "versions" });
  const writing = h("div", { hidden: true });
  const others = button(t("preview.others"), () => look());
  const write = button(t("words.write"), () => propose(), "primary");
  /** @type {Campaign | null} */
  let campaign = null;
  /** @type {OfferedVoice[]} */
  let offered = [];
  const known = decides(me) ? voices() : null;
  const frame = campaignFrame(root, context, {
    page: "words",
    body: [
      card(t("words.now"), now),
      card(t("preview.title"), gaps, heard, others),
      card(t("words.versions"), versions, write, writing),
    ],
    load: () => send(`${path}/scripts`, { signal }),
    show,
  });
  look();

  /** @param {Campaign} seen @param {CampaignReport} _ @param {ScriptVersion[]} all */
  function show(seen, _, all) {
    campaign = seen;
    write.hidden = !decides(me) || !isInForce(seen) || !writing.hidden;
    fill(
      now,
      spoken(seen.script).map(([code, said]) => ({ code, said, voice: voiceOf(said) })),
      ({ code }) => code,
      ({ code, said, voice }) => inWords(words, code, said, voice),
    );
    fill(
      versions,
      all.map((each) => ({
        each,
        inUse: each.version === seen.script_version,
      })),
      ({ each }) => each.version,
      ({ each, inUse }) => version(each, inUse),
    );
  }

  /** Whose voices there are: nobody waits for them who only reads. */
  async function voices() {
    offered = await cast(context);
    if (!signal.aborted) frame.changed();
  }

  async function look() {
    others.disabled = true;
    try {
      /** @type {WordsPreview} */
      const seen = await send(`${path}/preview?count=${SOME}`, { signal });
      gaps.textContent = lacking(words, seen.all);
      heard.replaceChildren(...seen.heard.map((each) => asHeard(words, each)));
    } catch (error) {
      if (!signal.aborted) gaps.textContent = failure(words, error);
    } finally {
      others.disabled = false;
    }
  }

  /** Who says them; nothing where it is whoever usually does. @param {Spoken} said */
  const voiceOf = ({ voice }) => offered.find(({ id }) => id === voice)?.name ?? voice ?? "";

  /** @param {ScriptVersion} each @param {boolean} inUse */
  function version(each, inUse) {
    const isTheirs = !each.authors.includes(me.name) && decides(me);
    const waits = !each.approved_by && !inUse && campaign && isInForce(campaign);
    return h(
      "li",
      {},
      h("p", {}, h("b", {}, t("words.version", { n: each.version })), " ", standing(each, inUse)),
      h("p", { class: "muted" }, each.authors.join(", "), " · ", when(words, each.at)),
      each.approved_by &&
        h("p", { class: "muted" }, t("words.approvedBy", { name: each.approved_by })),
      waits && isTheirs && button(t("act.approve"), () => approve(each)),
      waits && !isTheirs && h("p", { class: "muted" }, t("words.ownVersion")),
      !inUse &&
        h(
          "details",
          {},
          h("summary", {}, t("words.read")),
          ...spoken(each.script).map(([code, said]) => inWords(words, code, said, voiceOf(said))),
        ),
    );
  }

  /** @param {ScriptVersion} each @param {boolean} inUse */
  function standing(each, inUse) {
    if (inUse) return dot(t("words.inUse"), "good");
    return each.approved_by ? dot(t("words.was"), "quiet") : dot(t("words.waits"), "warn");
  }

  /** @param {ScriptVersion} each */
  function approve(each) {
    ask({
      words,
      signal,
      title: t("words.approve", { n: each.version }),
      text: t("words.approveWhat"),
      label: t("act.approve"),
      fields: [reason(words)],
      send: async (data) => {
        const body = filledIn(data);
        await send(`${path}/scripts/${each.version}/approval`, {
          body,
          signal,
        });
        tell(t("words.approved"));
        frame.changed();
        look();
      },
    });
  }

  async function propose() {
    if (!campaign) return;
    await known;
    const asked = form({
      words,
      fields: [reason(words)],
      sections: wordsSections(words, campaign.script, offered),
      label: t("words.propose"),
      cancel: close,
      send: async (data) => {
        const body = {
          reason: String(data.get("reason")).trim(),
          script: scriptOf(data),
        };
        await send(`${path}/scripts`, { body, signal });
        tell(t("words.proposed"));
        close();
      },
    });
    writing.replaceChildren(asked.element);
    writing.hidden = false;
    write.hidden = true;
    asked.element.querySelector("input")?.focus();
    aided(asked.element, campaign.audience);
    voicesAid(context, asked.element, offered);
  }

  /** @param {HTMLFormElement} element @param {Audience} audience */
  async function aided(element, { list_id: list }) {
    const aid = wordsAid(words, element, signal);
    const page = list ? await send(`/lists/${list}/members?limit=50`, { signal }) : { items: [] };
    aid.update(page.items, Boolean(list));
  }

  function close() {
    writing.hidden = true;
    writing.replaceChildren();
    frame.changed();
    write.hidden = false;
    write.focus();
  }
}

/** @param {Script} script @returns {[Language, Spoken][]} */
const spoken = ({ en, es }) => [
  ...(en ? [/** @type {[Language, Spoken]} */ (["en", en])] : []),
  ...(es ? [/** @type {[Language, Spoken]} */ (["es", es])] : []),
];

/** @param {Words} words @param {Language} code @param {Spoken} said @param {string} voice */
const inWords = ({ t }, code, said, voice) =>
  h(
    "div",
    { class: "stack", lang: code },
    h("h3", {}, t(`language.${code}`)),
    h("p", {}, said.purpose),
    h("ol", { class: "questions" }, ...said.questions.map((each) => h("li", {}, each))),
    h("p", {}, said.closing),
    h("p", { class: "muted" }, h("span", {}, `${t("campaign.voicemail")}: `), said.voicemail),
    voice && h("p", { class: "muted" }, `${t("voice.title")}: ${voice}`),
  );

/** @param {Words} words @param {Heard} each */
function asHeard({ t }, { name, language, words: said, missing }) {
  const lines = [said.purpose, ...said.questions, said.closing];
  return h(
    "figure",
    { class: missing.length ? "heard lacking" : "heard", lang: language },
    h("figcaption", { class: "muted" }, t("words.heardBy", { name })),
    ...lines.map((line) => h("p", {}, line)),
    missing.length > 0 &&
      h(
        "p",
        { class: "notice warn" },
        t("preview.missing", {
          names: missing.map((each) => `{${each}}`).join(", "),
        }),
      ),
  );
}

/** @param {Words} words @param {WordsPreview["all"]} all */
function lacking({ t, number }, { people, complete, missing }) {
  const lacks = Object.entries(missing).map(([name, count]) => `{${name}}: ${number(count)}`);
  const said = t("preview.complete", { complete, people });
  return lacks.length ? `${said} ${t("preview.lacks", { names: lacks.join(", ") })}` : said;
}

/** @param {Words} words @returns {import("../parts/form.js").Field} */
export const reason = ({ t }) => ({
  name: "reason",
  label: t("act.reason"),
  required: true,
  minlength: 3,
  maxlength: 300,
  wide: true,
  hint: t("act.reasonHint"),
});
