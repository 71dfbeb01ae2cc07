// Whom a campaign rings, what came of each, and ringing somebody before their turn.

import { h } from "../dom.js";
import { decides, tone } from "../model/campaigns.js";
import { button, card } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { dot, phone, state, when } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { table } from "../parts/table.js";
import { campaignFrame } from "./campaign-frame.js";

/** @param {HTMLElement} root @param {Context} context */
export function campaignPeople(root, context) {
  const { words, send, params, me, signal, tell } = context;
  const { t } = words;
  const path = `/campaigns/${params.id}/members`;
  let mayRing = false;
  const people = table({
    caption: t("campaign.members"),
    key: (each) => each.id,
    empty: t("campaign.noMembers"),
    columns: [...memberColumns(words), { label: t("member.now"), cell: callNow }],
  });
  const members = pages({ words, size: 50, show: people.show, ask: page });
  const frame = campaignFrame(root, context, {
    page: "people",
    body: [card(t("campaign.members"), people.element, members.element)],
    load: () => members.refresh(),
    show: (seen) => {
      mayRing = decides(me) && seen.state === "running";
    },
  });

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<Member>>} */
  function page(after, limit) {
    return send(`${path}?limit=${limit}${after ? `&after=${after}` : ""}`, {
      signal,
    });
  }

  /** @param {Member} each */
  function callNow(each) {
    if (!decides(me) || each.state !== "waiting") return "–";
    return button(t("member.callNow"), () => sure(each), "quiet");
  }

  /** @param {Member} each */
  function sure(each) {
    if (!mayRing) return tell(t("member.notRunning"));
    ask({
      words,
      signal,
      title: t("member.callNow"),
      text: t("member.callNowWhat", {
        name: each.name,
        phone: words.phone(each.phone),
      }),
      label: t("member.callNow"),
      send: async () => {
        await send(`${path}/${each.id}/call`, { method: "POST", signal });
        tell(t("member.calledNow", { name: each.name }));
        frame.changed();
      },
    });
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Member>[]} */
const memberColumns = (words) => [
  {
    label: words.t("member.name"),
    cell: (each) => h("a", { href: `#/people/contacts/${each.contact_id}` }, each.name),
    kind: "main",
  },
  { label: words.t("member.phone"), cell: (each) => phone(words, each.phone) },
  {
    label: words.t("member.state"),
    cell: (each) =>
      h(
        "div",
        {},
        state(words, "memberState", each.state),
        each.state === "waiting" &&
          h("p", { class: "muted" }, words.t("member.next"), " ", when(words, each.next_at)),
      ),
  },
  {
    label: words.t("member.attempts"),
    cell: (each) => words.number(each.attempts),
    kind: "amount",
  },
  { label: words.t("campaign.outcome"), cell: (each) => came(words, each) },
  {
    label: words.t("member.talk"),
    cell: (each) => (each.last_attempt ? talk(words, each) : "–"),
  },
];

/** What came of it, and why. @param {Words} words @param {Member} each */
function came(words, { outcome, note }) {
  if (!outcome && !note) return "–";
  return h(
    "div",
    {},
    outcome && dot(words.word("outcome", outcome), tone(outcome)),
    note && h("p", { class: "muted" }, words.word("refusal", note)),
  );
}

/** @param {Words} words @param {Member} each */
const talk = (words, each) =>
  h(
    "a",
    { href: `#/calls/${each.last_attempt}` },
    words.t("member.read"),
    h("span", { class: "unseen" }, words.t("member.talkWith", { name: each.name })),
  );
