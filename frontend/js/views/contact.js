// One person: who they are, what they agreed to, whether they may be called, and being forgotten.

import { every, fill, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { button, card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { freshness } from "../parts/freshness.js";
import { facts, phone } from "../parts/marks.js";
import { consenting, consentOf, revoking } from "./consents.js";
import { languageField } from "./contacts.js";
import { eventOf } from "./do-not-call.js";
import { verdict } from "./hours.js";
import { erasing, exported } from "./privacy.js";

/** @param {HTMLElement} root @param {Context} context */
export function contact(root, context) {
  const { words, send, params, me, signal, title, tell } = context;
  const { t } = words;
  const path = `/contacts/${params.id}`;
  const head = h("header", { class: "record-head" });
  const about = h("div");
  const may = h("div");
  const agreed = h("ul", { class: "consents" });
  const never = h("p", { class: "empty" }, t("consent.none"));
  const forbidden = h("ol", { class: "log whole" });
  const free = h("p", { class: "empty" }, t("contact.free"));
  const promises = h("p");
  const fresh = freshness(words);
  /** @type {Contact | null} */
  let person = null;
  title(t("section.people"));
  root.replaceChildren(
    head,
    h(
      "div",
      { class: "columns" },
      card(
        t("contact.about"),
        about,
        button(t("move.edit"), () => edit()),
        promises,
      ),
      card(t("hours.may"), may),
      card(
        t("consent.title"),
        agreed,
        never,
        button(t("consent.give"), () => consenting(context, path, changed)),
      ),
      card(t("people.doNotCall"), forbidden, free),
    ),
    fresh.element,
  );
  every(10_000, refresh, signal, fresh.told);

  const changed = () => refresh().catch(fresh.told);

  async function refresh() {
    const [seen, consents] = await Promise.all([
      send(path, { signal }),
      send(`${path}/consents`, { signal }),
    ]);
    person = seen;
    const number = encodeURIComponent(seen.phone);
    const [history, check] = await Promise.all([
      send(`/do-not-call/history?phone=${number}`, { signal }),
      send(`/calling-rules/check?phone=${number}&purpose=service`, {
        signal,
      }).catch(() => null),
    ]);
    show(seen, consents, history, check);
  }

  /** @param {Contact} seen @param {Consent[]} consents @param {DoNotCallEvent[]} history @param {MayCall | null} check */
  function show(seen, consents, history, check) {
    title(seen.name);
    fill(head, [seen], () => "head", headOf);
    fill(
      about,
      [seen],
      () => "about",
      (each) => aboutOf(words, each),
    );
    const stops = history.at(-1)?.act === "added";
    fill(
      may,
      [{ findings: check?.findings ?? [], check, stops }],
      () => "may",
      (now) => mayBe(words, now.check, now.stops),
    );
    fill(
      agreed,
      [...consents].reverse(),
      (each) => each.id,
      (each) => consentOf(words, each, () => revoking(context, path, each, changed)),
    );
    never.hidden = consents.length > 0;
    fill(
      forbidden,
      [...history].reverse(),
      (each) => each.at + each.act,
      (each) => eventOf(words, each),
    );
    free.hidden = history.length > 0;
  }

  /** @param {Contact} seen */
  function headOf(seen) {
    const number = encodeURIComponent(seen.phone);
    return h(
      "div",
      {},
      h("p", { class: "muted" }, h("a", { href: "#/people/contacts" }, t("contacts.title"))),
      h("h1", {}, seen.name),
      h(
        "div",
        { class: "pills" },
        phone(words, seen.phone),
        h("span", {}, words.word("language", seen.language)),
      ),
      h(
        "div",
        { class: "buttons" },
        h(
          "a",
          {
            class: "button",
            href: `#/tickets/new?requester_name=${encodeURIComponent(seen.name)}&requester_phone=${number}`,
          },
          t("call.openTicket"),
        ),
        h("a", { class: "button", href: `#/people/do-not-call?phone=${number}` }, t("call.forbid")),
        decides(me) &&
          button(t("privacy.exportAct"), () => exported(context, { contact_id: seen.id })),
        decides(me) &&
          button(
            t("privacy.erase"),
            () => erasing(context, { contact_id: seen.id }),
            "danger-quiet",
          ),
      ),
    );
  }

  function edit() {
    if (!person) return;
    const { version, name, language, zones } = person;
    ask({
      words,
      signal,
      title: t("move.edit"),
      label: t("form.save"),
      fields: [
        {
          name: "name",
          label: t("member.name"),
          required: true,
          maxlength: 200,
          value: name,
        },
        languageField(words, language),
        {
          name: "zones",
          label: t("member.zones"),
          wide: true,
          value: zones.join(", "),
          hint: t("contact.zonesHint", { example: "America/New_York" }),
        },
      ],
      send: async (data) => {
        const { zones: written = "", ...rest } = filledIn(data);
        const body = {
          ...rest,
          zones: written.split(/[\s,;]+/).filter(Boolean),
        };
        await send(path, { method: "PATCH", body, seen: version, signal });
        tell(t("contact.kept"));
        changed();
      },
    });
  }
}

/** @param {Words} words @param {Contact} each */
const aboutOf = (words, each) =>
  facts([
    [words.t("member.phone"), phone(words, each.phone)],
    [words.t("ticket.language"), words.word("language", each.language)],
    [words.t("member.zones"), each.zones.join(", ") || words.t("member.noZone")],
    [words.t("contact.clock"), clock(words, each)],
    [words.t("contacts.since"), words.when(each.created_at)],
  ]);

/** What their clocks show. @param {Words} words @param {Contact} each */
function clock({ code }, { zones }) {
  const hour = /** @type {const} */ ({
    hour: "2-digit",
    minute: "2-digit",
    weekday: "short",
  });
  const shown = zones.map((timeZone) =>
    new Intl.DateTimeFormat(code, { ...hour, timeZone }).format(),
  );
  return [...new Set(shown)].join(" · ") || "–";
}

/** @param {Words} words @param {MayCall | null} check @param {boolean} stops */
function mayBe(words, check, stops) {
  const said = stops && h("p", { class: "notice bad" }, words.t("contact.forbidden"));
  return h(
    "div",
    { class: "stack" },
    said,
    check ? verdict(words, check) : h("p", { class: "empty" }, "–"),
  );
}
