// What a campaign says, as a form's sections, with what the list knows of people at hand.

import { h } from "../dom.js";
import { filled, LANGUAGES, placeholders, variable } from "../model/drafts.js";
import { sampleOf, speaking, usualFor } from "../model/voices.js";
import { aboutOf, sample } from "./sample.js";

const SAID_OF_TICKETS = ["name", "ticket", "title"];
const SAYS = /** @type {const} */ (["purpose", "questions", "closing", "voicemail"]);

/** One section per language. @param {Words} words @param {Script} script @param {OfferedVoice[]} voices @returns {import("./form.js").Section[]} */
export function wordsSections(words, script, voices) {
  const { t } = words;
  const written = LANGUAGES.filter((code) => script[code]);
  return LANGUAGES.map((code) => ({
    title: t(`wordsIn.${code}`),
    what: t("words.what"),
    open: written.length ? written.includes(code) : code === words.code,
    fields: [...wordsFields(words, code, script[code]), voiceField(words, code, script, voices)],
    first: [h("div", { class: "words-offer wide", "data-language": code })],
    nodes: [
      h("div", { class: "words-voice wide", "data-language": code }),
      h("div", { class: "words-aid wide", "data-language": code }),
    ],
  }));
}

/**
 * Who says them. One that was chosen and is gone since stays, until somebody chooses another.
 * @param {Words} words @param {Language} code @param {Script} script @param {OfferedVoice[]} voices
 * @returns {import("./form.js").Field}
 */
function voiceField(words, code, script, voices) {
  const { t } = words;
  const usual = usualFor(voices, code);
  const chosen = script[code]?.voice ?? "";
  const others = speaking(voices, code).filter((each) => each !== usual);
  const isKnown = !chosen || voices.some(({ id }) => id === chosen);
  return {
    name: `${code}.voice`,
    label: t("voice.title"),
    kind: "select",
    value: chosen === usual?.id ? "" : chosen,
    hint: t("voice.hint"),
    options: [
      ["", usual ? t("voice.usual", { name: usual.name }) : t("voice.usualOne")],
      ...others.map(
        ({ id, name, about }) => /** @type {[string, string]} */ ([id, named(words, name, about)]),
      ),
      ...(isKnown
        ? []
        : [/** @type {[string, string]} */ ([chosen, t("voice.gone", { id: chosen })])]),
    ],
  };
}

/** @param {Words} words @param {string} name @param {string} about */
const named = (words, name, about) => (about ? `${name} (${aboutOf(words, about)})` : name);

/**
 * Beside each choice of a voice: how it says the first of the words that is the same for everybody.
 * @param {Pick<Context, "words" | "send" | "signal">} context @param {HTMLFormElement} element @param {OfferedVoice[]} voices
 */
export function voicesAid(context, element, voices) {
  for (const place of element.querySelectorAll(".words-voice")) {
    const code = /** @type {Language} */ (of(place));
    const usual = usualFor(voices, code)?.id;
    place.replaceChildren(
      ...(voices.length ? [sample(context, () => wish(element, code, usual ?? ""))] : []),
    );
  }
}

/** @param {HTMLFormElement} element @param {Language} code @param {string} usual */
function wish(element, code, usual) {
  const texts = SAYS.flatMap(
    (name) => control(element, `${code}.${name}`)?.value.split("\n") ?? [],
  );
  const chosen = String(new FormData(element).get(`${code}.voice`) ?? "");
  return { language: code, voice: chosen || usual, text: sampleOf(texts, code) };
}

/** @param {Words} words @param {Language} code @param {Spoken | null} said @returns {import("./form.js").Field[]} */
function wordsFields({ t }, code, said) {
  const text = {
    minlength: 3,
    maxlength: 300,
    kind: /** @type {const} */ ("textarea"),
    rows: 2,
  };
  return [
    {
      ...text,
      name: `${code}.purpose`,
      label: t("campaign.purpose"),
      value: said?.purpose,
    },
    {
      ...text,
      name: `${code}.questions`,
      label: t("campaign.questions"),
      rows: 4,
      maxlength: 3000,
      value: said?.questions.join("\n"),
    },
    {
      ...text,
      name: `${code}.closing`,
      label: t("campaign.closing"),
      value: said?.closing,
    },
    {
      ...text,
      name: `${code}.voicemail`,
      label: t("campaign.voicemail"),
      value: said?.voicemail,
    },
    {
      name: `${code}.reason`,
      label: t("words.reason"),
      hint: t("words.reasonHint"),
      maxlength: 200,
      value: said?.reason ?? "",
      wide: true,
    },
  ];
}

/**
 * Under each language: the words that may be filled in, those nobody has, and how somebody would
 * hear it. `update` tells whom the audience holds.
 * @param {Words} words @param {HTMLFormElement} element @param {AbortSignal} signal
 */
export function wordsAid(words, element, signal) {
  const { t } = words;
  /** @type {HTMLTextAreaElement | HTMLInputElement | null} */
  let last = null;
  /** @type {ListMember | null} */
  let example = null;
  let known = SAID_OF_TICKETS;
  element.addEventListener("focusin", hold, { signal });
  element.addEventListener("input", show, { signal });

  /** @param {FocusEvent} event */
  function hold({ target }) {
    const isText = target instanceof HTMLTextAreaElement;
    if (isText && SAYS.some((name) => target.name.endsWith(`.${name}`))) last = target;
  }

  /** @param {string} name @param {string} code */
  function insert(name, code) {
    const field = last?.name.startsWith(code) ? last : control(element, `${code}.purpose`);
    if (!field) return;
    field.setRangeText(`{${name}}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  /** @param {string} code */
  function aid(code) {
    const said = SAYS.map((name) => control(element, `${code}.${name}`)?.value.trim() ?? "");
    const unknown = [...new Set(said.flatMap(placeholders))].filter(
      (name) => !known.includes(name),
    );
    const told = h("div", {});
    if (unknown.length)
      told.append(
        h(
          "p",
          { class: "notice warn" },
          t("words.unknown", {
            names: unknown.map((name) => `{${name}}`).join(", "),
          }),
        ),
      );
    if (example && said[0]) told.append(heard(words, example, said));
    return told;
  }

  /** @param {string} code */
  const offered = (code) =>
    h(
      "p",
      { class: "variables" },
      h("span", { class: "muted" }, t("words.variables")),
      ...known.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "variable",
            onclick: () => insert(name, code),
          },
          `{${name}}`,
        ),
      ),
    );

  function show() {
    for (const place of element.querySelectorAll(".words-aid"))
      place.replaceChildren(aid(of(place)));
  }

  function offer() {
    for (const place of element.querySelectorAll(".words-offer"))
      place.replaceChildren(offered(of(place)));
    show();
  }

  return {
    /** @param {ListMember[]} members @param {boolean} isList */
    update(members, isList) {
      const columns = members.flatMap((each) => Object.keys(each.variables).map(variable));
      known = isList ? [...new Set(["name", ...columns])] : SAID_OF_TICKETS;
      example = members[0] ?? null;
      offer();
    },
  };
}

/** Which language a place is for. @param {Element} place */
const of = (place) => /** @type {HTMLElement} */ (place).dataset.language ?? "";

/** @param {HTMLFormElement} element @param {string} name */
function control(element, name) {
  const found = element.elements.namedItem(name);
  return found instanceof HTMLTextAreaElement ? found : null;
}

/** @param {Words} words @param {ListMember} person @param {string[]} said */
function heard({ t }, person, said) {
  const own = Object.entries(person.variables).map(([name, value]) => [variable(name), value]);
  const variables = { ...Object.fromEntries(own), name: person.name };
  const spoken = said.slice(0, 3); // the message for a machine is another matter
  const lines = spoken.flatMap((each) => each.split("\n")).filter((line) => line.trim());
  return h(
    "figure",
    { class: "heard" },
    h("figcaption", { class: "muted" }, t("words.heardBy", { name: person.name })),
    ...lines.map((line) => h("p", {}, filled(line, variables))),
  );
}
