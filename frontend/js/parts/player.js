// Plays the recording of a call. Nothing is fetched before somebody asks for it: who listens is written down.

import { h } from "../dom.js";
import { button } from "./card.js";
import { failure } from "./freshness.js";

/**
 * `moved` hears at which second it is. An address could not carry who asks where no platform
 * adds it, so the sound is fetched as everything is, and then played.
 * @param {{words: Words, load: () => Promise<Blob>, signal: AbortSignal, moved: (second: number) => void}} how
 */
export function player({ words, load, signal, moved }) {
  const { t } = words;
  const sound = h("audio", {
    controls: true,
    hidden: true,
    "aria-label": t("recording.title"),
  });
  const listen = button(t("recording.listen"), () => open(0), "primary");
  const note = h("p", { class: "muted" }, t("recording.noted"));
  const complaint = h("p", { class: "complaint", role: "alert", hidden: true });
  const speeds = h(
    "label",
    { class: "choice speed", hidden: true },
    t("recording.speed"),
    h(
      "select",
      { onchange: quicken },
      ...["0.75", "1", "1.25", "1.5", "2"].map((rate) =>
        h("option", { value: rate, selected: rate === "1" }, `${words.number(Number(rate))}×`),
      ),
    ),
  );
  const element = h("div", { class: "player" }, listen, sound, speeds, note, complaint);
  sound.addEventListener("timeupdate", () => moved(sound.currentTime), {
    signal,
  });
  signal.addEventListener("abort", () => {
    sound.pause();
    if (sound.src) URL.revokeObjectURL(sound.src);
  });

  /** @param {Event} event */
  function quicken({ target }) {
    if (target instanceof HTMLSelectElement) sound.playbackRate = Number(target.value);
  }

  /** @param {number} second */
  async function open(second) {
    if (!sound.src) await fetched();
    if (!sound.src) return;
    sound.currentTime = second;
    await sound.play()?.catch(() => {}); // a browser may want a press of its own
  }

  async function fetched() {
    listen.disabled = true;
    complaint.hidden = true;
    try {
      sound.src = URL.createObjectURL(await load());
      listen.hidden = true;
      sound.hidden = speeds.hidden = false;
    } catch (error) {
      if (signal.aborted) return;
      complaint.textContent = failure(words, error);
      complaint.hidden = false;
    } finally {
      listen.disabled = false;
    }
  }

  return { element, seek: open };
}
