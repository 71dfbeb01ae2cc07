// Asking the desk for something. What is known already shows while one types, and may spare the ticket.

import { oneTime } from "../api.js";
import { fill, h } from "../dom.js";
import { inTab } from "../kept.js";
import { answers } from "../parts/answers.js";
import { dropZone } from "../parts/files.js";
import { filledIn, form } from "../parts/form.js";

/** @typedef {Record<string, string>} Draft */

/** @param {HTMLElement} root @param {Context} context */
export function portalAsk(root, context) {
  const { words, send, query, go, tell, title, signal } = context;
  const { t } = words;
  const kept = inTab("ask", /** @type {Draft} */ ({}));
  let key = oneTime();
  /** @type {File[]} */
  let files = [];
  const asked = form({
    words,
    fields: fields(words, { ...kept.read(), ...begun(query) }),
    label: t("portal.send"),
    send: ask,
  });
  const found = answers(context, { typed, solved: leave });
  const list = h("ul", { class: "files" });
  const drop = dropZone({ words, signal, take });
  title(t("portal.ask"));
  root.replaceChildren(
    h("h1", {}, t("portal.ask")),
    h(
      "section",
      { class: "card narrow" },
      h("p", { class: "muted" }, t("portal.askWhat")),
      asked.element,
    ),
  );
  asked.element.firstElementChild?.after(found);
  asked.element.lastElementChild?.before(
    h(
      "div",
      { class: "field wide" },
      h("span", { class: "label" }, t("portal.files")),
      drop.element,
      drop.complaint,
      list,
    ),
  );
  asked.element.addEventListener("input", keep, { signal });
  asked.element.addEventListener("change", keep, { signal });

  function typed() {
    return String(new FormData(asked.element).get("title") ?? "");
  }

  function keep() {
    key = oneTime(); // other words are another request
    kept.write(filledIn(new FormData(asked.element)));
  }

  /** An answer was found: nothing is to be asked any more. */
  function leave() {
    kept.write(null);
    go("#/");
  }

  /** @param {File} file */
  function take(file) {
    files = [...files, file];
    draw();
  }

  function draw() {
    const shown = files.map((file, place) => ({ name: file.name, size: file.size, place }));
    fill(list, shown, (each) => each.place, row);
  }

  /** @param {{name: string, size: number, place: number}} file */
  function row({ name, size, place }) {
    const remove = () => {
      files = files.filter((_, at) => at !== place);
      draw();
    };
    return h(
      "li",
      {},
      h("b", {}, name),
      h("p", { class: "muted" }, words.bytes(size)),
      h(
        "div",
        { class: "buttons small" },
        h("button", { type: "button", onclick: remove }, t("files.remove")),
      ),
    );
  }

  /** @param {FormData} data */
  async function ask(data) {
    const { urgency, title: what, description = "", language } = filledIn(data);
    const body = { title: what, description, language, urgency: Number(urgency) };
    const { id, number } = await send("/portal/tickets", { body, key, signal });
    kept.write(null);
    tell(t("portal.sent", { number }));
    for (const file of files) await attach(id, file);
    go(`#/tickets/${id}`);
  }

  /** The ticket is there by now: a file that does not come through is sent again from it. @param {string} id @param {File} file */
  async function attach(id, file) {
    const form = new FormData();
    form.append("file", file);
    await send(`/portal/tickets/${id}/attachments`, { form, signal }).catch(() =>
      tell(t("portal.notAttached", { name: file.name })),
    );
  }
}

/** What it begins with: an earlier ticket, or what was searched for. @param {URLSearchParams} query @returns {Draft} */
function begun(query) {
  const title = query.get("title");
  return title ? { title } : {};
}

/** @param {Words} words @param {Draft} now @returns {import("../parts/form.js").Field[]} */
function fields(words, now) {
  const { t } = words;
  return [
    {
      name: "title",
      label: t("portal.title"),
      required: true,
      maxlength: 200,
      wide: true,
      value: now.title,
    },
    {
      name: "description",
      label: t("portal.description"),
      kind: "textarea",
      maxlength: 20_000,
      rows: 6,
      hint: t("portal.descriptionHint"),
      value: now.description,
    },
    {
      name: "urgency",
      label: t("portal.urgency"),
      kind: "select",
      options: [1, 2, 3].map((each) => [String(each), words.word("portal.urgency", each)]),
      value: now.urgency ?? "3",
    },
    {
      name: "language",
      label: t("portal.language"),
      kind: "select",
      options: words.languages(),
      value: now.language ?? words.code,
    },
  ];
}
