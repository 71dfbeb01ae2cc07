// Forms that say what is wrong beside the field it is wrong in, and lose nothing that was typed.

import { Problem } from "../api.js";
import { h } from "../dom.js";
import { failure } from "./freshness.js";

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"text" | "email" | "tel" | "number" | "file" | "textarea" | "select" | "time" | "date" | "datetime-local" | "checkbox"} [kind]
 * @property {[string, string][]} [options] value and words
 * @property {string} [value]
 * @property {boolean} [required]
 * @property {number} [minlength]
 * @property {number} [maxlength]
 * @property {number} [rows]
 * @property {string} [hint]
 * @property {string} [min]
 * @property {string} [max]
 * @property {string} [step]
 * @property {boolean} [checked]
 * @property {string[]} [choices] suggestions for a text
 * @property {string} [accept]
 * @property {boolean} [wide]
 * @property {(words: Words) => Built} [build] makes what no single input holds (`fields.js`)
 */

/**
 * A field on the page.
 * @typedef {{name: string, element: HTMLElement, input: HTMLElement, say: (problem: string) => void, check: () => boolean}} Built
 */

/**
 * Fields that belong together, and whatever else a form asks by elements of its own.
 * @typedef {{title: string, what?: string, first?: Node[], fields?: Field[], nodes?: Node[], open?: boolean}} Section
 */

let made = 0;

/**
 * A form. `send` gets what was filled in; the problem it ends in is shown, or the form is cleared.
 * @param {{words: Words, fields: Field[], sections?: Section[], label: string, send: (data: FormData) => Promise<unknown>, cancel?: () => void, tone?: string}} what
 */
export function form({ words, fields, sections = [], label, send, cancel, tone = "primary" }) {
  const first = fields.map((each) => built(each, words));
  const parts = sections.map((each) => section(each, words));
  const shown = [...first, ...parts.flatMap((each) => each.shown)];
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const submit = h("button", { class: tone }, label);
  const back =
    cancel &&
    h("button", { type: "button", class: "quiet", onclick: cancel }, words.t("form.back"));
  const buttons = h("div", { class: "buttons" }, submit, back);
  const element = h(
    "form",
    { class: "form", novalidate: true, onsubmit },
    ...first.map((each) => each.element),
    ...parts.map((each) => each.element),
    complaint,
    buttons,
  );

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    if (submit.disabled || !isFilled()) return;
    submit.disabled = true;
    try {
      await send(new FormData(element));
    } catch (error) {
      complain(error);
    } finally {
      submit.disabled = false;
    }
  }

  /** Whether the browser finds nothing wrong; the first field that is wrong gets the focus. */
  function isFilled() {
    complaint.hidden = true;
    const wrong = shown.filter((each) => !each.check());
    if (wrong[0]) show(wrong[0].input);
    return wrong.length === 0;
  }

  /** @param {unknown} error */
  function complain(error) {
    const errors = error instanceof Problem ? error.errors : [];
    for (const { field, problem } of errors)
      shown.find((each) => field.endsWith(each.name))?.say(problem);
    complaint.textContent = failure(words, error);
    complaint.hidden = false;
    const wrong = shown.find((each) => each.input.getAttribute("aria-invalid") === "true");
    if (wrong) show(wrong.input);
  }

  return { element, complain };
}

/** To the field that is wrong, also where its section is folded. @param {HTMLElement} input */
function show(input) {
  const folded = input.closest("details");
  if (folded) folded.open = true;
  input.focus();
}

/** @param {Section} section @param {Words} words */
function section({ title, what, first = [], fields = [], nodes = [], open = false }, words) {
  const shown = fields.map((each) => built(each, words));
  const element = h(
    "details",
    { class: "fields", open },
    h("summary", {}, h("h2", {}, title)),
    what && h("p", { class: "hint" }, what),
    h("div", { class: "form" }, ...first, ...shown.map((each) => each.element), ...nodes),
  );
  return { element, shown };
}

/** @param {Field} field @param {Words} words */
const built = (field, words) => field.build?.(words) ?? labelled(field, words);

/** @param {Field} field @param {Words} words @returns {Built} */
function labelled(field, words) {
  const id = `field-${++made}`;
  const input = inputOf(field, id);
  const hint = field.hint && h("p", { class: "hint", id: `${id}-hint` }, field.hint);
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const choices =
    field.choices &&
    h("datalist", { id: `${id}-choices` }, ...field.choices.map((value) => h("option", { value })));
  const star = field.required && h("span", { class: "star", "aria-hidden": "true" }, " *");
  const label = h("label", { for: id }, field.label, star);
  const asked = field.kind === "checkbox" ? h("div", { class: "tick-box" }, input, label) : null;
  const element = h(
    "div",
    { class: field.wide || field.kind === "textarea" ? "field wide" : "field" },
    ...(asked ? [asked] : [label, input]),
    choices,
    hint,
    wrong,
  );
  input.addEventListener("input", () => say(""));

  /** @param {string} problem */
  function say(problem) {
    wrong.textContent = problem;
    wrong.hidden = !problem;
    input.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  return {
    name: field.name,
    element,
    input,
    say,
    check() {
      const isRight = input.checkValidity() && !(field.required && !input.value.trim());
      say(isRight ? "" : input.validationMessage || words.t("form.missing"));
      return isRight;
    },
  };
}

/** @param {Field} field @param {string} id */
function inputOf(field, id) {
  const { name, required, minlength, maxlength, value = "", kind = "text" } = field;
  const own = {
    id,
    name,
    required,
    minlength,
    maxlength,
    "aria-describedby": `${id}-wrong${field.hint ? ` ${id}-hint` : ""}`,
  };
  if (kind === "textarea") return h("textarea", { ...own, rows: field.rows ?? 4 }, value);
  if (kind === "select") {
    const options = field.options ?? [];
    return h(
      "select",
      own,
      ...options.map(([each, text]) =>
        h("option", { value: each, selected: each === value }, text),
      ),
    );
  }
  const list = field.choices ? `${id}-choices` : null;
  return h("input", {
    ...own,
    type: kind,
    value: kind === "file" || kind === "checkbox" ? null : value,
    checked: field.checked,
    accept: field.accept,
    min: field.min,
    max: field.max,
    step: field.step,
    list,
    autocomplete: "off",
  });
}

/** What was filled in, without what was left empty. @param {FormData} data @returns {Record<string, string>} */
export function filledIn(data) {
  const texts = [...data].filter(([, value]) => typeof value === "string" && value.trim());
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value).trim()]));
}
