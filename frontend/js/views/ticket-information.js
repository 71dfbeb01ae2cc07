// Who asked, who works on it, who follows it, and what it was promised.

import { every, fill, h } from "../dom.js";
import { tone } from "../model/clocks.js";
import { clockSaid, clockTitle } from "../parts/clock.js";
import { failure } from "../parts/freshness.js";
import { icon } from "../parts/icons.js";
import { dot, phone } from "../parts/marks.js";

/** @param {Context} context @param {() => unknown} assign */
export function information(context, assign) {
  const { words, send, me, params, signal, tell } = context;
  const { t } = words;
  const path = `/tickets/${params.id}/watchers`;
  const requester = h("div");
  const promises = h("ul", { class: "promises" });
  const nonePromised = h("p", { class: "empty" }, t("clock.none"));
  const work = h("div");
  const watchers = h("ul", { class: "watchers" });
  const watch = h("button", { type: "button", onclick: turn });
  /** @type {HTMLInputElement} */
  const other = h("input", {
    "aria-label": t("watch.who"),
    placeholder: t("watch.who"),
    required: true,
    maxlength: 200,
  });
  const add = h("form", { class: "inline-form", onsubmit }, other, h("button", {}, t("watch.add")));
  let isWatching = false;
  const element = h(
    "section",
    { class: "card", "aria-label": t("side.info") },
    h("h2", {}, t("side.info")),
    h("h3", {}, t("ticket.requester")),
    requester,
    h("h3", {}, t("clock.title")),
    promises,
    nonePromised,
    h("h3", {}, t("ticket.assignee")),
    work,
    h("h3", {}, t("watch.title")),
    watchers,
    h("div", { class: "buttons" }, watch),
    add,
  );
  every(30_000, async () => list(await send(path, { signal })), signal);

  /** @param {{person: string}[]} people */
  function list(people) {
    isWatching = people.some((each) => each.person === me.name);
    watch.textContent = t(isWatching ? "watch.stop" : "watch.start");
    fill(watchers, people, (each) => each.person, row);
  }

  /** @param {{person: string}} each */
  const row = ({ person }) =>
    h(
      "li",
      {},
      h("span", {}, person),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": t("watch.remove", { who: person }),
          onclick: () => change("DELETE", person),
        },
        icon("close"),
      ),
    );

  function turn() {
    change(isWatching ? "DELETE" : "PUT", me.name);
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    if (!other.value.trim()) return other.focus();
    await change("PUT", other.value.trim());
    other.value = "";
  }

  /** @param {"PUT" | "DELETE"} method @param {string} person */
  async function change(method, person) {
    try {
      list(await send(`${path}/${encodeURIComponent(person)}`, { method, signal }));
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** @param {Timer} timer */
  const promise = (timer) =>
    h(
      "li",
      { title: clockTitle(words, timer) },
      h("b", {}, words.word("clockKind", timer.kind)),
      dot(clockSaid(words, timer, timer.remaining_seconds), tone(timer, timer.remaining_seconds)),
      h("span", { class: "muted" }, timer.name),
    );

  return {
    element,
    /** @param {Ticket} ticket */
    show(ticket) {
      const { requester_name, requester_phone, requester_email, assignee, sla = [] } = ticket;
      fill(
        requester,
        [{ requester_name, requester_phone, requester_email }],
        () => "one",
        (each) =>
          h(
            "ul",
            { class: "lines" },
            h("li", {}, h("b", {}, each.requester_name)),
            each.requester_phone && h("li", {}, phone(words, each.requester_phone)),
            each.requester_email &&
              h("li", {}, h("a", { href: `mailto:${each.requester_email}` }, each.requester_email)),
            h(
              "li",
              {},
              h(
                "a",
                {
                  href: `#/tickets?${new URLSearchParams({ q: `requester_name=${each.requester_name}` })}`,
                },
                t("info.theirs"),
              ),
            ),
          ),
      );
      fill(promises, sla, (each) => each.kind, promise);
      nonePromised.hidden = sla.length > 0;
      fill(
        work,
        [{ assignee }],
        () => "one",
        (each) =>
          h(
            "div",
            { class: "lines" },
            h("b", {}, each.assignee ?? t("ticket.nobody")),
            each.assignee !== me.name &&
              h("button", { type: "button", onclick: assign }, t("move.assign")),
          ),
      );
    },
  };
}
