// Sorts short messages into conversations, one for each number beside ours.

/** @typedef {{from: string, to: string, body: string, at: string, direction: string, status?: string, sid?: string}} Text */
/** @typedef {{number: string, ours: string, texts: Text[]}} Thread */

/** Whether somebody sent it to us. @param {Text} text */
export const isToUs = (text) => text.direction === "in";

/**
 * The conversations, the latest first, each with its texts in order.
 * @param {Text[]} texts
 * @returns {Thread[]}
 */
export function threads(texts) {
  /** @type {Map<string, Thread>} */
  const found = new Map();
  const inOrder = [...texts].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const text of inOrder) {
    const [number, ours] = isToUs(text) ? [text.from, text.to] : [text.to, text.from];
    const thread = found.get(number) ?? { number, ours, texts: [] };
    thread.texts.push(text);
    found.delete(number); // the latest goes to the end
    found.set(number, thread);
  }
  return [...found.values()].reverse();
}
