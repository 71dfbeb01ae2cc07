// Who may use the system: people, their groups, and programs with tokens.

import { h } from "../dom.js";
import { facets } from "../parts/facets.js";
import { dot, when } from "../parts/marks.js";
import { records } from "../parts/records.js";
import { expiry, SCOPES } from "../model/records.js";

const ROLES = /** @type {const} */ (["requester", "agent", "supervisor", "admin"]);

/** @param {HTMLElement} root @param {Context} context */
export function users(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  const { text, several, whether } = facets(words);
  records(root, context, "users", {
    path: "/users",
    method: "PATCH",
    forever: true,
    more: () => groupChoices(send, signal),
    facets: [
      atFirst(
        text("name", t("users.name"), {
          as: "main",
          required: true,
          maxlength: 200,
          hint: t("users.nameHint"),
          wide: true,
        }),
      ),
      several("roles", t("users.roles"), roleChoices(words), {
        usual: ["agent"],
        cell: (each) => roleText(words, each.roles),
      }),
      several("groups", t("users.groups"), (known) => known),
      whether("active", t("users.active"), true, {
        column: t("record.active"),
      }),
    ],
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function groups(root, context) {
  const { words } = context;
  const { t } = words;
  const { name, text, choice } = facets(words);
  records(root, context, "groups", {
    path: "/groups",
    facets: [
      name({ maxlength: 200 }),
      atFirst(
        text("key", t("record.key"), {
          required: true,
          hint: t("record.keyHint"),
        }),
      ),
      choice(
        "visibility",
        t("groups.visibility"),
        [
          ["all", t("visibility.all")],
          ["own", t("visibility.own")],
        ],
        { cell: (each) => words.word("visibility", each.visibility) },
      ),
    ],
  });
}

/** @param {HTMLElement} root @param {Context} context */
export function tokens(root, context) {
  const { words, send, signal } = context;
  const { t } = words;
  const { name, choice, several, shown } = facets(words);
  const days = /** @type {[string, string][]} */ (
    ["30", "90", "365"].map((each) => [each, t("span.days", { count: Number(each) })])
  );
  records(root, context, "tokens", {
    path: "/tokens",
    fixed: true,
    removing: t("tokens.removing"),
    more: () => groupChoices(send, signal),
    facets: [
      name({ maxlength: 200, hint: t("tokens.nameHint") }),
      choice("role", t("tokens.role"), roleChoices(words), {
        usual: "agent",
        hidden: true,
      }),
      shown("prefix", t("tokens.prefix"), (each) => h("code", {}, `${each.prefix}…`)),
      {
        ...choice("days", t("tokens.lasts"), days, {
          usual: "90",
          hidden: true,
        }),
        to: "expires_at",
        read: (data) => expiry(String(data.get("days")), Date.now()),
      },
      several(
        "scopes",
        t("tokens.scopes"),
        SCOPES.map((scope) => [scope, scope]),
        { hint: t("tokens.scopesHint") },
      ),
      several("groups", t("users.groups"), (known) => known, { hidden: true }),
      shown("last_used_at", t("tokens.used"), (each) => when(words, each.last_used_at)),
      shown("expires_at", t("tokens.state"), (each) => tokenState(words, each)),
    ],
    added: (made) => secretShown(words, made),
  });
}

/** What is said of something new, and stays. @param {import("../parts/facets.js").Facet} facet @returns {import("../parts/facets.js").Facet} */
const atFirst = ({ fields = () => [], read, ...facet }) => ({
  ...facet,
  fields: (each, more) => (each ? [] : fields(each, more)),
  read: (data, before) => (before ? undefined : read?.(data, before)),
});

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
