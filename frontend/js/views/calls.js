// Calls that are live now, whom they are with, and all that were made or received.

import { every, fill, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { isOver, lasting } from "../model/talk.js";
import { callColumns } from "../parts/call-columns.js";
import { callLinks } from "../parts/call-links.js";
import { card, heading } from "../parts/card.js";
import { freshness } from "../parts/freshness.js";
import { phone, state } from "../parts/marks.js";
import { pages } from "../parts/pages.js";
import { standing, steps } from "../parts/step-in.js";
import { table } from "../parts/table.js";

const WAITS = new Set(["waiting", "talking"]);

/** @param {HTMLElement} root @param {Context} context */
export function calls(root, context) {
  const { words, send, me, signal, title } = context;
  const { t } = words;
  const live = h("ul", { class: "live" });
  const quiet = h("p", { class: "empty" }, t("calls.noneLive"));
  const count = h("span", { class: "muted", role: "status" });
  const grid = table({
    caption: t("calls.all"),
    key: (each) => each.id,
    empty: t("calls.none"),
    columns: callColumns(words),
  });
  /** @type {Call[]} */
  let now = [];
  /** @type {Map<string, Transfer>} */
  let handing = new Map();
  /** @type {Map<string, Contact | null>} */
  const people = new Map();
  const list = pages({
    words,
    show: take,
    ask: (after, limit) =>
      send(`/calls?limit=${limit}${after ? `&after=${after}` : ""}`, {
        signal,
      }),
  });
  const fresh = freshness(words);
  title(t("section.calls"));
  root.replaceChildren(
    heading(t("section.calls"), fresh.element),
    callLinks(words, me, "#/calls"),
    card(t("calls.live"), count, live, quiet),
    h("h2", {}, t("calls.all")),
    grid.element,
    list.element,
  );
  every(2_000, refresh, signal, fresh.told);
  every(1_000, async () => tick(), signal);

  async function refresh() {
    await Promise.all([list.refresh(), transfers()]);
    await Promise.all(now.map((each) => known(each.phone)));
    show();
  }

  /** @param {Call[]} all */
  function take(all) {
    grid.show(all);
    now = all.filter((each) => !isOver(each));
  }

  async function transfers() {
    if (!decides(me)) return;
    const told = await send("/transfers?limit=25", { signal }).catch(() => ({
      items: [],
    }));
    /** @type {Transfer[]} */
    const open = told.items.filter((/** @type {Transfer} */ each) => WAITS.has(each.state));
    handing = new Map(open.map((each) => [each.call_id, each]));
  }

  /** Whose number it is, asked once. @param {string} number */
  async function known(number) {
    if (people.has(number)) return;
    people.set(number, null);
    const found = await send(`/contacts?phone=${encodeURIComponent(number)}`, {
      signal,
    }).catch(() => ({ items: [] }));
    people.set(number, found.items[0] ?? null);
  }

  function show() {
    fill(
      live,
      now.map((each) => ({
        each,
        person: people.get(each.phone)?.name ?? null,
        handing: handing.get(each.id) ?? null,
      })),
      ({ each }) => each.id,
      (shown) => liveCall(context, shown, () => refresh().catch(fresh.told)),
    );
    quiet.hidden = now.length > 0;
    const said = now.length ? t("calls.liveCount", { count: now.length }) : "";
    if (count.textContent !== said) count.textContent = said;
    tick();
  }

  function tick() {
    for (const place of live.querySelectorAll(".lasts")) {
      const { call } = /** @type {HTMLElement} */ (place).dataset;
      const each = now.find(({ id }) => id === call);
      if (each) place.textContent = words.duration(lasting(each, Date.now()));
    }
  }
}

/** @param {Context} context @param {{each: Call, person: string | null, handing: Transfer | null}} shown @param {() => unknown} changed */
function liveCall(context, { each, person, handing }, changed) {
  const { words } = context;
  const stands = standing(words, each);
  const name = person ?? words.phone(each.phone);
  return h(
    "li",
    {},
    h("a", { href: `#/calls/${each.id}` }, name),
    h("span", { class: "lasts", "data-call": each.id }),
    state(words, "callStatus", each.status),
    h("span", { class: "muted" }, words.word("direction", each.direction)),
    person && phone(words, each.phone),
    stands ?? handed(words, handing),
    h("span", { class: "buttons" }, ...steps(context, each, name, changed)),
  );
}

/** Whom they asked for, if anybody. @param {Words} words @param {Transfer | null} handing */
function handed({ t }, handing) {
  if (!handing) return null;
  const { taken_by: name, rota } = handing;
  const told = name ? t("transfer.with", { name }) : t("transfer.waits", { rota });
  return h("span", { class: "handing" }, told);
}
