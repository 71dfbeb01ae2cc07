// The clock of everything: real, faster, by hand, or jumping from one thing to the next.

import { choices, field, heading } from "../parts/panel.js";
import { h } from "../product.js";

const JUMPS = [60, 900, 3_600, 86_400]; // seconds
const LOOK_AGAIN = 1_000; // milliseconds
const MODES = /** @type {const} */ (["real", "scaled", "manual", "auto_advance"]);

/** @param {HTMLElement} root @param {Context} context */
export function clock(root, { words, ask, face, signal, tell }) {
  const { t } = words;
  const time = h("output", { class: "big-time" });
  const mode = h("p", { class: "muted", role: "status" });
  const speed = h("input", {
    type: "number",
    name: "rate",
    min: 1,
    max: 10_000,
    step: "any",
    value: face.told().rate > 1 ? face.told().rate : 60,
    onchange: () => turn("scaled"),
  });
  const speedField = field(t("clock.speed"), speed, t("clock.speedHint"));
  const about = h("p", { class: "muted" });
  const modes = choices(
    t("clock.mode"),
    MODES.map((each) => [each, t(`clock.${each}`)]),
    face.mode(),
    turn,
  );
  const jumps = h(
    "div",
    { class: "buttons" },
    ...JUMPS.map((seconds) =>
      h(
        "button",
        { type: "button", onclick: () => advance(seconds) },
        t(`jump.${/** @type {60} */ (seconds)}`),
      ),
    ),
  );
  root.append(
    heading(t("clock.title"), t("clock.what")),
    h("div", { class: "card clock-card" }, time, mode),
    h("div", { class: "card" }, modes, about, speedField),
    h(
      "div",
      { class: "card" },
      h("h2", {}, t("clock.jump")),
      h("p", { class: "muted" }, t("clock.jumpWhat")),
      jumps,
    ),
  );
  const timer = setInterval(show, 200);
  signal.addEventListener("abort", () => clearInterval(timer));
  const looking = setInterval(() => face.look(), LOOK_AGAIN);
  signal.addEventListener("abort", () => clearInterval(looking));
  face.look().then(show);
  show();

  function show() {
    time.textContent = words.when(face.now());
    const text = t("clock.now", {
      mode: t(`clock.${/** @type {"real"} */ (face.mode())}`),
    });
    if (mode.textContent !== text) mode.textContent = text;
    about.textContent = words.word("clockWhat", face.mode());
    speedField.hidden = face.mode() !== "scaled";
    const box = /** @type {HTMLInputElement | null} */ (
      modes.querySelector(`[value="${face.mode()}"]`)
    );
    if (box && !box.checked) box.checked = true;
  }

  /** @param {string} wanted */
  async function turn(wanted) {
    const body =
      wanted === "scaled" ? { mode: wanted, rate: Number(speed.value) } : { mode: wanted };
    await ask("/clock", { body }).finally(() => face.look());
    show();
  }

  /** @param {number} seconds */
  async function advance(seconds) {
    await ask("/advance", { body: { seconds } });
    await face.look();
    show();
    tell(t("clock.advanced", { time: words.when(face.now()) }));
  }
}
