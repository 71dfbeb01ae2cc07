// Writing an article: what is asked, and a screen for a new one.

import { h } from "../dom.js";
import { form } from "../parts/form.js";

/** @param {HTMLElement} root @param {Context} context */
export function newArticle(root, { words, send, signal, go, tell, title, query }) {
  const { t } = words;
  title(t("knowledge.new"));
  const written = form({
    words,
    label: t("knowledge.write"),
    fields: wordingFields(words, {
      title: query.get("title") ?? "",
      language: words.code,
    }),
    send: async (data) => {
      const made = await send("/articles", {
        body: wording(data),
        key: crypto.randomUUID(),
        signal,
      });
      tell(t("records.saved"));
      go(`#/knowledge/${made.id}`);
    },
  });
  root.replaceChildren(
    h("a", { class: "up", href: "#/knowledge" }, t("section.knowledge")),
    h("div", { class: "head" }, h("h1", {}, t("knowledge.new"))),
    h(
      "section",
      { class: "card narrow" },
      h("p", { class: "muted" }, t("knowledge.newWhat")),
      written.element,
    ),
  );
}

/** @param {Words} words @param {any} now @returns {import("../parts/form.js").Field[]} */
export const wordingFields = (words, now) => [
  {
    name: "title",
    label: words.t("knowledge.title"),
    value: now.title,
    required: true,
    maxlength: 200,
    wide: true,
  },
  {
    name: "text",
    label: words.t("article.text"),
    kind: "textarea",
    rows: 12,
    value: now.text,
    required: true,
    maxlength: 60000,
  },
  {
    name: "language",
    label: words.t("ticket.language"),
    kind: "select",
    value: now.language,
    options: words.languages(),
  },
  {
    name: "review_on",
    label: words.t("article.review"),
    kind: "date",
    value: now.review_on ?? "",
    hint: words.t("article.reviewHint"),
  },
];

/** @param {FormData} data */
export function wording(data) {
  const review = data.get("review_on");
  return {
    title: data.get("title"),
    text: data.get("text"),
    language: data.get("language"),
    ...(review ? { review_on: review } : {}),
  };
}
