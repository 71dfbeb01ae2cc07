// A person's right to know what we hold of them, and to be forgotten.

import { h } from "../dom.js";
import { peopleLinks } from "../parts/call-links.js";
import { button, card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn, form } from "../parts/form.js";
import { failure } from "../parts/freshness.js";
import { listing } from "../parts/listing.js";
import { state, when } from "../parts/marks.js";

/** @typedef {{contact_id: string} | {phone?: string, email?: string}} Whom */

/** @param {HTMLElement} root @param {Context} context */
export function privacy(root, context) {
  const { words, me } = context;
  const { t } = words;
  const asked = form({
    words,
    fields: known(words),
    label: t("privacy.exportAct"),
    send: (data) => given(context, filledIn(data)),
  });
  const { refresh } = listing(root, context, {
    name: t("privacy.title"),
    path: "/privacy/erasures",
    key: (/** @type {Erasure} */ each) => each.id,
    empty: t("privacy.none"),
    columns: columns(words),
    actions: [
      button(t("privacy.erase"), () => erasing(context, null, () => refresh()), "danger-quiet"),
    ],
    above: [
      peopleLinks(words, me, "#/people/privacy"),
      card(t("privacy.export"), h("p", { class: "muted" }, t("privacy.exportWhat")), asked.element),
      h("h2", {}, t("privacy.erasures")),
    ],
    pause: 5_000,
  });
}

/** By what somebody is known: one of it, or both where a ticket has both. @param {Words} words @returns {import("../parts/form.js").Field[]} */
const known = ({ t }) => [
  {
    name: "phone",
    label: t("member.phone"),
    kind: "tel",
    maxlength: 40,
    hint: t("people.phoneHint"),
  },
  {
    name: "email",
    label: t("ticket.email"),
    kind: "email",
    maxlength: 254,
    hint: t("privacy.emailHint"),
  },
];

/** All we hold of somebody, as a file. @param {Context} context @param {Whom} whom */
export const exported = (context, whom) =>
  given(context, whom).catch((error) => context.tell(failure(context.words, error)));

/** @param {Context} context @param {Whom} whom */
async function given({ words, send, signal, tell }, whom) {
  const held = await send(`/privacy/export?${new URLSearchParams(whom)}`, {
    signal,
  });
  const text = new Blob([JSON.stringify(held, null, 2)], {
    type: "application/json",
  });
  const file = URL.createObjectURL(text);
  h("a", { href: file, download: `person-${held.phone ?? held.email}.json` }).click();
  URL.revokeObjectURL(file);
  tell(words.t("privacy.exported"));
}

/** Without somebody, by what they are known is asked. @param {Context} context @param {Whom | null} whom @param {() => void} [changed] */
export function erasing({ words, send, signal, go, tell }, whom, changed) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("privacy.erase"),
    text: t("privacy.eraseWhat"),
    label: t("privacy.erase"),
    tone: "danger",
    fields: [
      ...(whom ? [] : known(words)),
      {
        name: "reason",
        label: t("act.reason"),
        required: true,
        maxlength: 1000,
        wide: true,
        hint: t("privacy.reasonHint"),
      },
    ],
    send: async (data) => {
      await send("/privacy/erasures", {
        body: { ...filledIn(data), ...whom },
        signal,
      });
      tell(t("privacy.erasing"));
      if (changed) changed();
      else go("#/people/privacy");
    },
  });
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Erasure>[]} */
const columns = (words) => [
  {
    label: words.t("privacy.asked"),
    cell: (each) => when(words, each.requested_at),
    kind: "main",
  },
  {
    label: words.t("privacy.state"),
    cell: (each) => state(words, "erasureState", each.state),
  },
  { label: words.t("act.reason"), cell: (each) => each.reason },
  { label: words.t("privacy.by"), cell: (each) => each.requested_by },
  {
    label: words.t("privacy.finished"),
    cell: (each) => when(words, each.finished_at),
  },
  {
    label: words.t("privacy.gone"),
    cell: (each) =>
      Object.entries(each.counts)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${words.word("erased", what)}: ${words.number(count)}`)
        .join(" · ") || "–",
  },
];
