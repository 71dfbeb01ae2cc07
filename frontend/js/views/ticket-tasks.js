// What is to do on a ticket before it is solved: ticked, added, moved, dropped.

import { every, fill, h } from "../dom.js";
import { failure } from "../parts/freshness.js";
import { icon } from "../parts/icons.js";
import { ago } from "../parts/marks.js";

/** @param {Context} context @param {(name: string, many: number) => void} count */
export function ticketTasks({ words, send, params, signal, tell }, count) {
  const { t } = words;
  const path = `/tickets/${params.id}/tasks`;
  const list = h("ul", { class: "tasks" });
  const none = h("p", { class: "empty" }, t("tasks.none"));
  /** @type {HTMLInputElement} */
  const title = h("input", {
    "aria-label": t("tasks.new"),
    placeholder: t("tasks.new"),
    required: true,
    maxlength: 300,
  });
  /** @type {HTMLInputElement} */
  const mandatory = h("input", { type: "checkbox" });
  const add = h(
    "form",
    { class: "inline-form", onsubmit },
    title,
    h("label", { class: "tick" }, mandatory, t("tasks.mandatory")),
    h("button", {}, t("tasks.add")),
  );
  const element = h("div", { class: "related-part" }, list, none, add);
  every(10_000, refresh, signal);

  async function refresh() {
    /** @type {Task[]} */
    const tasks = await send(path, { signal });
    fill(list, tasks, (each) => each.id, row);
    none.hidden = tasks.length > 0;
    count("tasks", tasks.filter((each) => !each.done_by).length);
  }

  /** @param {Task} task */
  function row(task) {
    /** @type {HTMLInputElement} */
    const box = h("input", {
      type: "checkbox",
      checked: Boolean(task.done_by),
      onchange: () => change(task, { done: box.checked }),
    });
    const done =
      task.done_by &&
      task.done_at &&
      h("span", { class: "muted" }, `${task.done_by} · `, ago(words, task.done_at));
    const up =
      task.place > 0 &&
      button(t("list.up", { name: task.title }), "↑", () =>
        change(task, { place: task.place - 1 }),
      );
    return h(
      "li",
      { class: task.done_by ? "done" : null },
      h(
        "label",
        { class: "tick" },
        box,
        h(
          "span",
          {},
          task.title,
          task.mandatory && h("span", { class: "muted" }, ` · ${t("tasks.mandatory")}`),
        ),
      ),
      h(
        "span",
        { class: "row-end" },
        done,
        up,
        button(t("tasks.drop", { title: task.title }), icon("close"), () => drop(task)),
      ),
    );
  }

  /** @param {string} label @param {string | Node} inside @param {() => unknown} onclick */
  const button = (label, inside, onclick) =>
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": label,
        title: label,
        onclick,
      },
      inside,
    );

  /** @param {SubmitEvent} event */
  function onsubmit(event) {
    event.preventDefault();
    if (!title.value.trim()) return title.focus();
    return trying(async () => {
      await send(path, {
        body: [{ title: title.value.trim(), mandatory: mandatory.checked }],
        signal,
      });
      add.reset();
    });
  }

  /** @param {Task} task @param {object} body */
  const change = ({ id, version }, body) =>
    trying(() => send(`${path}/${id}`, { method: "PATCH", body, seen: version, signal }));

  /** @param {Task} task */
  function drop({ id, version, title: text, mandatory: must, assignee }) {
    return trying(async () => {
      await send(`${path}/${id}`, { method: "DELETE", seen: version, signal });
      const body = [{ title: text, mandatory: must, assignee }];
      tell(t("tasks.dropped", { title: text }), {
        label: t("toast.undo"),
        run: () => trying(() => send(path, { body, signal })),
      });
    });
  }

  /** @param {() => Promise<unknown>} what */
  async function trying(what) {
    try {
      await what();
    } catch (error) {
      tell(failure(words, error));
    }
    await refresh();
  }

  return { element, show: undefined };
}
