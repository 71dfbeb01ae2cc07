// Writes a campaign in one language; another supervisor approves it.

import { h } from "../dom.js";
import { drafted } from "../model/campaigns.js";
import { filledIn, form } from "../parts/form.js";

/** @param {HTMLElement} root @param {Context} context */
export function newCampaign(root, { words, send, signal, go, tell, title }) {
  const { t } = words;
  const place = h("section", { class: "card narrow" });
  const trouble = h("p", { class: "complaint", role: "alert" });
  title(t("campaigns.new"));
  root.replaceChildren(h("h1", {}, t("campaigns.new")), trouble, place);
  send("/lists?limit=200", { signal }).then(({ items }) => show(items));

  /** @param {ContactList[]} lists */
  function show(lists) {
    if (lists.length === 0)
      trouble.replaceChildren(
        t("people.noLists"),
        " ",
        h("a", { href: "#/people/import" }, t("people.import")),
      );
    else
      place.replaceChildren(
        form({
          words,
          fields: fields(words, lists),
          label: t("campaign.write"),
          cancel: () => go("#/campaigns"),
          send: write,
        }).element,
      );
  }

  /** @param {FormData} data */
  async function write(data) {
    const campaign = await send("/campaigns", { body: drafted(filledIn(data)), signal });
    tell(t("campaign.written"));
    go(`#/campaigns/${campaign.id}`);
  }
}

/** @param {Words} words @param {ContactList[]} lists @returns {import("../parts/form.js").Field[]} */
function fields(words, lists) {
  const { t } = words;
  /** @type {[string, string][]} */
  const days = [
    ["12345", t("campaign.weekdays")],
    ["1234567", t("campaign.everyDay")],
  ];
  return [
    { name: "name", label: t("campaign.name"), required: true, maxlength: 120 },
    {
      name: "list_id",
      label: t("people.list"),
      kind: "select",
      required: true,
      options: lists.map((each) => [each.id, each.name]),
    },
    {
      name: "language",
      label: t("ticket.language"),
      kind: "select",
      value: words.code,
      options: [
        ["en", t("language.en")],
        ["es", t("language.es")],
      ],
    },
    {
      name: "purpose",
      label: t("campaign.purpose"),
      required: true,
      minlength: 3,
      maxlength: 300,
      wide: true,
      hint: t("campaign.variablesHint", { example: "{name}" }),
    },
    {
      name: "questions",
      label: t("campaign.questions"),
      kind: "textarea",
      required: true,
      rows: 3,
    },
    {
      name: "closing",
      label: t("campaign.closing"),
      required: true,
      minlength: 3,
      maxlength: 300,
      wide: true,
    },
    {
      name: "voicemail",
      label: t("campaign.voicemail"),
      required: true,
      minlength: 3,
      maxlength: 300,
      wide: true,
    },
    { name: "opens_at", label: t("campaign.opens"), kind: "time", required: true, value: "09:00" },
    {
      name: "closes_at",
      label: t("campaign.closes"),
      kind: "time",
      required: true,
      value: "20:00",
    },
    { name: "weekdays", label: t("campaign.days"), kind: "select", options: days },
    {
      name: "budget",
      label: t("campaign.money", { currency: "USD" }),
      kind: "number",
      required: true,
      value: "50",
      min: "1",
    },
  ];
}
