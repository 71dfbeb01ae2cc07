// A screen of things that people write and rewrite: a table, and a form for each.

import { Problem } from "../api.js";
import { every, h } from "../dom.js";
import { ask } from "./dialog.js";
import { bodyOf, columnsOf } from "./facets.js";
import { freshness } from "./freshness.js";
import { orderInAddress } from "./heads.js";
import { table } from "./table.js";

const PAUSE = 15_000;

/** What is kept, as the API answers it. @typedef {Record<string, any>} Kept */

/**
 * @typedef {object} Kind
 * @property {string} path
 * @property {import("./facets.js").Facet[]} facets what each holds
 * @property {(each: Kept) => string} [name] what it is called, where that is not its `name`
 * @property {() => Promise<unknown>} [more] what the form has to know: loaded before it opens
 * @property {"PUT" | "PATCH"} [method] how one is changed
 * @property {Role} [writer] who may, beside admins
 * @property {boolean} [fixed] it can be added and removed, not changed
 * @property {boolean} [forever] it can be added and changed, not removed
 * @property {(made: any) => void} [added] what is to be shown of a new one
 * @property {string} [removing] what it means to remove one
 */

/**
 * `key` names the kind in the catalogue: what it is called, what it is for, and that there is none.
 * @param {HTMLElement} root @param {Context} context @param {string} key @param {Kind} kind
 */
export function records(root, context, key, kind) {
  const { words, send, me, signal, tell, title } = context;
  const { t, word } = words;
  const { name = (each) => each.name } = kind;
  const heading = word("admin", key);
  const isNamed = kind.facets.some((facet) => facet.name === "key" && !facet.read);
  const may = me.roles.some((role) => role === "admin" || role === kind.writer);
  const columns = columnsOf(kind.facets);
  const order = orderInAddress(context, "", () => grid.draw());
  const grid = table({
    caption: heading,
    key: (each) => each.id ?? each.key,
    empty: word(key, "none"),
    columns: may ? [...columns, { label: t("records.do"), cell: acts, kind: "acts" }] : columns,
    kept: { words, me, list: key, order },
  });
  const missing = h("p", { class: "notice", hidden: true }, t("records.missing"));
  const fresh = freshness(words);
  const add =
    may &&
    h("button", { type: "button", class: "primary", onclick: () => open(null) }, t("records.add"));
  title(heading);
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h("div", { class: "head" }, h("h1", {}, heading), fresh.element, add),
    h("p", { class: "lead" }, word("adminWhat", key)),
    missing,
    grid.element,
  );
  every(PAUSE, refresh, signal, fresh.told);

  async function refresh() {
    try {
      const found = await send(`${kind.path}?limit=200`, { signal });
      offered(true);
      grid.show(Array.isArray(found) ? found : found.items);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      offered(false);
    }
  }

  /** @param {boolean} isThere */
  function offered(isThere) {
    missing.hidden = isThere;
    grid.element.hidden = !isThere;
    if (add) add.hidden = !isThere;
  }

  /** @param {Kept} each */
  function acts(each) {
    const change = !kind.fixed && act(t("records.change"), name(each), () => open(each));
    const remove = !kind.forever && act(t("records.remove"), name(each), () => drop(each));
    return h("div", { class: "buttons" }, change, remove);
  }

  /** @param {Kept | null} before */
  async function open(before) {
    const more = await kind.more?.();
    ask({
      words,
      signal,
      title: before ? name(before) : t("records.add"),
      label: t("form.save"),
      fields: kind.facets.flatMap((facet) => facet.fields?.(before, more) ?? []),
      send: async (data) => {
        const made = await written(data, before);
        if (!before) kind.added?.(made);
        tell(t("records.saved"));
        await refresh();
      },
    });
  }

  /** @param {FormData} data @param {Kept | null} before */
  function written(data, before) {
    const body = bodyOf(kind.facets, data, before);
    if (before) {
      const path = `${kind.path}/${encodeURIComponent(before.id ?? before.key)}`;
      return current(() =>
        send(path, {
          method: kind.method ?? "PUT",
          body,
          seen: before.version,
          signal,
        }),
      );
    }
    if (isNamed) {
      const path = `${kind.path}/${encodeURIComponent(String(data.get("key")))}`;
      return send(path, { method: "PUT", body, seen: 0, signal }); // there is none yet
    }
    return send(kind.path, { body, key: crypto.randomUUID(), signal });
  }

  /** @param {Kept} each */
  function drop(each) {
    ask({
      words,
      signal,
      title: t("records.removing", { name: name(each) }),
      text: kind.removing ?? t("records.noWayBack"),
      label: t("records.remove"),
      tone: "danger",
      send: async () => {
        const path = `${kind.path}/${encodeURIComponent(each.id ?? each.key)}`;
        await current(() => send(path, { method: "DELETE", seen: each.version, signal }));
        tell(t("records.removed", { name: name(each) }));
        await refresh();
      },
    });
  }

  /** A change made from an older version says so in words about records. @param {() => Promise<unknown>} change */
  async function current(change) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 412)) throw error;
      refresh().catch(fresh.told);
      throw new Problem(409, { detail: t("records.stale") });
    }
  }
}

/** A button whose name says what it is for. @param {string} text @param {string} name @param {() => unknown} onclick */
const act = (text, name, onclick) =>
  h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": `${text}: ${name}`,
      onclick,
    },
    text,
  );
