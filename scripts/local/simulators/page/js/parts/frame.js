// The frame: bar, telephone, panel, the way from one to the other, what is said in passing.

import * as preferences from "../preferences.js";
import { focusOn, h, menu } from "../product.js";
import { icon } from "./icons.js";

const SECTIONS = /** @type {const} */ (["", "calls", "people", "faults", "messages", "findings"]);
const NAMES = {
  "": "phone",
  calls: "calls",
  people: "people",
  faults: "faults",
  messages: "messages",
  findings: "findings",
};
const SAID_FOR = 6_000; // milliseconds

/**
 * @param {HTMLElement} root
 * @param {{words: Words, signal: AbortSignal, face: ReturnType<typeof import("../face.js").face>, again: () => void}} context
 */
export function frame(root, { words, signal, face, again }) {
  const { t } = words;
  const status = h("div", { class: "said", role: "status" });
  const away = h("p", { class: "away", role: "status", hidden: true });
  const phone = h(
    "section",
    { class: "phone-side", "aria-labelledby": "phone-title" },
    h("h1", { class: "unseen", id: "phone-title" }, t("phone.title")),
  );
  const panel = h("div", { class: "panel-side", id: "panel", tabindex: "-1" });
  const ring = h("a", { class: "ring-banner", href: "#/", hidden: true });
  const links = new Map(SECTIONS.map((section) => [String(section), link(section)]));
  const rail = h("nav", { class: "rail", "aria-label": t("shell.sections") }, ...links.values());
  const brand = h(
    "a",
    { class: "brand", href: "#/" },
    icon("mark"),
    h("span", {}, "Centralita"),
    h("span", { class: "brand-what" }, t("shell.what")),
  );
  const bar = h("header", { class: "bar-top" }, brand, watch(), preferencesMenu());
  const skip = h("a", { class: "skip", href: "#panel", onclick: jump }, t("shell.skip"));
  const notices = h("aside", { class: "notices", "aria-label": t("shell.notices") }, away, ring);
  const main = h("main", {}, phone, panel);
  root.replaceChildren(skip, bar, notices, rail, main, status);

  /** @param {typeof SECTIONS[number]} section */
  function link(section) {
    const name = /** @type {"calls"} */ (NAMES[section]);
    const badge = h("span", { class: "badge", hidden: true });
    return h(
      "a",
      { href: `#/${section}`, class: `to-${name}` },
      icon(name),
      h("span", {}, t(`section.${name}`)),
      badge,
    );
  }

  function watch() {
    const time = h("span", { class: "watch-time" });
    const mode = h("span", { class: "unseen" });
    const tick = () => {
      time.textContent = words.time(face.now());
      mode.textContent = ` · ${words.word("clock", face.mode())}`;
      clock.dataset.mode = face.mode();
    };
    const clock = h(
      "a",
      { class: "watch", href: "#/clock" },
      icon("clock"),
      h("span", { class: "unseen" }, t("shell.clock")),
      time,
      mode,
    );
    const timer = setInterval(tick, 500);
    signal.addEventListener("abort", () => clearInterval(timer));
    tick();
    return clock;
  }

  function preferencesMenu() {
    const languages = choice(
      t("shell.language"),
      Object.entries(preferences.LANGUAGES),
      words.code,
      (code) => {
        preferences.keep("language", code);
        again();
      },
    );
    const themes = choice(
      t("shell.theme"),
      preferences.THEMES.map((name) => [name, t(`theme.${name}`)]),
      preferences.theme(),
      preferences.chooseTheme,
    );
    const summary = h(
      "summary",
      {},
      h("span", { "aria-hidden": "true" }, words.code.toUpperCase()),
      h("span", { class: "unseen" }, t("shell.menu")),
    );
    return menu(summary, [languages, themes], signal);
  }

  /** @param {Event} event */
  function jump(event) {
    event.preventDefault();
    focus();
  }

  const focus = () => focusOn(panel);

  return {
    phone,
    focus,
    /** @param {HTMLElement} shown @param {string} section */
    show(shown, section) {
      panel.replaceChildren(shown);
      document.body.dataset.section = section || "phone";
      for (const [name, element] of links) {
        if (name === section) element.setAttribute("aria-current", "page");
        else element.removeAttribute("aria-current");
      }
    },
    /** @param {string} section @param {number} count */
    count(section, count) {
      const badge = links.get(section)?.querySelector(".badge");
      if (!(badge instanceof HTMLElement)) return;
      badge.hidden = !count;
      badge.textContent = count > 99 ? "99+" : String(count);
    },
    /** @param {Call | null} call */
    rings(call) {
      ring.hidden = !call;
      const text = call ? t("ring.banner", { number: words.phone(call.from) }) : "";
      if (ring.textContent !== text) ring.replaceChildren(icon("phone"), text);
    },
    /** @param {boolean} isAway */
    away(isAway) {
      away.hidden = !isAway;
      away.textContent = isAway ? t("away.now") : "";
    },
    /** @param {string} text */
    title(text) {
      const title = `${text} · Centralita`;
      if (document.title !== title) document.title = title;
    },
    /** @param {string} text */
    tell(text) {
      const note = h("p", {}, text);
      status.replaceChildren(note);
      setTimeout(() => note.remove(), SAID_FOR);
    },
  };
}

/**
 * @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} chosen
 */
function choice(label, options, value, chosen) {
  /** @type {HTMLSelectElement} */
  const select = h(
    "select",
    { onchange: () => chosen(select.value) },
    ...options.map(([each, text]) => h("option", { value: each, selected: each === value }, text)),
  );
  return h("label", { class: "choice" }, label, select);
}
