// Starts the page: who is signed in, then the screen that the address asks for.

import { Offline, Problem, sender } from "./api.js";
import { h } from "./dom.js";
import { speak } from "./language.js";
import { routed } from "./model/routes.js";
import { ask as leaveAnyway } from "./parts/dialog.js";
import { failure } from "./parts/freshness.js";
import { shell } from "./parts/shell.js";
import * as preferences from "./preferences.js";
import * as session from "./session.js";
import { signIn } from "./views/sign-in.js";

/** @typedef {(root: HTMLElement, context: Context) => void} Screen */

/**
 * Fetches a screen, and its style sheet where it has one of its own, when somebody goes there.
 * @param {() => Promise<Screen>} load @param {string} [sheet]
 */
const lazy = (load, sheet) => async () => {
  const [screen] = await Promise.all([load(), sheet && styled(sheet)]);
  return screen;
};

/** @type {import("./model/routes.js").Route<() => Promise<Screen>>[]} */
const ROUTES = [
  { pattern: "", screen: lazy(() => import("./views/home.js").then((it) => it.home)), section: "home" },
  {
    pattern: "tickets",
    screen: lazy(() => import("./views/tickets.js").then((it) => it.tickets), "list"),
    section: "tickets",
  },
  {
    pattern: "tickets/new",
    screen: lazy(() => import("./views/new-ticket.js").then((it) => it.newTicket), "ticket"),
    section: "tickets",
  },
  {
    pattern: "tickets/:id",
    screen: lazy(() => import("./views/ticket.js").then((it) => it.ticket), "ticket"),
    section: "tickets",
    isRecord: true,
  },
  {
    pattern: "campaigns",
    screen: lazy(() => import("./views/campaigns.js").then((it) => it.campaigns)),
    section: "campaigns",
  },
  {
    pattern: "campaigns/new",
    screen: lazy(() => import("./views/new-campaign.js").then((it) => it.newCampaign)),
    section: "campaigns",
  },
  {
    pattern: "campaigns/:id",
    screen: lazy(() => import("./views/campaign.js").then((it) => it.campaign)),
    section: "campaigns",
    isRecord: true,
  },
  {
    pattern: "people",
    screen: lazy(() => import("./views/people.js").then((it) => it.people)),
    section: "people",
  },
  {
    pattern: "people/import",
    screen: lazy(() => import("./views/new-import.js").then((it) => it.newImport)),
    section: "people",
  },
  {
    pattern: "people/imports/:id",
    screen: lazy(() => import("./views/import.js").then((it) => it.importPage)),
    section: "people",
    isRecord: true,
  },
  {
    pattern: "people/lists/:id",
    screen: lazy(() => import("./views/list.js").then((it) => it.list)),
    section: "people",
    isRecord: true,
  },
  {
    pattern: "calls",
    screen: lazy(() => import("./views/calls.js").then((it) => it.calls)),
    section: "calls",
  },
  {
    pattern: "calls/:id",
    screen: lazy(() => import("./views/call.js").then((it) => it.call)),
    section: "calls",
    isRecord: true,
  },
  {
    pattern: "search",
    screen: lazy(() => import("./views/search.js").then((it) => it.search)),
    section: "search",
  },
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
function open({ words, send: ask, me, signal, kind }) {
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
  const frame = shell(document.body, { words, me, send, signal, kind, start, go });
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
    const found = routed(ROUTES, address);
    const root = h("div", { class: "screen" });
    if (!found) {
      frame.show(root, "", { address });
      root.append(h("h1", {}, words.t("error.noScreen")));
      frame.title(words.t("error.noScreen"));
      return;
    }
    const mount = await found.route.screen();
    if (shown.aborted) return;
    frame.show(root, found.route.section, { address, isRecord: found.route.isRecord });
    const { params, query } = found;
    mount(root, {
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

/** A style sheet that only some screens need, once. @param {string} name @returns {Promise<void>} */
function styled(name) {
  const href = `/css/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve()); // plain, rather than not at all
    document.head.append(link);
  });
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
