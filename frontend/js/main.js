// Starts the page: who is signed in, then the screen that the address asks for.

import { Problem, sender } from "./api.js";
import { h } from "./dom.js";
import { speak } from "./language.js";
import { routed } from "./model/routes.js";
import { failure } from "./parts/freshness.js";
import { shell } from "./parts/shell.js";
import * as preferences from "./preferences.js";
import { ADMIN } from "./routes/admin.js";
import { CALL_ROUTES } from "./routes/calls.js";
import * as session from "./session.js";
import { home } from "./views/home.js";
import { newTicket } from "./views/new-ticket.js";
import { search } from "./views/search.js";
import { signIn } from "./views/sign-in.js";
import { ticket } from "./views/ticket.js";
import { tickets } from "./views/tickets.js";

/** @typedef {(root: HTMLElement, context: Context) => void} Screen */

/** @type {import("./model/routes.js").Route<Screen>[]} */
const ROUTES = [
  { pattern: "", screen: home, section: "home" },
  { pattern: "tickets", screen: tickets, section: "tickets" },
  { pattern: "tickets/new", screen: newTicket, section: "tickets" },
  { pattern: "tickets/:id", screen: ticket, section: "tickets" },
  ...CALL_ROUTES,
  { pattern: "search", screen: search, section: "search" },
  ...ADMIN,
];

let page = new AbortController();

/** The whole page anew: after signing in or out, and in another language. */
async function start() {
  page.abort();
  page = new AbortController();
  const { signal } = page;
  const words = speak(preferences.language());
  document.documentElement.lang = words.code;
  const signedIn = await session.found();
  if (signal.aborted) return;
  if (!signedIn.isSignedIn) return signIn(document.body, { words, kind: signedIn.kind, start });
  const headers = signedIn.kind === "development" ? session.headers : () => ({});
  const send = sender({
    headers,
    signedOut: () => {
      session.leave();
      start();
    },
  });
  const me = await send("/me", { signal });
  open({ words, send, me, signal, kind: signedIn.kind });
}

/**
 * The frame, and in it one screen at a time.
 * @param {{words: Words, send: Send, me: Me, signal: AbortSignal, kind: "platform" | "development"}} given
 */
function open({ words, send, me, signal, kind }) {
  const frame = shell(document.body, { words, me, signal, kind, start });
  let screen = new AbortController();
  globalThis.addEventListener("hashchange", () => show(true), { signal });
  globalThis.addEventListener("unhandledrejection", (event) => tellOf(event.reason), { signal });
  signal.addEventListener("abort", () => screen.abort());
  show(false);

  /** @param {boolean} moved whether somebody came here from another screen */
  function show(moved) {
    screen.abort();
    screen = new AbortController();
    const found = routed(ROUTES, location.hash);
    const root = h("div", { class: "screen" });
    frame.show(root, found?.route.section ?? "");
    if (!found) return frame.title(words.t("error.noScreen"));
    const { params, query } = found;
    found.route.screen(root, {
      words,
      send,
      me,
      params,
      query,
      signal: screen.signal,
      go,
      keep,
      tell: frame.tell,
      title: frame.title,
    });
    if (moved) frame.focus();
  }

  /** @param {unknown} error */
  function tellOf(error) {
    if (!(error instanceof DOMException && error.name === "AbortError"))
      frame.tell(failure(words, error));
  }
}

/** @param {string} address */
function go(address) {
  location.hash = address;
}

/** @param {string} address */
function keep(address) {
  history.replaceState(null, "", address);
}

start().catch((error) => {
  const words = speak(preferences.language());
  const text = error instanceof Problem ? error.message : failure(words, error);
  const again = h(
    "button",
    { class: "primary", onclick: () => location.reload() },
    words.t("error.again"),
  );
  document.body.replaceChildren(
    h(
      "main",
      { class: "alone" },
      h("h1", {}, "Centralita"),
      h("p", { role: "alert" }, text),
      again,
    ),
  );
});
