// A screen that is one list: what it is called, what may be done, the table, kept fresh.

import { every, h } from "../dom.js";
import { heading } from "./card.js";
import { freshness } from "./freshness.js";
import { pages } from "./pages.js";
import { table } from "./table.js";

/**
 * `query` tells, at each request, what is asked beside the page.
 * @template T
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {object} what
 * @param {string} what.name
 * @param {string} what.path
 * @param {import("./table.js").Column<T>[]} what.columns
 * @param {(item: T) => string | number} what.key
 * @param {string} what.empty
 * @param {() => [string, string][]} [what.query]
 * @param {import("../dom.js").Child[]} [what.actions] beside the heading
 * @param {import("../dom.js").Child[]} [what.above] between heading and table
 * @param {number} [what.pause]
 */
export function listing(root, { words, me, send, signal, title }, what) {
  const { name, path, columns, key, empty, query = () => [], actions = [], above = [] } = what;
  const kept = { words, me, list: path };
  const grid = table({ caption: name, columns, key, empty, kept });
  const list = pages({ words, show: grid.show, ask });
  const fresh = freshness(words);
  title(name);
  root.replaceChildren(
    heading(name, fresh.element, ...actions),
    h("div", { class: "above" }, ...above),
    grid.element,
    list.element,
  );
  every(what.pause ?? 10_000, list.refresh, signal, fresh.told);

  /** @param {string | null} after @param {number} limit @returns {Promise<Page<T>>} */
  function ask(after, limit) {
    const asked = new URLSearchParams([
      ...query(),
      ["limit", String(limit)],
      ...(after ? [["after", after]] : []),
    ]);
    return send(`${path}?${asked}`, { signal });
  }

  return { refresh: () => list.refresh().catch(fresh.told) };
}
