// Answers that were written beforehand, filled in for this ticket. Nothing is sent by choosing one.

import { h } from "../dom.js";
import { failure } from "../parts/freshness.js";

/** @param {Context} context @param {(text: string) => void} take */
export function cannedReplies({ words, send, params, signal, tell }, take) {
  const { t } = words;
  /** @type {HTMLSelectElement} */
  const choice = h(
    "select",
    { "aria-label": t("compose.reply"), onchange: pick, hidden: true },
    h("option", { value: "" }, t("compose.reply")),
  );
  load().catch(() => {}); // without them one writes oneself
  return choice;

  async function load() {
    /** @type {Reply[]} */
    const replies = await send("/replies", { signal });
    choice.append(
      ...replies.map(({ key, name }) => h("option", { value: key }, name[words.code] ?? key)),
    );
    choice.hidden = replies.length === 0;
  }

  async function pick() {
    const key = choice.value;
    choice.value = "";
    if (!key) return;
    try {
      const filled = await send(`/replies/${key}/text?ticket_id=${params.id}`, {
        signal,
      });
      take(filled.text);
      if (filled.lacks.length) tell(t("compose.lacks", { what: filled.lacks.join(", ") }));
    } catch (error) {
      tell(failure(words, error));
    }
  }
}
