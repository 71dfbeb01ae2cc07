// Loads a list page by page, and keeps what is loaded fresh.

import { h } from "../dom.js";

const MOST = 200;

/**
 * A list that grows by "show more". `ask` gives the page after a cursor, of so many items.
 * @template T
 * @param {{words: Words, size?: number, ask: (after: string | null, limit: number) => Promise<Page<T>>, show: (items: T[]) => void}} how
 */
export function pages({ words, size = 25, ask, show }) {
  /** @type {T[]} */
  let items = [];
  /** @type {string | null} */
  let next = null;
  const more = h(
    "button",
    { type: "button", class: "quiet", hidden: true, onclick: grow },
    words.t("list.more"),
  );
  const count = h("span", { class: "muted" });
  const element = h("div", { class: "pages" }, count, more);

  /** @param {T[]} now @param {Page<T>} page */
  function take(now, page) {
    items = now;
    next = page.next === null ? null : String(page.next);
    more.hidden = next === null;
    element.hidden = items.length === 0;
    count.textContent = items.length
      ? words.t("list.shown", { count: items.length }) + (next ? "+" : "")
      : "";
    show(items);
  }

  async function grow() {
    more.disabled = true;
    try {
      const page = await ask(next, size);
      take([...items, ...page.items], page);
    } finally {
      more.disabled = false;
    }
  }

  /** Load again as much as is shown; more than the API gives at once stays as it is. */
  async function refresh() {
    if (items.length > MOST) return;
    const page = await ask(null, Math.max(size, items.length));
    take(page.items, page);
  }

  /** From the first page on. */
  async function again() {
    items = [];
    await refresh();
  }

  return { element, refresh, again };
}
