// Breaks things on purpose: which requests go wrong, how, and how often they did.

import { byService, ready, ruleOf } from "../model/faults.js";
import { field, heading } from "../parts/panel.js";
import { fill, h } from "../product.js";

const LOOK_AGAIN = 2_000; // milliseconds

/** @param {HTMLElement} root @param {Context} context */
export function faults(root, { words, ask, signal, tell }) {
  const { t } = words;
  /** @type {Kind[]} */
  let kinds = [];
  const list = h("ul", { class: "rows" });
  const none = h("p", { class: "empty" });
  const allOff = h(
    "button",
    { type: "button", class: "danger-quiet", hidden: true, onclick: clear },
    t("faults.clear"),
  );
  const quick = h("div", { class: "buttons quick" });
  const form = ruleForm();
  root.append(
    heading(t("faults.title"), t("faults.what"), allOff),
    h("h2", {}, t("faults.inForce")),
    list,
    none,
    h("h2", {}, t("faults.quick")),
    quick,
    h("h2", {}, t("faults.new")),
    form.element,
  );
  begin();
  const timer = setInterval(update, LOOK_AGAIN);
  signal.addEventListener("abort", () => clearInterval(timer));

  async function begin() {
    kinds = await ask("/faults/kinds", { signal });
    form.offer(kinds);
    quick.replaceChildren(
      ...ready(kinds).map(({ name, ...rule }) =>
        h("button", { type: "button", onclick: () => add(rule) }, words.word("ready", name)),
      ),
    );
    await update();
  }

  async function update() {
    /** @type {Rule[]} */
    const rules = await ask("/faults", { signal });
    fill(list, rules, (rule) => rule.id, row);
    none.textContent = rules.length ? "" : t("faults.none");
    allOff.hidden = rules.length < 2;
  }

  /** @param {Record<string, unknown>} rule */
  async function add(rule) {
    await ask("/faults", { body: rule });
    tell(t("faults.added"));
    await update();
  }

  async function clear() {
    await ask("/faults", { method: "DELETE" });
    await update();
  }

  /** @param {Rule} rule */
  async function off(rule) {
    await ask(`/faults/${rule.id}`, { method: "DELETE" });
    await update();
  }

  /** @param {Rule} rule */
  function row(rule) {
    const how = oftenOf(rule);
    const action = [words.word("action", rule.action), amountOf(rule)].filter(Boolean).join(" · ");
    return h(
      "li",
      { class: "row fault" },
      h(
        "span",
        { class: "row-main" },
        h("b", {}, action),
        h(
          "span",
          {},
          words.word("where", rule.where),
          " ",
          h("code", { class: "muted" }, rule.where),
        ),
        h("span", { class: "muted" }, how),
      ),
      h(
        "span",
        { class: rule.struck ? "tally struck" : "tally" },
        t("faults.struck", { count: rule.struck ?? 0 }),
      ),
      h("button", { type: "button", onclick: () => off(rule) }, t("faults.off")),
    );
  }

  /** @param {Rule} rule */
  function amountOf({ action, value: given }) {
    const value = given ?? 0;
    const actions = kinds.flatMap((kind) => kind.actions);
    const unit = actions.find(({ name }) => name === action)?.value;
    return unit ? t(/** @type {"unit.seconds"} */ (`unit.${unit}`), { value, count: value }) : "";
  }

  /** Which requests it strikes, in words; nothing where it strikes all. @param {Rule} rule */
  function oftenOf({ match = "*", count, nth, probability }) {
    const share = Math.round((probability ?? 1) * 100);
    const told = [
      match !== "*" && t("faults.matching", { match }),
      count && t("faults.first", { count }),
      nth && t("faults.nth", { count: nth }),
      share < 100 && t("faults.chance", { share }),
    ];
    return told.filter(Boolean).join(" · ");
  }

  function ruleForm() {
    const where = h("select", { name: "where", onchange: offerActions });
    const action = h("select", { name: "action", onchange: offerValue });
    const value = h("input", {
      name: "value",
      type: "number",
      step: "any",
      min: 0,
    });
    const valueField = field("", value);
    const match = h("input", {
      name: "match",
      autocomplete: "off",
      placeholder: "*",
    });
    const often = h(
      "select",
      { name: "often", onchange: offerAmount },
      ...["always", "first", "nth", "chance"].map((each) =>
        h("option", { value: each }, t(`often.${/** @type {"always"} */ (each)}`)),
      ),
    );
    const amount = h("input", {
      name: "amount",
      type: "number",
      min: 1,
      value: 1,
    });
    const amountField = field("", amount);
    const complaint = h("p", { class: "complaint", role: "alert" });
    const element = h(
      "form",
      { class: "form card", onsubmit },
      field(t("faults.where"), where),
      field(t("faults.action"), action),
      valueField,
      field(t("faults.match"), match, t("faults.matchHint")),
      field(t("faults.often"), often),
      amountField,
      complaint,
      h("div", { class: "buttons" }, h("button", { class: "primary" }, t("faults.on"))),
    );
    return { element, offer };

    /** @param {Kind[]} all */
    function offer(all) {
      const groups = byService(all).map(([service, places]) =>
        h(
          "optgroup",
          { label: words.word("service", service) },
          ...places.map((kind) =>
            h("option", { value: kind.where }, words.word("where", kind.where)),
          ),
        ),
      );
      where.replaceChildren(...groups);
      offerActions();
      offerAmount();
    }

    function offerActions() {
      const known = kinds.find((kind) => kind.where === where.value)?.actions ?? [];
      action.replaceChildren(
        ...known.map(({ name }) => h("option", { value: name }, words.word("action", name))),
      );
      offerValue();
    }

    function offerValue() {
      const known = kinds.find((kind) => kind.where === where.value)?.actions ?? [];
      const chosen = known.find(({ name }) => name === action.value);
      valueField.hidden = !chosen?.value;
      value.value = chosen?.value ? String(chosen.usual ?? 1) : "";
      if (chosen?.value) rename(valueField, words.word("value", chosen.value));
    }

    function offerAmount() {
      amountField.hidden = often.value === "always";
      amount.max = often.value === "chance" ? "100" : "";
      amount.value = often.value === "chance" ? "50" : "1";
      if (often.value !== "always") rename(amountField, words.word("amount", often.value));
    }

    /** @param {SubmitEvent} event */
    async function onsubmit(event) {
      event.preventDefault();
      complaint.textContent = "";
      const filled = /** @type {any} */ (Object.fromEntries(new FormData(element)));
      await add(ruleOf(filled)).catch((error) => {
        complaint.textContent = error.message;
      });
    }
  }
}

/** @param {HTMLElement} labelled @param {string} text */
function rename(labelled, text) {
  labelled.querySelector(".field-name")?.replaceChildren(text);
}
