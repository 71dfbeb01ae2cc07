// What requesters see: their own places, answers while they type, a ticket they can judge.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Problem } from "../../frontend/js/api.js";
import { isHeard, isTheirTurn, standing } from "../../frontend/js/model/wishes.js";
import { portalFrame } from "../../frontend/js/parts/portal-frame.js";
import { portal } from "../../frontend/js/routes/portal.js";
import { portalAsk } from "../../frontend/js/views/portal-ask.js";
import { portalHome } from "../../frontend/js/views/portal-home.js";
import { portalTicket } from "../../frontend/js/views/portal-ticket.js";
import { button, inEnglish, mounted, settled } from "./page.js";

const EVA = { id: "e", name: "Eva", roles: ["requester"] };
const ARTICLE = { id: "k1", title: "Paper jams", text: "Open it.\n\nPull.", language: "en" };
const TYPED = 800; // milliseconds after which what was typed has been looked up
const page = (...items) => ({ items, next: null });
const later = () => new Promise((resolve) => setTimeout(resolve, TYPED));

const aWish = (more = {}) => ({
  id: "t1",
  number: "INC0010001",
  title: "The printer jams",
  description: "Since noon",
  language: "en",
  state: "new",
  hold_reason: null,
  resolution_notes: null,
  reopen_until: null,
  merged_into: null,
  opened_at: "2030-05-14T09:00:00Z",
  updated_at: "2030-05-14T09:30:00Z",
  version: 3,
  ...more,
});

const offering = {
  "GET /articles/suggestions": page({ ...ARTICLE, number: "KB0001001", beginning: "Open it." }),
  "GET /articles/k1/published": ARTICLE,
  "POST /articles/k1/feedback": {},
};

/** A ticket of Eva's on her screen. */
function shown(t, wish, more = {}) {
  const answers = {
    "GET /portal/tickets/t1": wish,
    "GET /portal/tickets/t1/comments": page(),
    "GET /portal/tickets/t1/attachments": [],
    ...more,
  };
  return mounted(t, portalTicket, { answers, me: EVA, params: { id: "t1" } });
}

function type(root, name, value) {
  const input = root.querySelector(`[name=${name}]`);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test("a ticket that waits for its requester says so to them, and to nobody else's list", () => {
  const yours = { state: "on_hold", hold_reason: "awaiting_caller" };
  const vendors = { state: "on_hold", hold_reason: "awaiting_vendor" };
  assert.deepEqual([yours, vendors].map(standing), ["yours", "on_hold"]);
  assert.deepEqual([yours, vendors, aWish({ state: "resolved" })].map(isTheirTurn), [true, false, true]);
});

test("a closed ticket hears nothing more, one that went into another does", () => {
  const other = aWish({ state: "canceled", merged_into: "t2" });
  assert.deepEqual([aWish({ state: "closed" }), other, aWish()].map(isHeard), [false, true, true]);
});

test("requesters have their own places, and none of the desk's", async (t) => {
  const end = new AbortController();
  t.after(() => end.abort());
  const given = { words: inEnglish, me: EVA, signal: end.signal, kind: "platform", start: () => {} };
  portalFrame(document.body, given);
  const led = [...document.querySelectorAll("header nav a")].map((each) => each.hash);
  assert.deepEqual(led, ["#/", "#/tickets", "#/tickets/new"]);
  end.abort();
  assert.equal(document.body.classList.contains("portal"), false);
});

test("every screen of a requester is one of the portal", async () => {
  globalThis.setTimeout(() => {
    for (const link of document.head.querySelectorAll("link")) link.dispatchEvent(new Event("load"));
  });
  const { routes } = await portal(inEnglish);
  assert.deepEqual(
    routes.map((each) => each.pattern),
    ["", "search", "tickets", "tickets/new", "tickets/:id", "knowledge/:id"],
  );
});

test("what is searched for is answered by articles, and stands in the address", async (t) => {
  const answers = { ...offering, "GET /portal/tickets": page() };
  const { root, kept } = mounted(t, portalHome, { answers, me: EVA });
  type(root, "q", "paper");
  await later();
  assert.deepEqual(kept, ["#/search?q=paper"]);
  assert.equal(root.querySelector(".answer b").textContent, "Paper jams");
});

test("where nothing is written, the desk can be asked with the same words", async (t) => {
  const answers = { "GET /articles/suggestions": page(), "GET /portal/tickets": page() };
  const { root } = mounted(t, portalHome, { answers, me: EVA });
  type(root, "q", "the lift");
  await later();
  assert.equal(root.querySelector(".nothing").hidden, false);
  assert.equal(root.querySelector(".nothing a").hash, "#/tickets/new?title=the%20lift");
});

test("an article that solves it spares the ticket, and whoever wrote it hears so", async (t) => {
  const { root, asked, went } = mounted(t, portalAsk, { answers: offering, me: EVA });
  type(root, "title", "paper jams");
  await later();
  root.querySelector("details").open = true;
  root.querySelector("details").dispatchEvent(new Event("toggle"));
  await settled();
  button("This solved it", root).click();
  await settled();
  assert.deepEqual(asked.find((each) => each.path.endsWith("/feedback")).body, { helpful: true });
  assert.deepEqual([went, sessionStorage.length], [["#/"], 0]);
});

const OPENED = { "POST /portal/tickets": { id: "t1", number: "INC0010001" } };
const sent = (root) =>
  root.querySelector("form").dispatchEvent(new Event("submit", { cancelable: true }));

test("what was typed before somebody looked elsewhere is there again", async (t) => {
  mounted(t, portalAsk, { me: EVA });
  type(document, "title", "No network");
  const { root, asked, went } = mounted(t, portalAsk, { answers: OPENED, me: EVA });
  sent(root);
  await settled();
  const { body } = asked.find((each) => each.path === "/portal/tickets");
  assert.deepEqual([body.title, body.urgency, went], ["No network", 3, ["#/tickets/t1"]]);
});

test("a file that does not come through does not keep the ticket back", async (t) => {
  const { root, asked, told, went } = mounted(t, portalAsk, { answers: OPENED, me: EVA });
  type(root, "title", "No network");
  const { File } = document.defaultView;
  const paste = new Event("paste");
  document.dispatchEvent(Object.assign(paste, { clipboardData: { files: [new File([], "a.png")] } }));
  sent(root);
  await settled();
  assert.equal(asked.at(-1).path, "/portal/tickets/t1/attachments");
  assert.match(told[1], /a\.png could not be attached/);
  assert.deepEqual(went, ["#/tickets/t1"]);
});

test("a solution is confirmed at the version that was seen", async (t) => {
  const solved = aWish({ state: "resolved", resolution_notes: "New drum" });
  const closed = aWish({ state: "closed", version: 4 });
  const { root, asked, told } = shown(t, solved, { "POST /portal/tickets/t1/confirmation": closed });
  await settled();
  button("Yes, it is solved", root).click();
  await settled();
  assert.equal(asked.find((each) => each.method === "POST").seen, 3);
  assert.match(told[0], /is closed/);
});

test("a solution that the desk took back meanwhile is looked at again", async (t) => {
  const refuse = () => {
    throw new Problem(412, { version: 4 });
  };
  const solved = aWish({ state: "resolved" });
  const { root } = shown(t, solved, { "POST /portal/tickets/t1/confirmation": refuse });
  await settled();
  button("Yes, it is solved", root).click();
  await settled();
  assert.match(root.querySelector(".complaint").textContent, /changed something meanwhile/);
});

test("what I said and what the desk said stand in the order they were said", async (t) => {
  const said = page(
    { position: 9, by: "Ana", text: "Which one?", at: "2030-05-14T09:20:00Z" },
    { position: 4, by: "Eva", text: "Hello?", at: "2030-05-14T09:10:00Z" },
  );
  const { root } = shown(t, aWish(), { "GET /portal/tickets/t1/comments": said });
  await settled();
  const lines = [...root.querySelectorAll(".talk li")].map((each) => [
    each.className,
    each.querySelector(".prose").textContent,
  ]);
  assert.deepEqual(lines, [["us", "Since noon"], ["us", "Hello?"], ["them", "Which one?"]]);
});

test("an answer that cannot be sent stays, and is sent once when it can", async (t) => {
  let isDown = true;
  const comments = (how) => {
    if (!isDown) return { position: 1, text: how.body.text, by: "Eva", at: aWish().opened_at };
    throw new Problem(503, { title: "Not now" });
  };
  const { root, asked } = shown(t, aWish(), { "POST /portal/tickets/t1/comments": comments });
  await settled();
  const text = root.querySelector("#answer");
  text.value = "The blue one";
  const send = () => root.querySelector(".answering").requestSubmit();
  send();
  await settled();
  assert.equal(text.value, "The blue one");
  isDown = false;
  send();
  await settled();
  const keys = asked.filter((each) => each.body?.text).map((each) => each.key);
  assert.deepEqual([keys.length, new Set(keys).size, text.value], [2, 1, ""]);
});
