// Sends a file of contacts to a list, once somebody has seen what would come of it.

import { h } from "../dom.js";
import { form } from "../parts/form.js";
import { preview } from "../parts/preview.js";

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
  const found = h("div", { role: "status" });
  let mapping = "";
  title(t("people.import"));
  root.replaceChildren(
    h("h1", {}, t("people.import")),
    h("p", { class: "muted" }, t("import.what")),
    place,
    found,
  );
  send("/lists?limit=200", { signal }).then(
    ({ items }) => show(items.map((/** @type {ContactList} */ each) => each.name)),
    () => show([]),
  );

  /** @param {string[]} names */
  function show(names) {
    const asked = form({
      words,
      fields: fields(words, names),
      label: t("import.look"),
      cancel: () => go("#/people"),
      send: look,
    });
    asked.element.addEventListener("change", forget, { signal });
    place.replaceChildren(asked.element);
  }

  /** What was shown holds no longer once the form says something else. */
  function forget() {
    mapping = "";
    found.replaceChildren();
  }

  /** @param {FormData} data */
  async function look(data) {
    for (const [name, value] of [...data]) if (value === "") data.delete(name);
    if (mapping) data.set("mapping", mapping);
    /** @type {Preview} */
    const seen = await send("/imports/preview", { form: data, signal });
    const shown = preview({ words, seen, take: () => take(data), again });
    found.replaceChildren(shown);
    shown.focus();

    /** @param {string} chosen */
    async function again(chosen) {
      mapping = chosen;
      await look(data);
    }
  }

  /** @param {FormData} data */
  async function take(data) {
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
      accept:
        ".csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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
      options: words.languages(),
      hint: t("import.languageHint"),
    },
    {
      name: "known",
      label: t("import.known"),
      kind: "select",
      options: [
        ["keep", t("import.keep")],
        ["update", t("import.update")],
      ],
      hint: t("import.knownHint"),
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
