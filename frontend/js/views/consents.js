// What somebody agreed to: writing it down, and taking it back.

import { h } from "../dom.js";
import { instant } from "../model/moments.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { dot, facts, when } from "../parts/marks.js";

/** @param {Words} words @param {Consent} each @param {() => void} revoke */
export function consentOf(words, each, revoke) {
  const { t } = words;
  const state = stateOf(each, Date.now());
  return h(
    "li",
    { class: "stack" },
    h(
      "p",
      {},
      h("b", {}, each.purpose),
      " ",
      dot(t(`consent.${state}`), state === "holds" ? "good" : "quiet"),
    ),
    facts([
      [t("consent.given"), when(words, each.given_at)],
      [t("consent.source"), each.source],
      ...(each.expires_at ? [pair(t("consent.expires"), when(words, each.expires_at))] : []),
      ...(each.proof ? [pair(t("consent.proof"), each.proof)] : []),
      ...(each.noted_by ? [pair(t("consent.notedBy"), each.noted_by)] : []),
      ...(each.revoked_at
        ? [
            pair(
              t("consent.takenBack"),
              h("span", {}, when(words, each.revoked_at), ` · ${each.revoked_source ?? ""}`),
            ),
          ]
        : []),
    ]),
    state === "holds" && button(t("consent.revoke"), revoke, "quiet"),
  );
}

/** @param {string} name @param {import("../dom.js").Child} value @returns {[string, import("../dom.js").Child]} */
const pair = (name, value) => [name, value];

/** @param {Consent} each @param {number} now @returns {"holds" | "revoked" | "expired"} */
export function stateOf({ revoked_at, expires_at }, now) {
  if (revoked_at) return "revoked";
  return expires_at && Date.parse(expires_at) <= now ? "expired" : "holds";
}

/** @param {Context} context @param {string} path @param {() => void} changed */
export function consenting({ words, signal, send, tell }, path, changed) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("consent.give"),
    text: t("consent.giveWhat"),
    label: t("form.save"),
    fields: [
      {
        name: "purpose",
        label: t("consent.purpose"),
        required: true,
        maxlength: 100,
        choices: ["service", "marketing"],
        hint: t("consent.purposeHint"),
      },
      {
        name: "source",
        label: t("consent.source"),
        required: true,
        maxlength: 500,
        hint: t("people.sourceHint"),
      },
      {
        name: "proof",
        label: t("consent.proof"),
        kind: "textarea",
        rows: 2,
        maxlength: 2000,
        hint: t("consent.proofHint"),
      },
      {
        name: "given_at",
        label: t("consent.given"),
        kind: "datetime-local",
        hint: t("consent.givenHint"),
      },
      {
        name: "expires_at",
        label: t("consent.expires"),
        kind: "datetime-local",
      },
    ],
    send: async (data) => {
      const { given_at: given, expires_at: expires, ...rest } = filledIn(data);
      const body = {
        ...rest,
        given_at: instant(given),
        expires_at: instant(expires),
      };
      await send(`${path}/consents`, { body, signal });
      tell(t("consent.kept"));
      changed();
    },
  });
}

/** @param {Context} context @param {string} path @param {Consent} consent @param {() => void} changed */
export function revoking({ words, signal, send, tell }, path, { purpose }, changed) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("consent.revoke"),
    text: t("consent.revokeWhat", { purpose }),
    label: t("consent.revoke"),
    tone: "danger",
    fields: [
      {
        name: "source",
        label: t("consent.heard"),
        required: true,
        maxlength: 500,
        wide: true,
        hint: t("people.sourceHint"),
      },
    ],
    send: async (data) => {
      const query = new URLSearchParams(filledIn(data));
      await send(`${path}/consents/${encodeURIComponent(purpose)}?${query}`, {
        method: "DELETE",
        signal,
      });
      tell(t("consent.gone"));
      changed();
    },
  });
}
