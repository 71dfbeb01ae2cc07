// What people ask again and again, and no article tells.

import { h } from "../dom.js";
import { when } from "../parts/marks.js";
import { table } from "../parts/table.js";
import { ifThere } from "./admin-operation.js";

/** @param {HTMLElement} root @param {Context} context */
export function gaps(root, { words, send, signal, title }) {
  const { t } = words;
  const searches = table({
    caption: t("gaps.searches"),
    key: (/** @type {any} */ each) => each.phrase,
    empty: t("gaps.none"),
    columns: [
      { label: t("gaps.phrase"), cell: (each) => each.phrase, kind: "main" },
      {
        label: t("gaps.times"),
        cell: (each) => words.number(each.searches),
        kind: "amount",
      },
      { label: t("gaps.last"), cell: (each) => when(words, each.last_at) },
      {
        label: t("records.do"),
        cell: (each) =>
          h(
            "a",
            {
              href: `#/knowledge/new?title=${encodeURIComponent(each.phrase)}`,
              "aria-label": `${t("knowledge.write")}: ${each.phrase}`,
            },
            t("knowledge.write"),
          ),
      },
    ],
  });
  const untold = table({
    caption: t("gaps.tickets"),
    key: (/** @type {any} */ each) => `${each.language} ${each.word}`,
    empty: t("gaps.none"),
    columns: [
      { label: t("gaps.word"), cell: (each) => each.word, kind: "main" },
      {
        label: t("ticket.language"),
        cell: (each) => words.word("language", each.language),
      },
      {
        label: t("gaps.solved"),
        cell: (each) => words.number(each.tickets),
        kind: "amount",
      },
      { label: t("gaps.examples"), cell: (each) => each.examples.join(", ") },
    ],
  });
  const span = h("p", { class: "muted" });
  title(t("gaps.title"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/knowledge" }, t("section.knowledge")),
    h("div", { class: "head" }, h("h1", {}, t("gaps.title")), span),
    h("p", { class: "lead" }, t("gaps.what")),
    h(
      "section",
      { class: "card", "aria-label": t("gaps.searches") },
      h("h2", {}, t("gaps.searches")),
      searches.element,
    ),
    h(
      "section",
      { class: "card", "aria-label": t("gaps.tickets") },
      h("h2", {}, t("gaps.tickets")),
      untold.element,
    ),
  );
  show();

  async function show() {
    const found = await ifThere(send("/articles/gaps", { signal }));
    span.textContent = found ? t("gaps.days", { count: found.days }) : t("records.missing");
    searches.show(found?.searches ?? []);
    untold.show(found?.tickets ?? []);
  }
}
