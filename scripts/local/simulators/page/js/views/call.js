// One call: everything that happened on it, in order; whoever is called can be spoken for.

import {
  isInbound,
  isLive,
  isTalking,
  isYours,
  person,
  seconds,
  system,
  tone,
} from "../model/calls.js";
import { facts, GROUPS, gist, groupOf, since } from "../model/timeline.js";
import { languageOf } from "../model/talk.js";
import { heading, toggles } from "../parts/panel.js";
import { sayForm } from "../parts/say.js";
import { fill, h } from "../product.js";

const AT_ONCE = 200;

/** @param {HTMLElement} root @param {Context & {now: () => number}} context */
export function call(root, { words, ask, board, signal, tell, rest, now }) {
  const { t } = words;
  const sid = rest[0] ?? "";
  /** @type {Set<string>} */
  const hidden = new Set();
  let shown = AT_ONCE;
  const status = h("span", { class: "dot", role: "status" });
  const time = h("span", { class: "amount muted" });
  const about = h("p", { class: "call-about" }, status, time);
  const top = heading(
    t("call.title"),
    "",
    h("a", { href: "#/calls", class: "button" }, t("call.back")),
  );
  const acting = h("fieldset", { class: "acting", hidden: true }, ...acts());
  const filter = toggles(
    t("call.kinds"),
    GROUPS.map((group) => [group, t(`group.${group}`)]),
    (group, isOn) => {
      if (isOn) hidden.delete(group);
      else hidden.add(group);
      update();
    },
  );
  const more = h("button", { type: "button", hidden: true, onclick: showMore }, t("call.earlier"));
  const list = h("ol", { class: "timeline" });
  const none = h("p", { class: "empty" });
  root.append(top, about, acting, filter, more, list, none);
  board.watch(sid, signal).catch((error) => tell(error.message));
  board.changed(update, signal);
  const timer = setInterval(tick, 1_000);
  signal.addEventListener("abort", () => clearInterval(timer));
  update();

  function showMore() {
    shown += AT_ONCE;
    update();
  }

  function update() {
    const found = board.call(sid);
    const events = board.events(sid);
    const [begin] = events;
    const wanted = events.filter((event) => !hidden.has(groupOf(event)));
    const page = wanted.slice(-shown).map((event) => ({ ...event, passed: since(event, begin) }));
    fill(list, page, (event) => event.number, row);
    more.hidden = wanted.length <= shown;
    none.textContent = events.length ? "" : t(found ? "call.nothing" : "call.unknown");
    if (found) describe(found);
  }

  /** @param {Call} found */
  function describe(found) {
    const number = words.phone(person(found));
    top.querySelector("h1")?.replaceChildren(number);
    const who = words.word("persona", found.persona);
    const way = t(isInbound(found) ? "call.rings" : "call.isCalled", {
      number: words.phone(system(found)),
      who,
    });
    top.querySelector(".panel-what")?.replaceChildren(way);
    const tongue = words.word("status", found.status);
    if (status.textContent !== tongue) status.textContent = tongue;
    status.className = `dot ${tone(found)}`;
    acting.hidden = !isLive(found) || isYours(found);
    tick();
  }

  function tick() {
    const found = board.call(sid);
    if (found) time.textContent = found.answered ? words.duration(seconds(found, now())) : "";
  }

  function acts() {
    const say = sayForm({
      words,
      send: (text) => act("say", { text }),
      language: () => languageOf(board.events(sid), personOf()),
      tell,
      signal,
      label: t("act.say"),
    });
    const keys = h("input", {
      class: "act-keys",
      inputmode: "tel",
      maxlength: 20,
      pattern: "[0-9*#]+",
      "aria-label": t("act.keys"),
      placeholder: t("act.keys"),
      required: true,
    });
    const press = h(
      "form",
      { class: "say", onsubmit: pressed },
      keys,
      h("button", {}, t("act.press")),
    );
    const hangup = h(
      "button",
      { type: "button", class: "danger-quiet", onclick: () => act("hangup") },
      t("act.hangUp"),
    );
    return [
      h("legend", {}, t("act.title")),
      say.element,
      h("div", { class: "acting-more" }, press, hangup),
    ];

    /** @param {SubmitEvent} event */
    async function pressed(event) {
      event.preventDefault();
      await act("press", { digits: keys.value });
      keys.value = "";
    }
  }

  const personOf = () => {
    const found = board.call(sid);
    return found ? person(found) : "";
  };

  /** @param {string} name @param {unknown} [body] */
  async function act(name, body) {
    const done = await ask(`/calls/${sid}/${name}`, { method: "POST", body });
    const found = board.call(sid);
    if (found && isTalking(found) && done?.listening === false && body) tell(t("say.unheard"));
  }

  /** @param {Happening & {passed: number}} event */
  function row(event) {
    const group = groupOf(event);
    const wall = event.wall_at;
    const at = h(
      "time",
      { datetime: event.at, title: words.when(event.at) },
      words.since(event.passed),
    );
    const label = h("span", { class: "event-kind" }, words.word("kind", event.kind));
    const text = h("span", { class: "event-gist" }, gist(event));
    const pairs = [
      ["at", event.at],
      ...(wall ? [["wall", String(wall)]] : []),
      ...facts(event.detail),
    ];
    const list = pairs.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
    const summary = h("summary", {}, at, label, text);
    return h(
      "li",
      { class: `event group-${group}` },
      h("details", {}, summary, h("dl", { class: "facts" }, ...list)),
    );
  }
}
