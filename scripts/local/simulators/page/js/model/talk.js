// Reads a call's events as a conversation: who said what, and whose turn it is.

/**
 * @typedef {{number: number, who: "bot" | "you" | "note", text: string, at: string, isCut?: boolean, unheard?: string, isKey?: boolean, note?: string}} Line
 */

/** @type {Record<string, string>} */
const NOTES = {
  application_error: "note.error",
  fallback: "note.fallback",
};

/**
 * What was said, in order. A sound without words is not shown; one that was talked over is cut.
 * @param {Happening[]} events
 * @returns {Line[]}
 */
export function conversation(events) {
  /** @type {Line[]} */
  const lines = [];
  for (const event of events) {
    if (event.kind === "barge_in") cut(lines, event.detail);
    const line = lineOf(event);
    if (line) lines.push(line);
  }
  return lines;
}

/** @param {Happening} event @returns {Line | null} */
function lineOf({ number, at, kind, detail }) {
  if (kind === "bot") return detail.text ? { number, at, who: "bot", text: detail.text } : null;
  if (kind in NOTES) return { number, at, who: "note", text: "", note: NOTES[kind] };
  if (kind !== "person") return null;
  if (detail.pressed) return { number, at, who: "you", text: detail.pressed, isKey: true };
  const text = detail.said ?? detail.recorded ?? "";
  return text && !detail.greeting ? { number, at, who: "you", text } : null;
}

/** Part what was heard of the words that were talked over from what was not. @param {Line[]} lines @param {Record<string, any>} detail */
function cut(lines, { over, heard, unheard = "" }) {
  const line = lines.findLast((each) => each.who === "bot" && each.text === over);
  if (line)
    Object.assign(line, {
      isCut: heard === undefined || unheard !== "",
      text: heard || over,
      unheard,
    });
}

/** Whether the other side waits for words or keys. @param {Happening[]} events */
export function isListening(events) {
  const last = events.findLast(
    ({ kind, detail }) =>
      kind === "gather" || kind === "hung_up" || (kind === "verb" && LISTENS.has(detail.verb)),
  );
  return last?.kind === "verb";
}

const LISTENS = new Set(["Gather", "Record"]);

/** What of these is to be heard now. @param {Happening[]} events */
export const sounds = (events) =>
  events.filter(
    ({ kind, detail }) => kind === "bot" && (detail.text || String(detail.via).includes("://")),
  );

/** The language a call is spoken in, "es" or "en", by what its events say and else by the number. @param {Happening[]} events @param {string} number */
export function languageOf(events, number) {
  const said = events.findLast(({ detail }) => /^(en|es)\b/.test(String(detail.language ?? "")));
  if (said) return String(said.detail.language).slice(0, 2);
  return /^\+(34|52|1787|1939|1809|1829|1849)/.test(number) ? "es" : "en";
}
