// Who is at a ticket now, and what they do there.

import { every, fill, h } from "../dom.js";
import { initials } from "../parts/preferences-menu.js";

const HERE = 15_000; // milliseconds: the API forgets whoever said nothing for 40 seconds

/** @param {Context} context @param {(version: number) => void} seen hears the ticket's version */
export function presence({ words, send, me, params, signal }, seen) {
  const { t } = words;
  const path = `/tickets/${params.id}/presence`;
  let doing = "viewing";
  const faces = h("ul", { class: "faces" });
  const said = h("span", { class: "writing", "aria-live": "polite" });
  const element = h("span", { class: "there" }, faces, said);
  every(HERE, arrive, signal);
  every(2_000, look, signal);
  signal.addEventListener("abort", () => {
    send(path, { method: "DELETE" }).catch(() => {}); // forgotten by itself, a little later
  });

  async function arrive() {
    await send(path, { method: "PUT", body: { doing }, signal });
  }

  async function look() {
    /** @type {{version: number, people: Present[]}} */
    const { version, people } = await send(path, { signal });
    seen(version);
    const others = people.filter((each) => each.person !== me.name);
    fill(faces, others, (each) => each.person, face);
    const writers = others.filter((each) => each.doing === "writing").map((each) => each.person);
    const text = writers.length ? t("record.writes", { who: writers.join(", ") }) : "";
    if (said.textContent !== text) said.textContent = text;
  }

  /** @param {Present} each */
  function face({ person, doing: what }) {
    const name = `${person}: ${words.word("doing", what)}`;
    return h(
      "li",
      { class: `face ${what}`, title: name },
      h("span", { "aria-hidden": "true" }, initials(person)),
      h("span", { class: "unseen" }, name),
    );
  }

  return {
    element,
    /** @param {boolean} is whether there are words in the composer */
    writing(is) {
      const now = is ? "writing" : "viewing";
      if (now === doing) return;
      doing = now;
      arrive().catch(() => {}); // told again within 15 seconds
    },
  };
}
