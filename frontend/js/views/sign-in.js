// Lets somebody sign in: with the organisation's account, or on a developer's machine as a demo person.

import { h } from "../dom.js";
import { icon, sign } from "../parts/icons.js";
import * as session from "../session.js";

/**
 * @param {HTMLElement} root
 * @param {{words: Words, kind: "platform" | "development", start: () => void}} context
 */
export function signIn(root, { words, kind, start }) {
  const { t } = words;
  const heading = h("h1", { tabindex: "-1" }, sign(), "Centralita");
  const way = kind === "platform" ? account() : persons();
  root.replaceChildren(
    h("main", { class: "alone" }, heading, h("p", { class: "muted" }, t("signIn.what")), way),
  );
  document.title = `${t("signIn.title")} · Centralita`;

  function account() {
    const back = encodeURIComponent(location.pathname + location.hash);
    return h(
      "a",
      { class: "button primary", href: `/.auth/login/aad?post_login_redirect_uri=${back}` },
      t("signIn.account"),
    );
  }

  function persons() {
    const buttons = session.PERSONS.map(({ name, role }) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              session.choose(name);
              start();
            },
          },
          h("b", {}, name),
          h("span", { class: "muted" }, words.word("role", role)),
        ),
      ),
    );
    return h(
      "section",
      { class: "persons" },
      h("h2", {}, icon("lock"), t("signIn.development")),
      h("p", {}, t("signIn.developmentWhy")),
      h("ul", {}, ...buttons),
    );
  }
}
