// The menu beside the list: what everybody needs, and the views that people keep.

import { every, fill, h } from "../dom.js";
import { conditionsAt, listAddress } from "../model/conditions.js";
import { NEWEST_FIRST } from "../model/list-columns.js";
import { ask } from "../parts/dialog.js";
import { icon } from "../parts/icons.js";
import { filledIn } from "../parts/form.js";

/** @param {Me} me @returns {{key: import("../language.js").Key, query: string}[]} */
const USUAL = (me) => [
  {
    key: "lists.mine",
    query: `state=open^assignee=${me.name.replaceAll("^", "^^")}`,
  },
  { key: "lists.unassigned", query: "state=open^assigneeISEMPTY" },
  { key: "lists.urgent", query: "state=open^priority<=2" },
  { key: "lists.open", query: "state=open" },
  { key: "lists.hold", query: "state=on_hold" },
  { key: "lists.untouched", query: "state=open^updated_at<-1d" },
  { key: "lists.resolved", query: "state=resolved" },
  { key: "lists.all", query: "" },
];

/**
 * @param {Context} context @param {string} line the conditions of the list that is shown
 * @param {() => string} order the order it stands in, where that is not the usual one
 */
export function listViews(context, line, order) {
  const { words, send, me, signal, tell } = context;
  const { t } = words;
  const usual = h(
    "ul",
    {},
    ...USUAL(me).map(({ key, query }) => h("li", {}, entry(t(key), listAddress(query)))),
  );
  const own = h("ul");
  const none = h("p", { class: "empty" }, t("lists.none"));
  const element = h(
    "nav",
    { class: "list-menu", "aria-label": t("lists.label") },
    h("h2", {}, t("lists.title")),
    usual,
    h("h2", {}, t("lists.own")),
    own,
    none,
  );
  mark();
  every(30_000, refresh, signal);

  /** @param {string} name @param {string} address @param {string} [count] */
  function entry(name, address, count) {
    return h(
      "a",
      { href: address },
      h("span", {}, name),
      count && h("span", { class: "badge" }, count),
    );
  }

  /** Which entry is shown: the one in this order, where there is one, else those with the same conditions. */
  function mark() {
    const links = [...element.querySelectorAll("a")];
    const at = (/** @type {Element} */ link) => link.getAttribute("href") ?? "";
    const exact = links.filter((link) => at(link) === listAddress(line, order()));
    const same = links.filter((link) => conditionsAt(at(link)) === line);
    const shown = exact.length > 0 ? exact : same;
    for (const link of links) {
      if (shown.includes(link)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  async function refresh() {
    /** @type {{items: View[]}} */
    const { items } = await send("/views", { signal });
    const counted = await Promise.all(
      items.map(async (view) => {
        const { count, more } = await send(`/views/${view.id}/count`, {
          signal,
        });
        return { view, count: words.number(count) + (more ? "+" : "") };
      }),
    );
    none.hidden = counted.length > 0;
    fill(own, counted, ({ view }) => view.id, row);
    mark();
  }

  /** @param {{view: View, count: string}} each */
  function row({ view, count }) {
    const drop = h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": t("lists.drop", { name: view.name }),
        onclick: () => forget(view),
      },
      icon("close"),
    );
    const scope =
      view.scope !== "personal" && h("span", { class: "muted" }, words.word("scope", view.scope));
    const usual = view.order === NEWEST_FIRST;
    const address = listAddress(view.query, usual ? "" : view.order);
    const link = entry(view.name, address, count);
    if (scope) link.firstElementChild?.append(" ", scope);
    return h("li", {}, link, view.owner === me.id && drop);
  }

  /** @param {View} view */
  function forget(view) {
    ask({
      words,
      signal,
      title: t("lists.dropTitle"),
      text: t("lists.dropWhat", { name: view.name }),
      label: t("lists.dropIt"),
      tone: "danger",
      send: async () => {
        await send(`/views/${view.id}`, {
          method: "DELETE",
          seen: view.version,
          signal,
        });
        await refresh();
      },
    });
  }

  /** Keep the conditions and the order under a name. @param {string} query @param {string} order */
  function keep(query, order) {
    if (!query) return tell(t("lists.nothingToKeep"));
    ask({
      words,
      signal,
      title: t("lists.keepTitle"),
      label: t("form.save"),
      fields: [
        {
          name: "name",
          label: t("lists.name"),
          required: true,
          maxlength: 80,
          wide: true,
        },
        {
          name: "scope",
          label: t("lists.for"),
          kind: "select",
          options: [
            ["personal", t("scope.personal")],
            ["group", t("scope.group")],
            ["all", t("scope.all")],
          ],
        },
        {
          name: "group",
          label: t("lists.group"),
          hint: t("lists.groupHint"),
          maxlength: 100,
        },
      ],
      send: async (data) => {
        const { name, scope, group } = filledIn(data);
        const body = {
          name,
          query,
          order,
          scope,
          group: scope === "group" ? group : null,
        };
        await send("/views", { body, signal });
        tell(t("lists.kept", { name: name ?? "" }));
        await refresh();
      },
    });
  }

  return { element, keep, mark };
}
