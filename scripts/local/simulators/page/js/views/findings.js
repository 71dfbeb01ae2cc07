// What the simulators found the system to do wrong; nothing is what one wants to see.

import { facts } from "../model/timeline.js";
import { heading } from "../parts/panel.js";
import { fill, h } from "../product.js";

const SHOWN = 20;

/** @param {HTMLElement} root @param {Context & {findings: () => Record<string, any>}} context */
export function findings(root, { words, ask, board, signal, findings: found, tell }) {
  const { t } = words;
  const verdict = h("p", { class: "notice", role: "status" });
  const list = h("ul", { class: "rows findings" });
  const reset = h(
    "button",
    { type: "button", class: "danger-quiet", onclick: forget },
    t("findings.reset"),
  );
  root.append(heading(t("findings.title"), t("findings.what"), reset), verdict, list);
  board.changed(update, signal);
  const timer = setInterval(update, 1_000);
  signal.addEventListener("abort", () => clearInterval(timer));
  update();

  function update() {
    const kinds = Object.entries(found()).map(([name, cases]) => ({
      name,
      cases,
    }));
    const bad = kinds.filter(({ cases }) => countOf(cases));
    const text = !kinds.length
      ? t("findings.none")
      : bad.length
        ? t("findings.some", { count: bad.length })
        : t("findings.none");
    if (verdict.textContent !== text) verdict.textContent = text;
    verdict.className = `notice ${bad.length ? "bad" : "good"}`;
    fill(list, [...bad, ...kinds.filter((kind) => !bad.includes(kind))], (kind) => kind.name, row);
  }

  /** @param {{name: string, cases: any}} kind */
  function row({ name, cases }) {
    const count = countOf(cases);
    const title = words.word("finding", name);
    const what = words.knows(`findingWhat.${name}`) ? words.word("findingWhat", name) : "";
    const head = [
      h("span", { class: `dot ${count ? "bad" : "good"}` }, title),
      h("span", { class: count ? "tally struck" : "tally" }, words.number(count)),
    ];
    const about = what && h("p", { class: "muted" }, what);
    if (count) return wrong(cases, head, about);
    return h("li", { class: "row finding" }, h("div", { class: "finding-head" }, ...head), about);
  }

  /** @param {Record<string, any>[]} cases @param {Node[]} head @param {Node | ""} about */
  function wrong(cases, head, about) {
    return h(
      "li",
      { class: "row finding found" },
      h(
        "details",
        {},
        h("summary", { class: "finding-head" }, ...head),
        about,
        h("ul", { class: "cases" }, ...cases.slice(0, SHOWN).map(caseOf)),
      ),
    );
  }

  /** @param {Record<string, any>} each */
  function caseOf(each) {
    const sid = each.call ?? each.calls?.[0];
    const pairs = facts(each).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
    return h(
      "li",
      {},
      sid && h("a", { href: `#/calls/${sid}` }, t("findings.call")),
      h("dl", { class: "facts" }, ...pairs),
    );
  }

  async function forget() {
    await ask("/reset", { method: "POST" });
    await board.begin();
    tell(t("findings.forgotten"));
  }
}

/** How many cases of a kind; what is no list counts none. @param {any} cases */
export const countOf = (cases) => (Array.isArray(cases) ? cases.length : 0);
