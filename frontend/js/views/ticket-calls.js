// The calls that a ticket came of, or that were made about it, to listen to.

import { every, fill, h } from "../dom.js";
import { failure } from "../parts/freshness.js";
import { ago, phone, state } from "../parts/marks.js";

/** @typedef {{call_id: string, phone: string, direction: "inbound" | "outbound", status: string, at: string, seconds: number | null, outcome: string | null, note: string | null}} Talk */

/** @param {Context} context @param {(name: string, many: number) => void} count */
export function ticketCalls({ words, send, params, signal, tell }, count) {
  const { t } = words;
  const list = h("ul", { class: "calls" });
  const none = h("p", { class: "empty" }, t("ticketCalls.none"));
  const element = h("div", { class: "related-part" }, list, none);
  every(20_000, refresh, signal);

  async function refresh() {
    /** @type {{items: Talk[]}} */
    const { items } = await send(`/conversations?ticket_id=${params.id}`, {
      signal,
    });
    fill(list, items, (each) => each.call_id, row);
    none.hidden = items.length > 0;
    count("calls", items.length);
  }

  /** @param {Talk} each */
  function row({ call_id, phone: number, direction, status, at, seconds, outcome, note }) {
    const player = h("div", { class: "player" });
    return h(
      "li",
      {},
      h(
        "div",
        { class: "call-head" },
        h("a", { href: `#/calls/${call_id}` }, words.word("direction", direction)),
        phone(words, number),
        state(words, "callStatus", status),
        ago(words, at),
        seconds !== null && h("span", {}, words.duration(seconds)),
        h(
          "button",
          { type: "button", onclick: () => listen(call_id, player) },
          t("ticketCalls.listen"),
        ),
      ),
      (outcome || note) &&
        h(
          "p",
          { class: "muted" },
          [outcome && words.word("outcome", outcome), note].filter(Boolean).join(" · "),
        ),
      player,
    );
  }

  /** Fetched only when somebody wants to hear it: who listens is written down. @param {string} id @param {HTMLElement} player */
  async function listen(id, player) {
    try {
      const address = URL.createObjectURL(await send(`/recordings/${id}`, { signal }));
      signal.addEventListener("abort", () => URL.revokeObjectURL(address));
      const audio = h("audio", {
        src: address,
        controls: true,
        "aria-label": t("ticketCalls.listen"),
      });
      player.replaceChildren(audio);
      audio.focus();
    } catch (error) {
      tell(failure(words, error));
    }
  }

  return { element, show: undefined };
}
