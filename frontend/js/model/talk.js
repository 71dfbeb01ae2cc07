// What was said in a call, line by line, and where each line stands in its recording.

/** @typedef {{key: string, n: number, side: "heard" | "said", text: string, at: string | null, seconds: number | null, by: string | null, cut: boolean, corrections: Correction[]}} Line */

const ENDS = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

/** Whether a call is over. @param {{status: string}} call */
export const isOver = (call) => ENDS.has(call.status);

/** Whether a recording can be heard. @param {Recording | null | undefined} recording */
export const isPlayable = (recording) =>
  Boolean(recording && ["kept", "ready"].includes(recording.state) && !recording.unwanted);

/**
 * A turn is what they said, then what we said; beside each, what somebody says it really was.
 * @param {Talk} talk
 * @returns {Line[]}
 */
export function linesOf({ turns, corrections = [], recording }) {
  const begin = recording && isPlayable(recording) ? Date.parse(recording.wanted_at) : null;
  return turns.flatMap((turn) => {
    const theirs = turn.heard ?? (turn.digits ? `[${turn.digits}]` : null);
    return [
      ...(theirs ? [line(turn, "heard", theirs, turn.claimed_at, null)] : []),
      ...(turn.said ? [line(turn, "said", turn.said, turn.answered_at, turn.source)] : []),
    ];
  });

  /** @param {Turn} turn @param {Line["side"]} side @param {string} text @param {string | null} at @param {string | null} by @returns {Line} */
  function line({ n, interrupted_after }, side, text, at, by) {
    return {
      key: `${n}-${side}`,
      n,
      side,
      text,
      at,
      seconds: begin !== null && at ? offset(at, begin) : null,
      by,
      cut: side === "said" && typeof interrupted_after === "number",
      corrections: corrections.filter((each) => each.n === n && each.side === side),
    };
  }
}

/** Seconds into the recording; what came before it began is its beginning. @param {string} at @param {number} begin */
const offset = (at, begin) => Math.max(0, (Date.parse(at) - begin) / 1000);

/** The line that is being heard at that second of the recording. @param {Line[]} lines @param {number} second */
export const lineAt = (lines, second) =>
  lines.findLast((each) => each.seconds !== null && each.seconds <= second + 0.25)?.key ?? null;

/** How long a call that is live has lasted, in seconds. @param {Call} call @param {number} now */
export const lasting = ({ answered_at: answered, created_at: made }, now) =>
  Math.max(0, Math.floor((now - Date.parse(answered ?? made)) / 1000));
