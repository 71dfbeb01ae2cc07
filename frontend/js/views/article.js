// One article: how it reads, how it read before, what readers think of it.

import { Problem } from "../api.js";
import { h } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { facts, when } from "../parts/marks.js";
import { ifThere } from "./admin-operation.js";
import { wording, wordingFields } from "./article-writing.js";
import { articleState, helped } from "./knowledge.js";

/** @param {HTMLElement} root @param {Context} context */
export function article(root, { words, send, params, signal, tell, title }) {
  const { t } = words;
  const path = `/articles/${params.id}`;
  show().catch(trouble);

  async function show() {
    const [now, versions, opinions] = await Promise.all([
      send(path, { signal }),
      ifThere(send(`${path}/versions`, { signal })),
      ifThere(send(`${path}/feedback`, { signal })),
    ]);
    title(now.number ?? now.title);
    root.replaceChildren(
      h("a", { class: "up", href: "#/knowledge" }, t("section.knowledge")),
      h("div", { class: "head" }, h("h1", {}, now.title), ...acts(now)),
      h(
        "div",
        { class: "record" },
        h(
          "div",
          {},
          h("article", { class: "card prose", lang: now.language }, ...paragraphs(now.text)),
          feedback(),
        ),
        h("div", {}, about(now), older(versions?.items ?? [], now), readers(opinions?.items ?? [])),
      ),
    );
  }

  /** @param {unknown} error */
  function trouble(error) {
    if (signal.aborted) return;
    title(t("section.knowledge"));
    const isGone = error instanceof Problem && error.status === 404;
    root.replaceChildren(
      h("a", { class: "up", href: "#/knowledge" }, t("section.knowledge")),
      h("h1", {}, isGone ? t("article.gone") : t("error.bug")),
    );
  }

  /** @param {any} now */
  function acts(now) {
    const edit = h("button", { type: "button", onclick: () => write(now) }, t("article.edit"));
    if (!now.state) return [edit];
    const isCurrent = now.published_version === now.version;
    const publish =
      !isCurrent &&
      h(
        "button",
        {
          type: "button",
          class: "primary",
          onclick: () => change("POST", now, t("article.isPublished")),
        },
        t("article.publish"),
      );
    const withdraw =
      now.state === "published" &&
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => change("DELETE", now, t("article.isDraft")),
        },
        t("article.withdraw"),
      );
    return [edit, withdraw || "", publish || ""];
  }

  /** @param {string} method @param {any} now @param {string} told */
  async function change(method, now, told) {
    await send(`${path}/publication`, { method, seen: now.version, signal });
    tell(told);
    await show();
  }

  /** @param {any} now */
  function write(now) {
    ask({
      words,
      signal,
      title: t("article.edit"),
      label: t("form.save"),
      fields: wordingFields(words, now),
      send: async (data) => {
        await send(path, {
          method: "PUT",
          body: {
            ...wording(data),
            translation_of: now.translation_of ?? null,
          },
          seen: now.version,
          signal,
        });
        tell(t("records.saved"));
        await show();
      },
    });
  }

  /** @param {any} now */
  function about(now) {
    return h(
      "section",
      { class: "card", "aria-label": t("article.about") },
      h("h2", {}, t("article.about")),
      facts(
        told([
          [t("ticket.number"), now.number],
          [t("knowledge.state"), now.state ? articleState(words, now) : null],
          [t("ticket.language"), words.word("language", now.language)],
          [t("article.version"), words.number(now.version)],
          [t("article.by"), now.written_by ?? now.created_by],
          [t("article.review"), now.review_on ? words.date(now.review_on) : null],
          [t("knowledge.helped"), now.helpful || now.unhelpful ? helped(words, now) : null],
          [
            t("article.from"),
            now.from_ticket
              ? h("a", { href: `#/tickets/${now.from_ticket}` }, t("article.ticket"))
              : null,
          ],
        ]),
      ),
    );
  }

  function feedback() {
    const note = h("input", {
      "aria-label": t("article.note"),
      placeholder: t("article.note"),
      maxlength: 2000,
    });
    return h(
      "section",
      { class: "card", "aria-label": t("article.helped") },
      h("h2", {}, t("article.helped")),
      h("div", { class: "finder" }, note, vote(true), vote(false)),
    );

    /** @param {boolean} helpful */
    function vote(helpful) {
      return h(
        "button",
        { type: "button", onclick: () => judge(helpful) },
        helpful ? t("article.yes") : t("article.no"),
      );
    }

    /** @param {boolean} helpful */
    async function judge(helpful) {
      await send(`${path}/feedback`, {
        body: { helpful, note: note.value.trim() || null },
        signal,
      });
      tell(t("article.thanks"));
      await show();
    }
  }

  /** @param {any[]} versions @param {any} now */
  function older(versions, now) {
    const before = versions.filter((each) => each.version !== now.version);
    if (!before.length) return "";
    return h(
      "section",
      { class: "card", "aria-label": t("article.versions") },
      h("h2", {}, t("article.versions")),
      ...before.map((each) =>
        h(
          "details",
          {},
          h(
            "summary",
            {},
            t("article.was", {
              version: words.number(each.version),
              by: each.written_by,
            }),
            " ",
            when(words, each.written_at),
          ),
          h("div", { class: "prose" }, h("h3", {}, each.title), ...paragraphs(each.text)),
        ),
      ),
    );
  }

  /** @param {any[]} opinions */
  function readers(opinions) {
    const told = opinions.filter((each) => each.note);
    if (!told.length) return "";
    return h(
      "section",
      { class: "card", "aria-label": t("article.readers") },
      h("h2", {}, t("article.readers")),
      h(
        "ul",
        { class: "offers" },
        ...told.map((each) =>
          h(
            "li",
            {},
            h("b", {}, each.helpful ? t("article.yes") : t("article.no")),
            `: ${each.note}`,
          ),
        ),
      ),
    );
  }
}

/** @param {string} text */
const paragraphs = (text) => text.split(/\n{2,}/).map((each) => h("p", {}, each));

/** What there is something to say of. @param {[string, import("../dom.js").Child][]} pairs */
const told = (pairs) => pairs.filter(([, value]) => value !== null && value !== undefined);
