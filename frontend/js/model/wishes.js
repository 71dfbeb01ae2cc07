// How tickets stand for whoever asked: decisions without a screen.

/** What it waits for is theirs to know where it is them. @param {Pick<Wish, "state" | "hold_reason">} wish */
export const standing = ({ state, hold_reason }) =>
  state === "on_hold" && hold_reason === "awaiting_caller" ? "yours" : state;

/** Whether the desk waits for a word of theirs: an answer, or whether it is solved. @param {Pick<Wish, "state" | "hold_reason">} wish */
export const isTheirTurn = (wish) => ["yours", "resolved"].includes(standing(wish));

/** Whether anything said still reaches somebody. @param {Pick<WholeWish, "state" | "merged_into">} wish */
export const isHeard = ({ state, merged_into }) =>
  merged_into !== null || (state !== "closed" && state !== "canceled");

/** Paragraphs of a text as somebody wrote them. @param {string} text */
export const paragraphs = (text) => text.split(/\n{2,}/).filter((each) => each.trim());
