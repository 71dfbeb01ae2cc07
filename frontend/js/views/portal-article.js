// One article as its readers see it, and whether it helped.

import { Problem } from "../api.js";
import { h } from "../dom.js";
import { opinion, prose } from "../parts/answers.js";
import { failure } from "../parts/freshness.js";

/** @param {HTMLElement} root @param {Context} context */
export function portalArticle(root, context) {
  const { words, send, params, signal, title, go } = context;
  const { t } = words;
  send(`/articles/${params.id}/published`, { signal }).then(show, trouble);

  /** @param {Published} read */
  function show(read) {
    title(read.title);
    root.replaceChildren(
      h("a", { class: "up", href: "#/" }, t("portal.home")),
      h("h1", { lang: read.language }, read.title),
      h("article", { class: "card" }, prose(read)),
      h(
        "section",
        { class: "card", "aria-label": t("portal.helped") },
        h("h2", {}, t("portal.helped")),
        opinion(context, read.id, () => go("#/")),
        h(
          "p",
          { class: "muted" },
          t("portal.stillOpen"),
          " ",
          h("a", { href: "#/tickets/new" }, t("portal.ask")),
        ),
      ),
    );
  }

  /** @param {unknown} error */
  function trouble(error) {
    if (signal.aborted) return;
    const isGone = error instanceof Problem && error.status === 404;
    title(t("portal.home"));
    root.replaceChildren(
      h("a", { class: "up", href: "#/" }, t("portal.home")),
      h("h1", {}, isGone ? t("article.gone") : failure(words, error)),
    );
  }
}
