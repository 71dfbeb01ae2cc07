// How far a language model may help with tickets: whether, for which queues, for how much a day.

import { h } from "../dom.js";
import { rows, rowsOf, tick } from "../parts/fields.js";
import { form } from "../parts/form.js";
import { when } from "../parts/marks.js";
import { shares } from "../parts/shares.js";
import { ifThere } from "./admin-operation.js";
import { backtests } from "./backtests.js";

const KINDS = ["triage", "summary", "reply", "resolution"];

/** @param {HTMLElement} root @param {Context} context */
export function assistSettings(root, context) {
  const { words, send, me, signal, tell, title } = context;
  const { t } = words;
  const isAdmin = me.roles.includes("admin");
  const settings = h("section", {
    class: "card",
    "aria-label": t("assist.settings"),
  });
  const accuracy = h("section", {
    class: "card",
    "aria-label": t("assist.accuracy"),
  });
  title(t("admin.assist"));
  root.replaceChildren(
    h("a", { class: "up", href: "#/admin" }, t("admin.title")),
    h("div", { class: "head" }, h("h1", {}, t("admin.assist"))),
    h("p", { class: "lead" }, t("adminWhat.assist")),
    settings,
    accuracy,
    backtests(context),
  );
  show();

  async function show() {
    const [found, measured] = await Promise.all([
      ifThere(send("/assist/settings", { signal })),
      ifThere(send("/assist/accuracy", { signal })),
    ]);
    settings.replaceChildren(h("h2", {}, t("assist.settings")), found ? edited(found) : missing());
    accuracy.replaceChildren(
      h("h2", {}, t("assist.accuracy")),
      ...(measured ? told(measured) : [missing()]),
    );
  }

  /** How often it was right, and where that gets worse. @param {any} measured */
  const told = ({ items, alarms }) => [
    ...alarms.map((/** @type {any} */ { field, week }) =>
      h(
        "p",
        { class: "notice" },
        t("assist.worse", { field: words.word("ticket", field), week: words.date(`${week}T12:00`) }),
      ),
    ),
    shares(words, t("assist.accuracy"), items),
  ];

  const missing = () => h("p", { class: "muted" }, t("records.missing"));

  /** @param {any} now */
  function edited(now) {
    const written = form({
      words,
      label: t("form.save"),
      fields: [
        tick({
          name: "enabled",
          label: t("assist.enabled"),
          value: now.enabled,
        }),
        {
          name: "tokens_per_day",
          label: t("assist.tokens"),
          kind: "number",
          min: "0",
          value: String(now.tokens_per_day),
          required: true,
        },
        {
          name: "sure",
          label: t("assist.sureFrom"),
          kind: "number",
          min: "0",
          value: String(Math.round(now.sure * 100)),
          hint: t("assist.sureHint"),
          required: true,
        },
        {
          name: "apply_from",
          label: t("assist.applyFrom"),
          kind: "number",
          min: "0",
          value: now.apply_from === null ? "" : String(Math.round(now.apply_from * 100)),
          hint: t("assist.applyHint"),
        },
        rows({
          name: "off",
          label: t("assist.off"),
          hint: t("assist.offHint"),
          values: now.off.map((/** @type {any} */ each) => ({
            queue: each.queue,
            kinds: each.kinds.join(","),
          })),
          cells: [
            { name: "queue", label: t("assist.queue") },
            {
              name: "kinds",
              label: t("assist.kinds"),
              options: [
                ["", t("assist.allKinds")],
                ...KINDS.map(
                  (kind) =>
                    /** @type {[string, string]} */ ([kind, words.word("suggested", kind)]),
                ),
              ],
            },
          ],
        }),
      ],
      send: async (data) => {
        await send("/assist/settings", {
          method: "PUT",
          body: body(data, now),
          seen: now.version,
          signal,
        });
        tell(t("records.saved"));
        await show();
      },
    });
    const changed =
      now.changed_by &&
      h(
        "p",
        { class: "muted" },
        t("assist.changed", { by: now.changed_by }),
        " ",
        when(words, now.changed_at),
      );
    if (isAdmin) return h("div", {}, written.element, changed);
    return h("p", { class: "notice" }, now.enabled ? t("assist.isOn") : t("assist.isOff"));
  }
}

/** @param {FormData} data @param {any} before */
function body(data, before) {
  const { version: _, changed_by: __, changed_at: ___, ...kept } = before;
  const share = (/** @type {string} */ name) => Number(data.get(name)) / 100;
  return {
    ...kept,
    enabled: data.has("enabled"),
    tokens_per_day: Number(data.get("tokens_per_day")),
    sure: share("sure"),
    apply_from: data.get("apply_from") ? share("apply_from") : null,
    off: rowsOf(data, "off", ["queue", "kinds"]).map(({ queue, kinds }) => ({
      queue,
      kinds: kinds ? kinds.split(",") : [],
    })),
  };
}
