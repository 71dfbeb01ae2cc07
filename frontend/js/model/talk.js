// What was said in a call, line by line, and where each line stands in its recording.

/** @typedef {{key: string, n: number, side: "heard" | "said", text: string, at: string | null, seconds: number | null, by: string | null, cut: boolean, corrections: Correction[]}} Line */

const ENDS = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

/** Whether a call is over. @param {{status: string}} call */
export const isOver = (call) => ENDS.has(call.status);

/** Whether a recording can be heard. @param {Recording | null | undefined} recording */
export const isPlayable = (recording) =>
  Boolean(recording && ["kept", "ready"].includes(recording.state) && !recording.unwanted);

/** Seconds that the words of one line take, about: fifteen letters each. */
const spoken = (/** @type {string} */ text) => text.length / 15;

/** How far back from the end of what somebody said it may have begun, at most. */
const LONGEST = 20;

/**
 * A turn is what they said, then what we said; beside each, what somebody says it really was.
 * What they said is known by its end: its place is about where it began.
 * @param {Talk} talk
 * @param {{ended_at: string | null}} call
 * @returns {Line[]}
 */
export function linesOf({ turns, corrections = [], recording }, { ended_at: ended }) {
  const begin = beginning(recording, ended);
  return turns.flatMap((turn) => {
    const theirs = turn.heard ?? (turn.digits ? `[${turn.digits}]` : null);
    const back = theirs ? Math.min(LONGEST, spoken(theirs) + 1) : 0;
    return [
      ...(theirs ? [line(turn, "heard", theirs, turn.claimed_at, back)] : []),
      ...(turn.said ? [line(turn, "said", turn.said, turn.answered_at, 0)] : []),
    ];
  });

  /** @param {Turn} turn @param {Line["side"]} side @param {string} text @param {string | null} at @param {number} back @returns {Line} */
  function line({ n, source, interrupted_after }, side, text, at, back) {
    return {
      key: `${n}-${side}`,
      n,
      side,
      text,
      at,
      seconds: begin !== null && at ? within((Date.parse(at) - begin) / 1000, back) : null,
      by: side === "said" ? source : null,
      cut: side === "said" && typeof interrupted_after === "number",
      corrections: corrections.filter((each) => each.n === n && each.side === side),
    };
  }
}

/**
 * When the recording began, in milliseconds: it ends with the call, so its length tells better
 * than the moment at which it was asked for.
 * @param {Recording | null} [recording] @param {string | null} [ended]
 */
function beginning(recording, ended) {
  if (!recording || !isPlayable(recording)) return null;
  const wanted = Date.parse(recording.wanted_at);
  const { seconds } = recording;
  return ended && seconds ? Math.max(wanted, Date.parse(ended) - seconds * 1000) : wanted;
}

/** A place in the recording; nothing for what was over before it began. @param {number} second @param {number} back */
const within = (second, back) => (second < -1 ? null : Math.max(0, second - back));

/** The line that is being heard at that second of the recording. @param {Line[]} lines @param {number} second */
export const lineAt = (lines, second) =>
  lines.findLast((each) => each.seconds !== null && each.seconds <= second + 0.25)?.key ?? null;

/** How long a call that is live has lasted, in seconds. @param {Call} call @param {number} now */
export const lasting = ({ answered_at: answered, created_at: made }, now) =>
  Math.max(0, Math.floor((now - Date.parse(answered ?? made)) / 1000));
