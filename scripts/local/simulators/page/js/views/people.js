// Everybody who can be called: what their numbers do, and a call from any of them.

import { numbersOf } from "../model/numbers.js";
import { peopleOf } from "../model/people.js";
import { heading } from "../parts/panel.js";
import { icon } from "../parts/icons.js";
import { fill, h } from "../product.js";

/** @param {HTMLElement} root @param {Context & {now: () => number}} context */
export function people(root, { words, ask, board, start, signal, tell, now }) {
  const { t } = words;
  /** @type {import("../model/people.js").Person[]} */
  let everybody = [];
  const places = numbersOf("NN");
  const place = h(
    "select",
    { onchange: update },
    ...places.map(({ place: name, zone, language }, index) =>
      h(
        "option",
        { value: index },
        `${name} · ${words.hour(now(), zone)} · ${words.word("language", language)}`,
      ),
    ),
  );
  const search = h("input", {
    type: "search",
    "aria-label": t("people.search"),
    placeholder: t("people.search"),
    oninput: update,
  });
  const list = h("ul", { class: "rows people" });
  const none = h("p", { class: "empty" });
  root.append(
    heading(t("people.title"), t("people.what")),
    h(
      "div",
      { class: "panel-tools" },
      search,
      h("label", { class: "choice" }, h("span", { class: "unseen" }, t("people.place")), place),
    ),
    list,
    none,
  );
  load();

  async function load() {
    everybody = peopleOf(await ask("/people", { signal }));
    update();
  }

  function update() {
    const plain = search.value.trim().toLowerCase();
    const chosen = places[Number(place.value)];
    const found = everybody
      .filter((each) => describe(each).includes(plain))
      .map((each) => ({
        ...each,
        number: (chosen?.number ?? "").replace("NN", each.digits),
      }));
    fill(list, found, (each) => each.digits, row);
    none.textContent = found.length || !everybody.length ? "" : t("people.noneFound");
  }

  /** All that is said of somebody. @param {import("../model/people.js").Person} each */
  function describe({ digits, name, about }) {
    const said = [digits, name, words.word("persona", name), words.told(`about.${name}`, about)];
    return said.join(" ").toLowerCase();
  }

  /** @param {import("../model/people.js").Person & {number: string}} each */
  function row(each) {
    const name = words.word("persona", each.name);
    const ring = h(
      "button",
      {
        type: "button",
        onclick: () => rung(each),
        disabled: !start.ours.length,
      },
      icon("phone"),
      h("span", {}, t("people.ring")),
      h("span", { class: "unseen" }, ` ${name}`),
    );
    return h(
      "li",
      { class: "row person" },
      h("span", { class: "nn", "aria-hidden": "true" }, each.digits),
      h(
        "span",
        { class: "row-main" },
        h("b", {}, name),
        h("span", { class: "muted" }, words.told(`about.${each.name}`, each.about)),
        h("span", { class: "phone-number muted" }, words.phone(each.number)),
      ),
      ring,
    );
  }

  /** @param {import("../model/people.js").Person & {number: string}} each */
  async function rung(each) {
    const body = { from: each.number, to: start.ours[0], persona: each.name };
    const { sid } = await ask("/inbound", { body });
    board.refresh();
    tell(t("people.rang", { number: words.phone(each.number) }));
    if (each.name !== "you") location.hash = `#/calls/${sid}`;
  }
}
