// Who may use the system: people, their groups, and programs with tokens.

import { h } from "../dom.js";
import { checks, tick } from "../parts/fields.js";
import { dot, when } from "../parts/marks.js";
import { records } from "../parts/records.js";
import { expiry, SCOPES } from "../model/records.js";
import { activeCell } from "./admin-sla.js";

const ROLES = /** @type {const} */ (["requester", "agent", "supervisor", "admin"]);

/** @param {HTMLElement} root @param {Context} context */
export function users(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.users"),
    what: t("adminWhat.users"),
    path: "/users",
    method: "PATCH",
    forever: true,
    empty: t("users.none"),
    name: (each) => each.name,
    columns: [
      { label: t("users.name"), cell: (each) => each.name, kind: "main" },
      { label: t("users.roles"), cell: (each) => roleText(words, each.roles) },
      {
        label: t("users.groups"),
        cell: (each) => each.groups.join(", ") || "–",
      },
      {
        label: t("record.active"),
        cell: (each) => activeCell(words, each.active),
      },
    ],
    more: () => groupChoices(send, signal),
    fields: (each, known) => [
      ...(each
        ? []
        : [
            {
              name: "name",
              label: t("users.name"),
              required: true,
              maxlength: 200,
              hint: t("users.nameHint"),
              wide: true,
            },
          ]),
      checks({
        name: "roles",
        label: t("users.roles"),
        options: roleChoices(words),
        values: each?.roles ?? ["agent"],
      }),
      checks({
        name: "groups",
        label: t("users.groups"),
        options: known,
        values: each?.groups ?? [],
      }),
      tick({
        name: "active",
        label: t("users.active"),
        value: each?.active ?? true,
      }),
    ],
    body: (data, before) => ({
      ...(before ? {} : { name: data.get("name") }),
      roles: data.getAll("roles"),
      groups: data.getAll("groups"),
      active: data.has("active"),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function groups(root, context) {
  const { words } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.groups"),
    what: t("adminWhat.groups"),
    path: "/groups",
    empty: t("groups.none"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      { label: t("record.key"), cell: (each) => each.key },
      {
        label: t("groups.visibility"),
        cell: (each) => words.word("visibility", each.visibility),
      },
    ],
    fields: (each) => [
      {
        name: "name",
        label: t("record.name"),
        value: each?.name,
        required: true,
        maxlength: 200,
      },
      ...(each
        ? []
        : [
            {
              name: "key",
              label: t("record.key"),
              required: true,
              hint: t("record.keyHint"),
            },
          ]),
      {
        name: "visibility",
        label: t("groups.visibility"),
        kind: "select",
        value: each?.visibility,
        options: [
          ["all", t("visibility.all")],
          ["own", t("visibility.own")],
        ],
      },
    ],
    body: (data, before) => ({
      ...(before ? {} : { key: data.get("key") }),
      name: data.get("name"),
      visibility: data.get("visibility"),
    }),
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function tokens(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  records(root, context, {
    title: t("admin.tokens"),
    what: t("adminWhat.tokens"),
    path: "/tokens",
    fixed: true,
    empty: t("tokens.none"),
    removing: t("tokens.removing"),
    name: (each) => each.name,
    columns: [
      { label: t("record.name"), cell: (each) => each.name, kind: "main" },
      {
        label: t("tokens.prefix"),
        cell: (each) => h("code", {}, `${each.prefix}…`),
      },
      { label: t("tokens.scopes"), cell: (each) => each.scopes.join(", ") },
      {
        label: t("tokens.used"),
        cell: (each) => when(words, each.last_used_at),
      },
      { label: t("tokens.state"), cell: (each) => tokenState(words, each) },
    ],
    more: () => groupChoices(send, signal),
    fields: (_, known) => [
      {
        name: "name",
        label: t("record.name"),
        required: true,
        maxlength: 200,
        hint: t("tokens.nameHint"),
      },
      {
        name: "role",
        label: t("tokens.role"),
        kind: "select",
        value: "agent",
        options: roleChoices(words),
      },
      {
        name: "days",
        label: t("tokens.lasts"),
        kind: "select",
        value: "90",
        options: ["30", "90", "365"].map((days) => [days, t("span.days", { count: Number(days) })]),
      },
      checks({
        name: "scopes",
        label: t("tokens.scopes"),
        options: SCOPES.map((scope) => [scope, scope]),
        values: [],
        hint: t("tokens.scopesHint"),
      }),
      checks({
        name: "groups",
        label: t("users.groups"),
        options: known,
        values: [],
      }),
    ],
    body: (data) => ({
      name: data.get("name"),
      role: data.get("role"),
      scopes: data.getAll("scopes"),
      groups: data.getAll("groups"),
      expires_at: expiry(String(data.get("days")), Date.now()),
    }),
    added: (made) => secretShown(words, made),
  });
}

/** The one time that a secret is to be seen. @param {Words} words @param {any} made */
export function secretShown(words, made) {
  const secret = String(made.secret ?? made.token ?? "");
  const input = h("input", {
    readonly: true,
    value: secret,
    "aria-label": words.t("tokens.secret"),
  });
  const copy = h(
    "button",
    { type: "button", onclick: () => navigator.clipboard.writeText(secret) },
    words.t("tokens.copy"),
  );
  /** @type {HTMLDialogElement} */
  const dialog = h(
    "dialog",
    {
      class: "dialog",
      "aria-labelledby": "secret-title",
      onclose: () => dialog.remove(),
    },
    h("h2", { id: "secret-title" }, words.t("tokens.secret")),
    h("p", {}, words.t("tokens.once")),
    h("p", { class: "secret" }, input, copy),
    h(
      "div",
      { class: "buttons" },
      h(
        "button",
        { type: "button", class: "primary", onclick: () => dialog.close() },
        words.t("tokens.kept"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}

/** @param {Words} words @param {any} token */
function tokenState(words, { revoked_at, expires_at }) {
  if (revoked_at) return dot(words.t("tokens.revoked"), "bad");
  if (Date.parse(expires_at) < Date.now()) return dot(words.t("tokens.expired"), "quiet");
  return dot(words.t("tokens.until", { date: words.date(expires_at) }), "good");
}

/** @param {Words} words @returns {[string, string][]} */
const roleChoices = (words) => ROLES.map((role) => [role, words.word("role", role)]);

/** @param {Words} words @param {string[]} roles */
const roleText = (words, roles) => roles.map((role) => words.word("role", role)).join(", ");

/** @param {Send} send @param {AbortSignal} signal @returns {Promise<[string, string][]>} */
async function groupChoices(send, signal) {
  const found = await send("/groups?limit=200", { signal });
  return (found.items ?? found).map((/** @type {any} */ each) => [each.key, each.name]);
}
