// One call: its recording, what was said, what came of it, and the facts.

import { every, fill, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { isOver, isPlayable, lineAt, linesOf } from "../model/talk.js";
import { card } from "../parts/card.js";
import { freshness } from "../parts/freshness.js";
import { player } from "../parts/player.js";
import { correcting, conclusionOf, factsOf, headOf, lineOf, listenedBy } from "./call-parts.js";

/** @param {HTMLElement} root @param {Context} context */
export function call(root, context) {
  const { words, send, params, me, signal, title } = context;
  const { t } = words;
  const path = `/calls/${params.id}`;
  const head = h("header", { class: "record-head" });
  const about = h("div", { class: "stack" });
  const came = h("div", { class: "stack" });
  const sound = h("div", { hidden: true });
  const talk = h("ol", { class: "talk" });
  const silent = h("p", { class: "empty" }, t("call.silent"));
  const heard = h("div", { class: "stack", hidden: true });
  const fresh = freshness(words);
  const recording = player({
    words,
    signal,
    load: () => send(`/recordings/${params.id}`, { signal }).finally(() => listens()),
    moved,
  });
  /** @type {import("../model/talk.js").Line[]} */
  let lines = [];
  /** @type {Contact | null} */
  let person = null;
  let over = false;
  let knows = false;
  sound.append(recording.element);
  title(t("call.title"));
  root.replaceChildren(
    head,
    h(
      "div",
      { class: "record" },
      h("div", {}, card(t("call.talk"), sound, talk, silent)),
      h("div", {}, card(t("call.outcome"), came), card(t("call.facts"), about, heard)),
    ),
    fresh.element,
  );
  every(() => (over ? 30_000 : 2_000), refresh, signal, fresh.told);

  async function refresh() {
    const [made, said] = await Promise.all([
      send(path, { signal }),
      send(`/conversations/${params.id}`, { signal }),
    ]);
    over = isOver(made);
    await known(made);
    show(made, said);
  }

  /** Who it is, once. @param {Call} made */
  async function known({ phone }) {
    if (knows) return;
    knows = true;
    const found = await send(`/contacts?phone=${encodeURIComponent(phone)}`, {
      signal,
    }).catch(() => ({ items: [] }));
    person = found.items[0] ?? null;
  }

  /** @param {Call} made @param {Talk} said */
  function show(made, said) {
    lines = linesOf(said, made);
    title(person?.name ?? words.phone(made.phone));
    fill(
      head,
      [{ made, person }],
      () => "head",
      (shown) => headOf(context, shown.made, shown.person, () => refresh().catch(fresh.told)),
    );
    fill(
      about,
      [made],
      () => "about",
      (shown) => factsOf(words, shown),
    );
    fill(
      came,
      [{ conclusion: said.conclusion ?? null, over }],
      () => "came",
      (shown) => conclusionOf(words, shown.conclusion, shown.over),
    );
    fill(
      talk,
      lines,
      (line) => line.key,
      (line) => lineOf(words, line, { seek: recording.seek, correct }),
    );
    silent.hidden = lines.length > 0;
    const can = isPlayable(said.recording);
    if (can && sound.hidden) listens();
    sound.hidden = !can;
  }

  /** @param {import("../model/talk.js").Line} line */
  function correct(line) {
    correcting(context, `/conversations/${params.id}/corrections`, line, () =>
      refresh().catch(fresh.told),
    );
  }

  /** The line that is heard is marked. @param {number} second */
  function moved(second) {
    const key = lineAt(lines, second);
    for (const [place, element] of [...talk.children].entries())
      element.classList.toggle("playing", lines[place]?.key === key);
  }

  async function listens() {
    if (!decides(me) || signal.aborted) return;
    const told = await send(`/recordings/${params.id}/listens`, {
      signal,
    }).catch(() => null);
    if (!told) return;
    heard.hidden = false;
    heard.replaceChildren(listenedBy(words, told.items));
  }
}
