// The people we know: finding one by number, adding one.

import { h } from "../dom.js";
import { peopleLinks } from "../parts/call-links.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { listing } from "../parts/listing.js";
import { phone, when } from "../parts/marks.js";

/** @param {HTMLElement} root @param {Context} context */
export function contacts(root, context) {
  const { words, send, me, query, signal, go, keep } = context;
  const { t } = words;
  let wanted = query.get("phone") ?? "";
  const input = h("input", {
    type: "search",
    name: "phone",
    value: wanted,
    "aria-label": t("contacts.find"),
    placeholder: t("contacts.find"),
    maxlength: 40,
  });
  const { refresh } = listing(root, context, {
    name: t("contacts.title"),
    path: "/contacts",
    key: (/** @type {Contact} */ each) => each.id,
    empty: t("contacts.none"),
    columns: columns(words),
    query: () => (wanted ? [["phone", wanted]] : []),
    actions: [button(t("contacts.add"), () => add(), "primary")],
    above: [
      peopleLinks(words, me, "#/people/contacts"),
      h(
        "form",
        { class: "finder", role: "search", "aria-label": t("contacts.find"), onsubmit: find },
        input,
        h("button", {}, t("contacts.findAct")),
      ),
    ],
  });

  /** @param {SubmitEvent} event */
  function find(event) {
    event.preventDefault();
    wanted = input.value.trim();
    keep(`#/people/contacts${wanted && `?phone=${encodeURIComponent(wanted)}`}`);
    refresh();
  }

  function add() {
    ask({
      words,
      signal,
      title: t("contacts.add"),
      label: t("form.save"),
      fields: [
        {
          name: "name",
          label: t("member.name"),
          required: true,
          maxlength: 200,
        },
        {
          name: "phone",
          label: t("member.phone"),
          kind: "tel",
          required: true,
          maxlength: 40,
          hint: t("people.phoneHint"),
        },
        languageField(words, words.code),
      ],
      send: async (data) => {
        const made = await send("/contacts", { body: filledIn(data), signal });
        go(`#/people/contacts/${made.id}`);
      },
    });
  }
}

/** @param {Words} words @param {string} value @returns {import("../parts/form.js").Field} */
export const languageField = (words, value) => ({
  name: "language",
  label: words.t("ticket.language"),
  kind: "select",
  value,
  options: words.languages(),
});

/** @param {Words} words @returns {import("../parts/table.js").Column<Contact>[]} */
const columns = (words) => [
  {
    label: words.t("member.name"),
    cell: (each) => h("a", { href: `#/people/contacts/${each.id}` }, each.name),
    kind: "main",
  },
  { label: words.t("member.phone"), cell: (each) => phone(words, each.phone) },
  {
    label: words.t("ticket.language"),
    cell: (each) => words.word("language", each.language),
  },
  {
    label: words.t("member.zones"),
    cell: (each) => each.zones.join(", ") || words.t("member.noZone"),
  },
  {
    label: words.t("contacts.since"),
    cell: (each) => when(words, each.created_at),
  },
];
