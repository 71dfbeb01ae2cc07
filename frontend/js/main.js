// Starts the page: who is signed in, then the screen that the address asks for.

import { Offline, Problem, sender } from "./api.js";
import { h } from "./dom.js";
import { isLearned, learn, speak } from "./language.js";
import { mayAs } from "./model/places.js";
import { routed } from "./model/routes.js";
import { ask as leaveAnyway } from "./parts/dialog.js";
import { failure } from "./parts/freshness.js";
import { goTo as go } from "./parts/ground.js";
import { shell } from "./parts/shell.js";
import * as preferences from "./preferences.js";
import { ADMIN } from "./routes/admin.js";
import { CALL_ROUTES } from "./routes/calls.js";
import { DESK } from "./routes/desk.js";
import * as session from "./session.js";

/** @typedef {import("./routes/desk.js").Screen} Screen */

/**
 * What somebody sees: screens, and the frame around them.
 * @typedef {{routes: import("./model/routes.js").Route<Screen>[], frame: typeof shell}} Side
 */

/** @type {Side} */
const DESKS = { routes: [...DESK, ...CALL_ROUTES, ...ADMIN], frame: shell };

let page = new AbortController();

/** The whole page anew: after signing in or out, and in another language. */
async function start() {
  page.abort();
  page = new AbortController();
  const { signal } = page;
  const language = preferences.language();
  const [signedIn] = await Promise.all([session.found(), learn(language)]);
  if (signal.aborted) return;
  const words = speak(language);
  document.documentElement.lang = words.code;
  if (!signedIn.isSignedIn) {
    const { signIn } = await import("./views/sign-in.js");
    if (!signal.aborted) signIn(document.body, { words, kind: signedIn.kind, start });
    return;
  }
  const headers = signedIn.kind === "development" ? session.headers : () => ({});
  const send = sender({
    headers,
    signedOut: () => {
      session.leave();
      start();
    },
  });
  const me = await send("/me", { signal });
  if (!me.roles.length) throw new Problem(403, { detail: words.t("noRole.what") });
  const side = await sideOf(me, words);
  if (!signal.aborted) open({ words, send, me, side, signal, kind: signedIn.kind });
}

/** Requesters have screens of their own, which are fetched for them alone. @param {Me} me @param {Words} words @returns {Promise<Side>} */
async function sideOf(me, words) {
  if (mayAs(me)) return DESKS;
  const { portal } = await import("./routes/portal.js");
  return portal(words);
}

/**
 * The frame, and in it one screen at a time.
 * @param {{words: Words, send: Send, me: Me, side: Side, signal: AbortSignal, kind: "platform" | "development"}} given
 */
function open({ words, send: ask, me, side, signal, kind }) {
  /** Tells the frame whether anybody answers. @type {Send} */
  const send = async (path, asked) => {
    try {
      const answer = await ask(path, asked);
      frame.offline(false);
      return answer;
    } catch (error) {
      if (error instanceof Offline) frame.offline(true);
      throw error;
    }
  };
  const frame = side.frame(document.body, {
    words,
    me,
    send,
    signal,
    kind,
    start,
    go,
  });
  let screen = new AbortController();
  let address = "";
  /** Whether leaving the screen would lose something. */
  let isUnsaved = () => false;
  globalThis.addEventListener("hashchange", () => move(), { signal });
  globalThis.addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault(), {
    signal,
  });
  globalThis.addEventListener("unhandledrejection", (event) => tellOf(event.reason), { signal });
  signal.addEventListener("abort", () => screen.abort());
  show(false);

  /** Somewhere else, once somebody who would lose something by it has said so. */
  function move() {
    const wanted = location.hash;
    if (!isUnsaved()) {
      show(true);
      return;
    }
    history.replaceState(null, "", address);
    const { t } = words;
    leaveAnyway({
      words,
      signal,
      title: t("leave.title"),
      text: t("leave.form"),
      label: t("leave.anyway"),
      tone: "danger",
      send: async () => {
        isUnsaved = () => false;
        go(wanted);
      },
    });
  }

  /** @param {boolean} moved whether somebody came here from another screen */
  async function show(moved) {
    screen.abort();
    screen = new AbortController();
    isUnsaved = () => false;
    address = location.hash || "#/";
    const { signal: shown } = screen;
    const found = routed(side.routes, address);
    const root = h("div", { class: "screen" });
    if (!found) {
      frame.show(root, "", { address });
      root.append(h("h1", {}, words.t("error.noScreen")));
      frame.title(words.t("error.noScreen"));
      return;
    }
    const isRecord = found.route.pattern.endsWith(":id");
    frame.show(root, found.route.section, { address, isRecord });
    const { params, query } = found;
    await found.route.screen(root, {
      words,
      send,
      me,
      params,
      query,
      signal: shown,
      go,
      keep(to) {
        keep(to);
        address = to;
        frame.moved(to);
      },
      tell: frame.tell,
      title: frame.title,
      keys: (more) => frame.keys(more, shown),
      mark: frame.mark,
      guard: (asks) => {
        isUnsaved = asks;
      },
    });
    if (moved && !shown.aborted) frame.focus();
  }

  /** @param {unknown} error */
  function tellOf(error) {
    if (!(error instanceof DOMException && error.name === "AbortError"))
      frame.tell(failure(words, error));
  }
}

/** @param {string} address */
function keep(address) {
  history.replaceState(null, "", address);
}

/** Where not even the words could be fetched. */
const SPEECHLESS = {
  text: "Nobody answers. · Nadie responde.",
  again: "Try again · Reintentar",
};

/** @param {unknown} error */
function said(error) {
  const language = preferences.language();
  if (!isLearned(language)) return SPEECHLESS;
  const words = speak(language);
  const text = error instanceof Problem ? error.message : failure(words, error);
  return { text, again: words.t("error.again") };
}

start().catch((error) => {
  const { text, again } = said(error);
  const reload = h("button", { class: "primary", onclick: () => location.reload() }, again);
  document.body.replaceChildren(
    h(
      "main",
      { class: "alone" },
      h("h1", {}, "Centralita"),
      h("p", { role: "alert" }, text),
      reload,
    ),
  );
});
