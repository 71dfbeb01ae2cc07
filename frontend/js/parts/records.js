// A screen of things that people write and rewrite: a table, and a form for each.

import { Problem } from "../api.js";
import { every, h } from "../dom.js";
import { ask } from "./dialog.js";
import { freshness } from "./freshness.js";
import { table } from "./table.js";

const PAUSE = 15_000;

/** What is kept, as the API answers it. @typedef {Record<string, any>} Kept */

/**
 * @typedef {object} Kind
 * @property {string} title
 * @property {string} what one sentence on what they are for
 * @property {string} path
 * @property {string} empty
 * @property {(each: Kept) => string} name
 * @property {import("./table.js").Column<Kept>[]} columns
 * @property {(each: Kept | null, more: any) => import("./form.js").Field[]} [fields]
 * @property {(data: FormData, before: Kept | null) => unknown} [body]
 * @property {(data: FormData) => string} [key] where whoever writes it names it
 * @property {() => Promise<unknown>} [more] what the form has to know: loaded before it opens
 * @property {"PUT" | "PATCH"} [method] how one is changed
 * @property {Role} [writer] who may, beside admins
 * @property {boolean} [fixed] it can be added and removed, not changed
 * @property {boolean} [forever] it can be added and changed, not removed
 * @property {(made: any) => void} [added] what is to be shown of a new one
 * @property {string} [adding] words of the button
 * @property {string} [removing] what it means to remove one
 */

/** @param {HTMLElement} root @param {Context} context @param {Kind} kind */
export function records(root, context, kind) {
  const { words, send, me, signal, tell, title } = context;
  const { t } = words;
  const may = me.roles.some((role) => role === "admin" || role === kind.writer);
  const grid = table({
    caption: kind.title,
    key: (each) => each.id ?? each.key,
    empty: kind.empty,
    columns: may
      ? [...kind.columns, { label: t("records.do"), cell: acts, kind: "acts" }]
      : kind.columns,
  });
  const missing = h("p", { class: "notice", hidden: true }, t("records.missing"));
  const fresh = freshness(words);
  const add =
    may &&
    kind.fields &&
    h(
      "button",
      { type: "button", class: "primary", onclick: () => open(null) },
      kind.adding ?? t("records.add"),
    );
  title(kind.title);
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h("div", { class: "head" }, h("h1", {}, kind.title), fresh.element, add),
    h("p", { class: "lead" }, kind.what),
    missing,
    grid.element,
  );
  every(PAUSE, refresh, signal, fresh.told);

  async function refresh() {
    try {
      const found = await send(`${kind.path}${kind.path.includes("?") ? "&" : "?"}limit=200`, {
        signal,
      });
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
    const name = kind.name(each);
    const change = kind.fields && !kind.fixed && act(t("records.change"), name, () => open(each));
    const remove = !kind.forever && act(t("records.remove"), name, () => drop(each));
    return h("div", { class: "buttons" }, change, remove);
  }

  /** @param {Kept | null} before */
  async function open(before) {
    const more = await kind.more?.();
    ask({
      words,
      signal,
      title: before ? kind.name(before) : (kind.adding ?? t("records.add")),
      label: t("form.save"),
      fields: kind.fields?.(before, more) ?? [],
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
    const body = kind.body?.(data, before);
    if (before) {
      const path = `${base()}/${encodeURIComponent(before.id ?? before.key)}`;
      return current(() =>
        send(path, {
          method: kind.method ?? "PUT",
          body,
          seen: before.version,
          signal,
        }),
      );
    }
    if (kind.key) {
      const path = `${base()}/${encodeURIComponent(kind.key(data))}`;
      return send(path, { method: "PUT", body, seen: 0, signal }); // there is none yet
    }
    return send(base(), { body, key: crypto.randomUUID(), signal });
  }

  const base = () => kind.path.split("?")[0] ?? kind.path;

  /** @param {Kept} each */
  function drop(each) {
    ask({
      words,
      signal,
      title: t("records.removing", { name: kind.name(each) }),
      text: kind.removing ?? t("records.noWayBack"),
      label: t("records.remove"),
      tone: "danger",
      send: async () => {
        const path = `${base()}/${encodeURIComponent(each.id ?? each.key)}`;
        await current(() => send(path, { method: "DELETE", seen: each.version, signal }));
        tell(t("records.removed", { name: kind.name(each) }));
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
