// Lets somebody hear how a voice says a sentence: it is spoken by the queue, so the page asks until it is there.

import { h, sleep } from "../dom.js";
import { button } from "./card.js";
import { failure } from "./freshness.js";

const LOOK = 500;
const PATIENCE = 60;

/**
 * Whose voices there are; nobody's where they cannot be read.
 * @param {Pick<Context, "send" | "signal">} context
 * @returns {Promise<OfferedVoice[]>}
 */
export async function cast({ send, signal }) {
  const found = await send("/audio/voices", { signal }).catch(() => ({ items: [] }));
  return found.items;
}

/** What the vendor says of a voice, as far as we have words for it. @param {Words} words @param {string} about */
export const aboutOf = (words, about) =>
  about
    .split(", ")
    .map((each) => words.word("voiceAbout", each))
    .join(", ");

/** @typedef {{language: Language, voice: string, text: string}} Wish */

/**
 * A button, what it is at, and the sound. What is heard first falls silent.
 * @param {Pick<Context, "words" | "send" | "signal">} context
 * @param {() => Wish} wish what is to be heard, when it is pressed
 * @param {string} name whose voice it is, for screen readers
 */
export function sample({ words, send, signal }, wish, name = "") {
  const { t } = words;
  const sound = h("audio", { controls: true, hidden: true, "aria-label": t("voice.sample") });
  const told = h("span", { class: "muted", role: "status" });
  const listen = button(t("voice.listen"), () => hear(wish()));
  if (name) listen.setAttribute("aria-label", `${t("voice.listen")}: ${name}`);
  signal.addEventListener("abort", drop);

  /** @param {Wish} wanted */
  async function hear(wanted) {
    listen.disabled = true;
    told.textContent = t("voice.making");
    try {
      const blob = await made(wanted);
      if (blob) await play(blob);
      told.textContent = blob ? `“${wanted.text}”` : t("voice.failed");
    } catch (error) {
      if (!signal.aborted) told.textContent = failure(words, error);
    } finally {
      listen.disabled = false;
    }
  }

  /** Nothing where the voice does not speak. @param {Wish} wanted @returns {Promise<Blob | null>} */
  async function made(wanted) {
    let seen = await send("/audio/samples", { body: wanted, signal });
    for (let look = 0; seen.state === "waiting" && look < PATIENCE; look++) {
      await sleep(LOOK, signal);
      seen = await send(`/audio/samples/${seen.id}`, { signal });
    }
    return seen.state !== "ready" ? null : send(`/audio/samples/${seen.id}/sound`, { signal });
  }

  /** @param {Blob} blob */
  async function play(blob) {
    drop();
    sound.src = URL.createObjectURL(blob);
    sound.hidden = false;
    await sound.play()?.catch(() => {}); // a browser may want a press of its own
  }

  function drop() {
    if (!sound.src) return;
    sound.pause();
    URL.revokeObjectURL(sound.src);
  }

  return h("span", { class: "sample" }, listen, sound, told);
}
