// One change to many tickets: look first, then do, then perhaps undo.

import { h, sleep } from "../dom.js";
import { RESOLUTIONS } from "../model/tickets.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure } from "../parts/freshness.js";

const MOST = 1000;

/** @typedef {{edit?: object, resolution?: object}} Action */

/**
 * @param {Context} context
 * @param {{picked: () => string[], everything: () => Promise<string[]>, done: () => unknown, clear: () => void}} list
 */
export function bulk(context, { picked, everything, done, clear }) {
  const { words, send, me, signal, tell } = context;
  const { t } = words;
  const count = h("b", { "aria-live": "polite" });
  const whole = h("button", { type: "button", class: "quiet", onclick: takeAll }, t("bulk.whole"));
  /** @type {string[] | null} */
  let all = null;
  const element = h(
    "div",
    {
      class: "bulk",
      role: "group",
      "aria-label": t("bulk.label"),
      hidden: true,
    },
    count,
    whole,
    act(t("move.assign"), () => preview({ edit: { assignee: me.name } })),
    act(t("bulk.assignTo"), assignTo),
    act(t("move.work"), () => preview({ edit: { state: "in_progress" } })),
    act(t("bulk.degrees"), degrees),
    act(t("move.resolve"), resolve),
    act(t("move.cancel"), () => preview({ edit: { state: "canceled" } })),
    h("button", { type: "button", class: "quiet", onclick: clear }, t("bulk.clear")),
  );

  /** @param {string} text @param {() => unknown} onclick */
  function act(text, onclick) {
    return h("button", { type: "button", onclick }, text);
  }

  const chosen = () => all ?? picked();

  /** What is picked now, by hand. */
  function show() {
    all = null;
    draw();
  }

  function draw() {
    const many = chosen().length;
    element.hidden = many === 0;
    count.textContent = t("bulk.count", { count: many });
    whole.hidden = all !== null;
  }

  async function takeAll() {
    all = (await everything()).slice(0, MOST);
    draw();
  }

  function assignTo() {
    ask({
      words,
      signal,
      title: t("bulk.assignTo"),
      label: t("bulk.look"),
      fields: [
        {
          name: "assignee",
          label: t("ticket.assignee"),
          required: true,
          maxlength: 200,
          wide: true,
        },
      ],
      send: async (data) => preview({ edit: filledIn(data) }),
    });
  }

  function degrees() {
    /** @type {[string, string][]} */
    const options = [1, 2, 3].map((degree) => [String(degree), words.word("degree", degree)]);
    ask({
      words,
      signal,
      title: t("bulk.degrees"),
      label: t("bulk.look"),
      fields: ["impact", "urgency"].map((name) => ({
        name,
        label: words.word("ticket", name),
        kind: /** @type {const} */ ("select"),
        options,
        value: "3",
      })),
      send: async (data) => {
        const { impact, urgency } = filledIn(data);
        await preview({
          edit: { impact: Number(impact), urgency: Number(urgency) },
        });
      },
    });
  }

  function resolve() {
    ask({
      words,
      signal,
      title: t("move.resolve"),
      label: t("bulk.look"),
      fields: [
        {
          name: "code",
          label: t("ticket.resolution_code"),
          kind: "select",
          options: RESOLUTIONS.map((each) => [each, words.word("resolution", each)]),
        },
        {
          name: "notes",
          label: t("ticket.resolution_notes"),
          kind: "textarea",
          required: true,
          maxlength: 20_000,
        },
      ],
      send: async (data) => preview({ resolution: filledIn(data) }),
    });
  }

  /** What would happen to each, before anything does. @param {Action} action */
  async function preview(action) {
    try {
      const seen = await send("/bulk-jobs/preview", {
        body: { ticket_ids: chosen(), action },
        signal,
      });
      offer(action, seen);
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** @param {Action} action @param {{counts: Record<string, number>, rows: Outlook[]}} seen */
  function offer(action, { counts, rows }) {
    const doable = rows.filter((each) => each.result === "changed");
    const others = rows.filter((each) => each.result === "refused");
    const why = h(
      "ul",
      { class: "bulk-refused" },
      ...others
        .slice(0, 50)
        .map((each) => h("li", {}, h("b", {}, each.number ?? "–"), ` ${each.problem ?? ""}`)),
    );
    ask({
      words,
      signal,
      title: t("bulk.title"),
      text: t("bulk.will", {
        change: doable.length,
        all: rows.length,
        unchanged: counts.unchanged ?? 0,
        refused: others.length,
      }),
      label: t("bulk.do", { count: doable.length }),
      send: async () => {
        if (doable.length > 0) await start(action, doable);
      },
    });
    if (others.length) document.querySelector("dialog[open] form")?.before(why);
  }

  /** @param {Action} action @param {Outlook[]} rows */
  async function start(action, rows) {
    const tickets = rows.map(({ ticket_id, version }) => ({
      ticket_id,
      version,
    }));
    const job = await send("/bulk-jobs", {
      body: { tickets, action },
      key: crypto.randomUUID(),
      signal,
    });
    clear();
    follow(job.id, "done").then((ended) => {
      done();
      if (ended)
        tell(
          t("bulk.done", {
            changed: ended.counts.changed ?? 0,
            refused: ended.counts.refused ?? 0,
          }),
          {
            label: t("toast.undo"),
            run: () => undo(job.id),
          },
        );
    });
  }

  /** @param {string} id */
  async function undo(id) {
    try {
      await send(`/bulk-jobs/${id}/undo`, { method: "POST", signal });
      const ended = await follow(id, "undone");
      done();
      if (ended)
        tell(
          t("bulk.undone", {
            undone: ended.counts.undone ?? 0,
            kept: ended.counts.kept ?? 0,
          }),
        );
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** Until it is done, or somebody leaves. @param {string} id @param {BulkJob["state"]} end @returns {Promise<BulkJob | null>} */
  async function follow(id, end) {
    for (let pause = 300; !signal.aborted; pause = Math.min(pause * 1.5, 3_000)) {
      const job = await send(`/bulk-jobs/${id}`, { signal });
      if (job.state === end) return job;
      await sleep(pause, signal);
    }
    return null;
  }

  return { element, show };
}
