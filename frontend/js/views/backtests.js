// Triage tried on tickets that are closed: asking for it, and how often it was right.

import { every, h } from "../dom.js";
import { tick } from "../parts/fields.js";
import { form } from "../parts/form.js";
import { when } from "../parts/marks.js";
import { shares } from "../parts/shares.js";
import { ifThere } from "./admin-operation.js";

/** @param {Context} context */
export function backtests({ words, send, me, signal, tell }) {
  const { t } = words;
  const last = h("div", {});
  const asked = me.roles.includes("admin") && asking();
  let isRunning = true;
  every(5_000, async () => void (isRunning && (await show())), signal);
  return h(
    "section",
    { class: "card", "aria-label": t("assist.backtest") },
    h("h2", {}, t("assist.backtest")),
    h("p", { class: "muted" }, t("assist.backtestWhat")),
    last,
    asked,
  );

  async function show() {
    const [newest] = (await ifThere(send("/assist/backtests", { signal }))) ?? [];
    isRunning = newest?.state === "running";
    last.replaceChildren(...(newest ? found(newest) : [h("p", {}, t("assist.backtestNone"))]));
  }

  /** @param {any} newest */
  function found(newest) {
    const { done, tickets, asked_by: by, asked_at: at } = newest;
    if (isRunning) {
      return [h("p", { class: "notice" }, t("assist.backtestRuns", { done, tickets }))];
    }
    const about = h("p", {}, t("assist.backtestDone", { done, by }), " ", when(words, at));
    return [about, shares(words, t("assist.backtest"), newest.items)];
  }

  function asking() {
    return form({
      words,
      label: t("assist.backtestRun"),
      fields: [
        {
          name: "tickets",
          label: t("assist.backtestTickets"),
          kind: "number",
          min: "1",
          max: "2000",
          value: "200",
          required: true,
        },
        tick({ name: "model", label: t("assist.backtestModel"), value: false }),
      ],
      send: async (data) => {
        await send("/assist/backtests", {
          method: "POST",
          body: { tickets: Number(data.get("tickets")), model: data.has("model") },
          signal,
        });
        tell(t("records.saved"));
        await show();
      },
    }).element;
  }
}
