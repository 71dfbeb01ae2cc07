// Tells where somebody was named, and what happened on tickets they follow.

import { every, fill, h } from "../dom.js";
import { icon } from "./icons.js";
import { ago } from "./marks.js";
import { menu } from "./menu.js";

/** @typedef {{id: number, ticket_id: string, reason: "mentioned" | "watching", actor: string, at: string, read_at: string | null}} Notice */

const SHOWN = 15;

/** @param {{words: Words, send: Send, signal: AbortSignal}} how */
export function bell({ words, send, signal }) {
  const { t } = words;
  /** @type {Map<string, string>} */
  const titles = new Map();
  /** @type {Notice[]} */
  let notices = [];
  const count = h("span", {
    class: "bell-count",
    hidden: true,
    "aria-hidden": "true",
  });
  const said = h("span", { class: "unseen" });
  const list = h("ul", { class: "notices" });
  const none = h("p", { class: "empty" }, t("bell.none"));
  const summary = h("summary", { title: t("bell.title") }, icon("bell"), count, said);
  const element = menu(summary, [h("h2", {}, t("bell.title")), list, none], signal);
  element.classList.add("bell");
  element.addEventListener("toggle", () => element.open && read());
  every(15_000, refresh, signal);

  async function refresh() {
    notices = (await send(`/notifications?limit=${SHOWN}`, { signal })).items;
    await Promise.all(notices.map(named));
    const unread = notices.filter((each) => !each.read_at).length;
    count.hidden = unread === 0;
    count.textContent = unread > SHOWN - 1 ? `${SHOWN - 1}+` : String(unread);
    said.textContent = t("bell.count", { count: unread });
    none.hidden = notices.length > 0;
    fill(list, notices, (each) => each.id, row);
  }

  /** @param {Notice} notice */
  async function named({ ticket_id }) {
    if (titles.has(ticket_id)) return;
    const found = await send(`/tickets/${ticket_id}`, { signal }).catch(() => null);
    if (found) titles.set(ticket_id, `${found.number} ${found.title}`);
  }

  /** @param {Notice} each */
  function row({ ticket_id, reason, actor, at, read_at }) {
    const what = t(`bell.${reason}`, { actor });
    return h(
      "li",
      { class: read_at ? null : "unread" },
      h(
        "a",
        {
          href: `#/tickets/${ticket_id}`,
          onclick: () => element.removeAttribute("open"),
        },
        h("b", {}, titles.get(ticket_id) ?? t("bell.ticket")),
        h("span", {}, what),
        ago(words, at),
      ),
    );
  }

  /** What is shown counts as read. */
  async function read() {
    const newest = notices[0];
    if (!newest || notices.every((each) => each.read_at)) return;
    await send("/notifications/reading", {
      body: { up_to: newest.id },
      signal,
    });
    count.hidden = true;
    said.textContent = t("bell.count", { count: 0 });
  }

  return element;
}
