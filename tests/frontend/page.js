// A page without a browser, and a context for the screens under test.

import { webcrypto } from "node:crypto";
import { JSDOM } from "../../frontend/node_modules/jsdom/lib/api.js";
import { Problem } from "../../frontend/js/api.js";
import { learn, learnMore, speak } from "../../frontend/js/language.js";
import { USUAL } from "../../frontend/js/model/drafts.js";

await Promise.all(["en", "es"].map(learn));
for (const part of ["admin", "calls", "portal"]) {
  await Promise.all(["en", "es"].map((code) => learnMore(code, part)));
}

const { window } = new JSDOM("<!doctype html><body></body>", {
  url: "http://localhost/",
  pretendToBeVisual: true,
});

for (const name of [
  "document",
  "Node",
  "FormData",
  "sessionStorage",
  "localStorage",
  "Event",
  "HTMLDialogElement",
  "HTMLSelectElement",
  "HTMLTextAreaElement",
  "HTMLElement",
  "HTMLInputElement",
  "KeyboardEvent",
  "innerHeight",
  "innerWidth",
  "AbortController",
  "location",
]) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
globalThis.crypto ??= webcrypto; // Node 18 keeps it to itself
// jsdom has no dialogs: opening one shows it, closing one tells of it.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

export const NOW = Date.parse("2030-05-14T10:00:00Z");
export const inEnglish = speak("en", { locale: "en-GB", zone: "UTC", now: () => NOW });
export const AUTHOR = { id: "a", name: "an author", roles: ["supervisor"] };
export const APPROVER = { id: "b", name: "an approver", roles: ["supervisor"] };
export const AGENT = { id: "c", name: "an agent", roles: ["agent"] };

/** An API that answers by path, and remembers what it was asked. A function answers for itself. */
export function api(answers) {
  const asked = [];
  async function send(path, how = {}) {
    asked.push({ path, ...how });
    const method = how.method ?? (how.body || how.form ? "POST" : "GET");
    const answer = answers[`${method} ${path.split("?")[0]}`];
    if (answer === undefined) throw new Problem(404, { title: `Nobody answers ${method} ${path}` });
    return typeof answer === "function" ? answer(how) : answer;
  }
  return { asked, send };
}

/** A screen on the page, with what it told and where it went. Ends with the test. */
export function mounted(test, screen, { answers = {}, ...more } = {}) {
  const root = document.createElement("div");
  const end = new AbortController();
  test.after(() => end.abort());
  document.body.replaceChildren(root);
  const { asked, send } = api(answers);
  const seen = { told: [], went: [], kept: [], titles: [], keys: [], marks: [], actions: [] };
  const context = {
    words: inEnglish,
    send,
    me: AGENT,
    params: {},
    query: new URLSearchParams(),
    signal: end.signal,
  };
  const says = {
    go: (to) => seen.went.push(to),
    keep: (to) => seen.kept.push(to),
    tell: (text, action) => seen.told.push(text) && action && seen.actions.push(action),
    title: (text) => seen.titles.push(text),
    keys: (more) => seen.keys.push(...more),
    mark: (isUnsaved) => seen.marks.push(isUnsaved),
    guard: () => {},
  };
  screen(root, { ...context, ...says, ...more });
  return { root, asked, end, ...seen };
}

/** Let everything that waits for nothing happen. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** The one button with these words. */
export const button = (text, within = document) =>
  [...within.querySelectorAll("button")].find((each) => each.textContent === text);

export const aTicket = (more = {}) => ({
  id: "t1",
  number: "INC0010001",
  title: "No network",
  description: "Since noon",
  language: "en",
  channel: "web",
  requester_name: "Front desk",
  requester_phone: "+12125550100",
  requester_email: null,
  impact: 2,
  urgency: 2,
  priority: 3,
  state: "new",
  assignee: null,
  opened_by: "an agent",
  opened_at: "2030-05-14T09:00:00Z",
  updated_at: "2030-05-14T09:30:00Z",
  version: 3,
  hold_reason: null,
  resolution_code: null,
  resolution_notes: null,
  reopened: 0,
  ...more,
});

export const aCampaign = (more = {}) => ({
  id: "c1",
  name: "Deliveries",
  state: "draft",
  audience: { list_id: "l1", tickets: null },
  caller: "+12025550100",
  run: 0,
  created_by: AUTHOR.name,
  created_at: "2030-05-14T09:00:00Z",
  started_at: null,
  ended_at: null,
  script: {
    en: {
      purpose: "About order {order}.",
      questions: ["Is it you?"],
      closing: "Goodbye.",
      voicemail: "Call us.",
    },
    es: null,
  },
  rules: { ...USUAL, weekdays: [1, 2] },
  ...more,
});

export const aReport = (more = {}) => ({
  contacts: 10,
  waiting: 4,
  calling: 2,
  live: 2,
  outcomes: { completed: 3, busy: 1 },
  spent_micro: 140_000,
  budget_micro: 50_000_000,
  currency: "USD",
  ...more,
});
