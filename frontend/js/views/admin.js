// Everything that is set up rather than worked on, by what it is for.

import { h } from "../dom.js";

/** @type {[string, string[]][]} */
const PARTS = [
  ["promises", ["calendars", "definitions", "policies", "rotas"]],
  ["desk", ["teams", "rules", "fields", "templates", "replies"]],
  ["people", ["users", "groups", "tokens", "audit"]],
  ["system", ["operation", "alerts", "assist", "webhooks"]],
];

/** What is set up where it is worked with. @type {Record<string, string>} */
const ELSEWHERE = { rotas: "#/calls/rotas" };

/** @param {HTMLElement} root @param {Context} context */
export function admin(root, { words, title }) {
  const { t } = words;
  title(t("admin.title"));
  root.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, t("admin.title"))),
    ...PARTS.map(([part, names]) =>
      h(
        "section",
        { class: "part", "aria-label": words.word("adminPart", part) },
        h("h2", {}, words.word("adminPart", part)),
        h("ul", { class: "doors" }, ...names.map(door)),
      ),
    ),
  );

  /** @param {string} name */
  function door(name) {
    return h(
      "li",
      {},
      h("a", { href: ELSEWHERE[name] ?? `#/admin/${name}` }, words.word("admin", name)),
      h("p", { class: "muted" }, words.word("adminWhat", name)),
    );
  }
}
