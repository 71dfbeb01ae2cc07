// Sends a file of contacts to a list.

import { h } from "../dom.js";
import { form } from "../parts/form.js";

const COUNTRIES = [
  "US",
  "MX",
  "ES",
  "AR",
  "BO",
  "CA",
  "CL",
  "CO",
  "CR",
  "DE",
  "DO",
  "EC",
  "FR",
  "GB",
  "GT",
  "HN",
  "NI",
  "PA",
  "PE",
  "PR",
  "PT",
  "PY",
  "SV",
  "UY",
  "VE",
];

/** @param {HTMLElement} root @param {Context} context */
export function newImport(root, { words, send, signal, go, title }) {
  const { t } = words;
  const place = h("section", { class: "card narrow" });
  title(t("people.import"));
  root.replaceChildren(
    h("h1", {}, t("people.import")),
    h("p", { class: "muted" }, t("import.what")),
    place,
  );
  send("/lists?limit=200", { signal }).then(
    ({ items }) => show(items.map((/** @type {ContactList} */ each) => each.name)),
    () => show([]),
  );

  /** @param {string[]} names */
  function show(names) {
    place.replaceChildren(
      form({
        words,
        fields: fields(words, names),
        label: t("import.send"),
        cancel: () => go("#/people"),
        send: take,
      }).element,
    );
  }

  /** @param {FormData} data */
  async function take(data) {
    for (const [name, value] of [...data]) if (value === "") data.delete(name);
    const made = await send("/imports", { form: data, signal });
    go(`#/people/imports/${made.id}`);
  }
}

/** @param {Words} words @param {string[]} names @returns {import("../parts/form.js").Field[]} */
function fields(words, names) {
  const { t } = words;
  /** @type {[string, string][]} */
  const countries = COUNTRIES.map((code) => [code, words.country(code)]);
  return [
    {
      name: "file",
      label: t("import.csv"),
      kind: "file",
      accept: ".csv,text/csv",
      required: true,
      hint: t("import.csvHint"),
      wide: true,
    },
    {
      name: "list",
      label: t("people.list"),
      required: true,
      maxlength: 120,
      choices: names,
      hint: t("import.listHint"),
    },
    {
      name: "country",
      label: t("import.country"),
      kind: "select",
      options: [["", t("import.noCountry")], ...countries],
      hint: t("import.countryHint"),
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
      hint: t("import.languageHint"),
    },
    {
      name: "consent_purpose",
      label: t("import.purpose"),
      maxlength: 100,
      hint: t("import.purposeHint"),
    },
    {
      name: "consent_source",
      label: t("import.source"),
      maxlength: 500,
      hint: t("import.sourceHint"),
    },
  ];
}
