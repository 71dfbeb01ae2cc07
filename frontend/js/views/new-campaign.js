// Writes a campaign, or a draft anew: whom it rings, what it says, by which rules.

import { h } from "../dom.js";
import { drafted, USUAL } from "../model/drafts.js";
import { heading } from "../parts/card.js";
import { chips } from "../parts/chips.js";
import { form } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { rulesSections } from "../parts/rules-form.js";
import { cast } from "../parts/sample.js";
import { voicesAid, wordsAid, wordsSections } from "../parts/words-form.js";

const STATES = /** @type {const} */ (["new", "in_progress", "on_hold", "resolved", "closed"]);

/** @typedef {{lists: ContactList[], numbers: OurNumber[], rotas: Rota[], voices: OfferedVoice[], like: Campaign | null}} Found */

/** A new one; `?from=` names one to begin from. @param {HTMLElement} root @param {Context} context */
export function newCampaign(root, context) {
  const { words, query } = context;
  const from = query.get("from");
  written(root, context, words.t("campaigns.new"), from, async (body) => {
    const made = await context.send("/campaigns", {
      body,
      signal: context.signal,
    });
    context.tell(words.t("campaign.written"));
    context.go(`#/campaigns/${made.id}/words`);
  });
}

/** A draft that is written anew. @param {HTMLElement} root @param {Context} context */
export function editCampaign(root, context) {
  const { words, send, signal, params, tell, go } = context;
  const path = `/campaigns/${params.id}`;
  written(root, context, words.t("campaigns.edit"), params.id ?? null, async (body, like) => {
    await send(path, { method: "PATCH", body, seen: like?.version, signal });
    tell(words.t("campaign.rewritten"));
    go(`#/campaigns/${params.id}/words`);
  });
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {string} name
 * @param {string | null} from
 * @param {(body: object, like: Campaign | null) => Promise<void>} keep
 */
function written(root, context, name, from, keep) {
  const { words, signal, title, go } = context;
  const place = h("section", { class: "card builder" });
  title(name);
  root.replaceChildren(heading(name), place);
  found(context, from).then(show, (error) =>
    place.replaceChildren(h("p", { class: "complaint", role: "alert" }, failure(words, error))),
  );

  /** @param {Found} known */
  function show(known) {
    if (signal.aborted) return;
    const asked = form({
      words,
      fields: [],
      sections: sections(context, known),
      label: words.t("campaign.write"),
      cancel: () => go(from ? `#/campaigns/${from}` : "#/campaigns"),
      send: (data) => keep(drafted(data), known.like),
    });
    place.replaceChildren(asked.element);
    follow(asked.element, context);
    voicesAid(context, asked.element, known.voices);
  }
}

/** @param {Context} context @param {string | null} from @returns {Promise<Found>} */
async function found({ send, signal }, from) {
  const [lists, numbers, rotas, voices, like] = await Promise.all([
    send("/lists?limit=200", { signal }),
    send("/numbers", { signal }).catch(() => []),
    send("/people/rotas?limit=200", { signal }).catch(() => ({ items: [] })),
    cast({ send, signal }),
    from ? send(`/campaigns/${from}`, { signal }) : null,
  ]);
  return { lists: lists.items, numbers, rotas: rotas.items, voices, like };
}

/** @param {Context} context @param {Found} known @returns {import("../parts/form.js").Section[]} */
function sections({ words, me }, known) {
  const { like } = known;
  const rules = like?.rules ?? USUAL;
  return [
    whom(words, known),
    ...wordsSections(words, like?.script ?? { en: null, es: null }, known.voices),
    ...rulesSections(words, rules, {
      ...known,
      isAdmin: me.roles.includes("admin"),
    }),
  ];
}

/** @param {Words} words @param {Found} known @returns {import("../parts/form.js").Section} */
function whom(words, { lists, like }) {
  const { t } = words;
  const tickets = like?.audience.tickets ?? null;
  return {
    title: t("whom.title"),
    open: true,
    fields: [
      {
        name: "name",
        label: t("campaign.name"),
        required: true,
        maxlength: 120,
        value: like?.name ?? "",
      },
      {
        name: "audience",
        label: t("whom.audience"),
        kind: "select",
        value: tickets || lists.length === 0 ? "tickets" : "list",
        options: [
          ["list", t("whom.list")],
          ["tickets", t("whom.tickets")],
        ],
      },
      {
        name: "list_id",
        label: t("people.list"),
        kind: "select",
        value: like?.audience.list_id ?? lists[0]?.id ?? "",
        options: lists.map(({ id, name, size }) => [id, t("whom.ofList", { name, count: size })]),
        hint: lists.length ? "" : t("people.noLists"),
      },
      {
        name: "also_in",
        label: t("whom.also"),
        kind: "select",
        value: like?.also_in ?? "skip",
        hint: t("whom.alsoHint"),
        options: [
          ["skip", t("whom.skip")],
          ["keep", t("whom.keep")],
        ],
      },
    ],
    nodes: [ofTickets(words, tickets)],
  };
}

/** @param {Words} words @param {TicketQuery | null} asked */
function ofTickets({ t, word }, asked) {
  return h(
    "div",
    { class: "of-tickets wide" },
    chips(
      t("ticket.state"),
      "state",
      STATES.map((each) => [each, word("ticketState", each)]),
      asked?.state ?? ["new", "in_progress", "on_hold"],
    ),
    chips(
      t("ticket.priority"),
      "priority",
      [1, 2, 3, 4, 5].map((each) => [String(each), word("priority", each)]),
      asked?.priority ?? [],
    ),
    h(
      "label",
      { class: "choice" },
      t("ticket.assignee"),
      h("input", {
        name: "assignee",
        maxlength: 200,
        value: asked?.assignee ?? "",
      }),
    ),
  );
}

/** What is offered follows whom it rings. @param {HTMLFormElement} element @param {Context} context */
function follow(element, { words, send, signal }) {
  const aid = wordsAid(words, element, signal);
  element.addEventListener("change", heed, { signal });
  turn();

  /** @param {Event} event */
  function heed({ target }) {
    const name = target instanceof HTMLSelectElement ? target.name : "";
    if (name === "audience" || name === "list_id") turn();
  }

  async function turn() {
    const data = new FormData(element);
    const isList = data.get("audience") === "list";
    const tickets = /** @type {HTMLElement} */ (element.querySelector(".of-tickets"));
    const list = /** @type {HTMLElement} */ (
      element.querySelector("[name=list_id]")?.parentElement
    );
    tickets.hidden = isList;
    list.hidden = !isList;
    const members = isList && data.get("list_id") ? await people(String(data.get("list_id"))) : [];
    if (!signal.aborted) aid.update(members, isList);
  }

  /** Some of them: enough to know what the list says. @param {string} id @returns {Promise<ListMember[]>} */
  function people(id) {
    return send(`/lists/${id}/members?limit=50`, { signal }).then(
      ({ items }) => items,
      () => [],
    );
  }
}
