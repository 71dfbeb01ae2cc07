// The text messages of everybody the system writes to, an answer in their name, and the mailbox.

import { yourNumbers } from "../model/numbers.js";
import { isToUs, threads } from "../model/messages.js";
import { choices, field, heading } from "../parts/panel.js";
import { fill, h } from "../product.js";

const LOOK_AGAIN = 2_000; // milliseconds

/** @param {HTMLElement} root @param {Context} context */
export function messages(root, { words, ask, start, signal, tell }) {
  const { t } = words;
  const texts = h("div", { class: "threads" });
  const mails = h("ul", { class: "rows" });
  const noTexts = h("p", { class: "empty" });
  const noMails = h("p", { class: "empty" });
  const textBox = h("section", {}, texts, noTexts, first());
  const mailBox = h("section", { hidden: true }, mails, noMails);
  const kinds = choices(
    t("messages.which"),
    [
      ["sms", t("messages.sms")],
      ["mail", t("messages.mail")],
    ],
    "sms",
    (kind) => {
      textBox.hidden = kind !== "sms";
      mailBox.hidden = kind !== "mail";
      update();
    },
  );
  root.append(
    heading(t("messages.title"), t("messages.what")),
    h("div", { class: "panel-tools" }, kinds),
    textBox,
    mailBox,
  );
  update();
  const timer = setInterval(update, LOOK_AGAIN);
  signal.addEventListener("abort", () => clearInterval(timer));

  function update() {
    return mailBox.hidden ? updateTexts() : updateMails();
  }

  async function updateTexts() {
    const found = threads(await ask("/sms", { signal }));
    fill(texts, found, (thread) => thread.number, threadOf);
    noTexts.textContent = found.length ? "" : t("messages.noTexts");
  }

  async function updateMails() {
    /** @type {Mail[]} */
    const found = await ask("/mail", { signal });
    fill(mails, found, (each) => each.id, mailOf);
    noMails.textContent = found.length ? "" : t("messages.noMails");
  }

  /** @param {import("../model/messages.js").Thread} thread */
  function threadOf({ number, ours, texts: said }) {
    const input = h("input", {
      autocomplete: "off",
      maxlength: 1600,
      required: true,
      "aria-label": t("messages.answer", { number }),
      placeholder: t("messages.answer", { number: words.phone(number) }),
    });
    const stop = h(
      "button",
      {
        type: "button",
        class: "danger-quiet",
        onclick: () => send(number, ours, "STOP"),
      },
      "STOP",
    );
    const form = h(
      "form",
      { class: "say", onsubmit },
      input,
      h("button", {}, t("messages.send")),
      stop,
    );
    return h(
      "article",
      { class: "thread card" },
      h("h2", { class: "phone-number" }, words.phone(number)),
      h("ol", { class: "texts" }, ...said.map((text) => textOf(text))),
      form,
    );

    /** @param {SubmitEvent} event */
    async function onsubmit(event) {
      event.preventDefault();
      const body = input.value;
      input.value = "";
      await send(number, ours, body);
    }
  }

  /** @param {import("../model/messages.js").Text} text */
  function textOf(text) {
    const who = h(
      "span",
      { class: "unseen" },
      isToUs(text) ? `${t("messages.them")}: ` : `${t("messages.us")}: `,
    );
    const status = text.status ? ` · ${words.word("smsStatus", text.status)}` : "";
    return h(
      "li",
      { class: isToUs(text) ? "text theirs" : "text ours" },
      who,
      h("p", {}, text.body),
      h("small", {}, `${words.time(text.at)}${status}`),
    );
  }

  /** Somebody writes first. */
  function first() {
    const from = h("input", {
      name: "from",
      type: "tel",
      value: yourNumbers()[0]?.number,
      required: true,
    });
    const body = h("input", {
      name: "body",
      maxlength: 1600,
      required: true,
      autocomplete: "off",
    });
    const complaint = h("p", { class: "complaint", role: "alert" });
    const form = h(
      "form",
      { class: "form card", onsubmit },
      h("h2", { class: "wide" }, t("messages.first")),
      field(t("messages.from"), from),
      field(t("messages.body"), body),
      complaint,
      h("div", { class: "buttons" }, h("button", { class: "primary" }, t("messages.send"))),
    );
    return form;

    /** @param {SubmitEvent} event */
    async function onsubmit(event) {
      event.preventDefault();
      complaint.textContent = "";
      await send(from.value, start.ours[0] ?? "", body.value).catch((error) => {
        complaint.textContent = error.message;
      });
      body.value = "";
    }
  }

  /** @param {string} from @param {string} to @param {string} body */
  async function send(from, to, body) {
    await ask("/sms", { body: { from, to, body } });
    tell(t("messages.sent"));
    await update();
  }

  /** @param {Mail} mail */
  function mailOf({ sender, recipients, subject, at, text, attachments }) {
    const way = `${sender} → ${recipients.join(", ")} · ${words.when(at)}`;
    const files = attachments.map(({ name, size }) => `${name} (${words.number(size)} B)`);
    return h(
      "li",
      { class: "row mail" },
      h(
        "details",
        {},
        h(
          "summary",
          {},
          h("b", {}, subject || t("messages.noSubject")),
          h("span", { class: "muted" }, way),
        ),
        h("pre", { class: "mail-text" }, text),
        files.length > 0 && h("p", { class: "muted mail-text" }, files.join(" · ")),
      ),
    );
  }
}
