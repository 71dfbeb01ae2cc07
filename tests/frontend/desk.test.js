// The desk: the frame's tabs, keys and palette, changes to many tickets, what goes out to a requester.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { conditionBuilder } from "../../frontend/js/parts/condition-builder.js";
import { settle } from "../../frontend/js/parts/conflict.js";
import { shell } from "../../frontend/js/parts/shell.js";
import { toasts } from "../../frontend/js/parts/toasts.js";
import { read, written } from "../../frontend/js/model/conditions.js";
import { outgoing } from "../../frontend/js/views/outgoing.js";
import { tickets } from "../../frontend/js/views/tickets.js";
import { AGENT, api, aTicket, button, inEnglish, mounted, settled } from "./page.js";

const page = (...items) => ({ items, next: null });
const ended = () => new AbortController().signal;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  document.body.replaceChildren();
});

function framed(t) {
  const end = new AbortController();
  t.after(() => end.abort());
  const went = [];
  const frame = shell(document.body, {
    words: inEnglish,
    me: AGENT,
    signal: end.signal,
    kind: "development",
    start: () => {},
    go: (to) => went.push(to),
  });
  return { frame, went };
}

function opened(frame, address, title) {
  frame.show(document.createElement("div"), "tickets", { address, isRecord: true });
  frame.title(title);
}

const press = (key, more = {}) =>
  document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
  );
const titles = () => [...document.querySelectorAll(".tab-title")].map((each) => each.textContent);

test("open records are tabs, and are there again after a reload", (t) => {
  const { frame } = framed(t);
  opened(frame, "#/tickets/1", "INC1");
  opened(frame, "#/tickets/2", "INC2");
  framed(t);
  assert.deepEqual(titles(), ["INC1", "INC2"]);
});

test("a tab with something unsaved asks before it closes", (t) => {
  const { frame, went } = framed(t);
  opened(frame, "#/tickets/1", "INC1");
  frame.mark(true);
  document.querySelector(".tabs button").click();
  assert.deepEqual(titles(), ["INC1"]);
  button("Leave, and lose it").click();
  assert.deepEqual([titles(), went], [[], ["#/"]]);
});

test("a shortcut goes where it says, and not while somebody writes or when switched off", (t) => {
  const { went } = framed(t);
  press("g");
  press("c");
  document
    .querySelector("[name=q]")
    .dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
  localStorage.setItem("centralita.shortcuts", "off");
  press("n");
  assert.deepEqual(went, ["#/campaigns"]);
});

test("the palette goes to what was typed", (t) => {
  const { went } = framed(t);
  press("k", { ctrlKey: true });
  const input = document.querySelector(".palette input");
  input.value = "resolv";
  input.dispatchEvent(new Event("input"));
  assert.equal(
    document.querySelector("[aria-selected=true]").firstChild.textContent,
    "Resolved tickets",
  );
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  assert.deepEqual(went, ["#/tickets?q=state%3Dresolved"]);
});

test("a star makes a favourite, which the menu shows", (t) => {
  const { frame } = framed(t);
  opened(frame, "#/tickets/1", "INC1");
  document.querySelector(".place .star-button").click();
  button("Favourites").click();
  assert.equal(document.querySelector(".flyout-list a").getAttribute("href"), "#/tickets/1");
});

test("what was said in passing can be taken back", () => {
  const said = toasts(inEnglish);
  const undone = [];
  said.tell("Done.", { label: "Undo", run: () => undone.push(1) });
  button("Undo", said.element).click();
  assert.deepEqual([undone, said.element.children.length], [[1], 0]);
});

function conflict(choose) {
  const settled_ = settle({
    words: inEnglish,
    signal: ended(),
    base: { title: "a", impact: 2 },
    mine: { title: "mine", impact: 1, assignee: "ana" },
    theirs: { title: "theirs", impact: 3, assignee: null },
    by: "a colleague",
    label: (field) => field,
    show: (_, value) => String(value),
  });
  choose(document.querySelector("dialog"));
  return settled_;
}

test("a conflict is settled field by field", async () => {
  const left = await conflict((dialog) => {
    dialog.querySelector("[name=title][value=theirs]").checked = true;
    dialog.querySelector("[name=title][value=mine]").checked = false;
    button("Save what is chosen", dialog).click();
  });
  assert.deepEqual(left, { impact: 1, assignee: "ana" });
});

test("who takes all of theirs keeps what only they changed; who goes back sends nothing", async () => {
  const theirs = await conflict((dialog) => button("Take all of theirs", dialog).click());
  const nothing = await conflict((dialog) => button("Back", dialog).click());
  assert.deepEqual([theirs, nothing], [{ assignee: "ana" }, null]);
});

test("a condition is built row by row", () => {
  const ran = [];
  const { element } = conditionBuilder({
    words: inEnglish,
    conditions: read("state=open"),
    run: (now) => ran.push(written(now)),
    keep: () => {},
  });
  button("And", element).click();
  const [, field] = [...element.querySelectorAll('[aria-label="Field"]')];
  field.value = "priority";
  field.dispatchEvent(new Event("change"));
  element.requestSubmit();
  assert.deepEqual(ran, ["state=open^priority=1"]);
});

const listAnswers = (more = {}) => ({
  "GET /tickets": page(aTicket(), aTicket({ id: "t2", number: "INC0010002" })),
  "GET /tickets/count": { count: 1000, more: true },
  "GET /views": page({
    id: "v1",
    name: "Mine",
    query: "state=open",
    order: "-updated_at",
    scope: "personal",
    owner: AGENT.id,
    version: 1,
  }),
  "GET /views/v1/count": { count: 2, more: false },
  ...more,
});

test("counts are capped, and views say how many they show", async (t) => {
  const { root } = mounted(t, tickets, { answers: listAnswers() });
  await settled();
  assert.equal(root.querySelector(".badge.big").textContent, "1,000+");
  assert.match(root.querySelector(".list-menu").textContent, /Mine2/);
});

test("a view leads to its list in its order, and is shown as the one that is open", async (t) => {
  const query = new URLSearchParams({ q: "state=open", order: "-updated_at" });
  const { root } = mounted(t, tickets, { query, answers: listAnswers() });
  await settled();
  const current = [...root.querySelectorAll(".list-menu [aria-current]")];
  assert.deepEqual(
    current.map((each) => each.getAttribute("href")),
    ["#/tickets?q=state%3Dopen&order=-updated_at"],
  );
});

test("a list in no view's order is that of whatever has its conditions", async (t) => {
  const query = new URLSearchParams({ q: "state=open", order: "title" });
  const { root } = mounted(t, tickets, { query, answers: listAnswers() });
  await settled();
  const current = [...root.querySelectorAll(".list-menu [aria-current]")];
  assert.deepEqual(
    current.map((each) => each.textContent),
    ["All open", "Mine2"],
  );
});

test("what is kept as a view, or taken away as a file, keeps the order", async (t) => {
  t.mock.method(URL, "createObjectURL", () => "#file");
  t.mock.method(URL, "revokeObjectURL", () => {});
  const query = new URLSearchParams({ q: "state=open", order: "-priority" });
  const answers = listAnswers({ "POST /views": {}, "GET /tickets/export.csv": {} });
  const { root, asked } = mounted(t, tickets, { query, answers });
  await settled();
  button("Export", root).click();
  button("Keep as a view", root).click();
  document.querySelector("dialog [name=name]").value = "Urgent first";
  document.querySelector("dialog form").requestSubmit();
  await settled();
  const file = asked.find(({ path }) => path.startsWith("/tickets/export.csv"));
  const kept = asked.find(({ path, body }) => path === "/views" && body);
  assert.match(file.path, /order=-priority/);
  assert.deepEqual([kept.body.query, kept.body.order], ["state=open", "-priority"]);
});

test("a cell shows what matches it", async (t) => {
  const { root, went } = mounted(t, tickets, { answers: listAnswers() });
  await settled();
  const cell = root.querySelectorAll("tbody td")[5];
  cell.dispatchEvent(new Event("contextmenu", { bubbles: true, cancelable: true }));
  button("Filter out").click();
  assert.deepEqual(went, ["#/tickets?q=state%21%3Dnew"]);
});

test("many tickets are changed after a look, each as it was seen, and taken back", async (t) => {
  const row = {
    ticket_id: "t1",
    number: "INC0010001",
    version: 3,
    result: "changed",
    problem: null,
    changes: [],
  };
  const refused = {
    ...row,
    ticket_id: "t2",
    number: "INC0010002",
    result: "refused",
    problem: "It is closed.",
  };
  let state = "done";
  const { root, asked, actions } = mounted(t, tickets, {
    answers: listAnswers({
      "POST /bulk-jobs/preview": { counts: { changed: 1, refused: 1 }, rows: [row, refused] },
      "POST /bulk-jobs": { id: "j1" },
      "GET /bulk-jobs/j1": () => ({ id: "j1", state, counts: { changed: 1, undone: 1 } }),
      "POST /bulk-jobs/j1/undo": () => {
        state = "undone";
        return {};
      },
    }),
  });
  await settled();
  root.querySelector("thead input").click();
  button("Assign to me", root).click();
  await settled();
  const dialog = document.querySelector("dialog");
  assert.match(dialog.textContent, /Changes 1 of 2.*INC0010002 It is closed\./);
  button("Change 1 ticket", dialog).click();
  await settled();
  assert.deepEqual(asked.find((each) => each.path === "/bulk-jobs").body.tickets, [
    { ticket_id: "t1", version: 3 },
  ]);
  await actions.at(-1).run();
  assert.ok(asked.some((each) => each.path === "/bulk-jobs/j1/undo"));
});

function writing(t, pause) {
  const { asked, send } = api({ "POST /tickets/t1/comments": {} });
  const end = new AbortController();
  t.after(() => end.abort());
  const seen = { back: [], actions: [] };
  const context = {
    words: inEnglish,
    send,
    params: { id: "t1" },
    signal: end.signal,
    tell: (_, action) => seen.actions.push(action),
  };
  const say = outgoing(
    context,
    () => {},
    (text) => seen.back.push(text),
    pause,
  );
  return { say, asked, end, ...seen };
}

test("a comment can be taken back before it goes out", async (t) => {
  const { say, asked, back, actions } = writing(t, 10_000);
  await say("Sorry");
  actions[0].run();
  await settled();
  assert.deepEqual([asked, back], [[], ["Sorry"]]);
});

test("a comment goes out when its time is over, or when one leaves", async (t) => {
  const waited = writing(t, 1);
  await waited.say("one");
  const left = writing(t, 10_000);
  await left.say("two");
  left.end.abort();
  await settled();
  assert.deepEqual(
    [waited.asked, left.asked].map(([each]) => each.body.text),
    ["one", "two"],
  );
});

test("a comment that a closed window kept from going out is there again", async (t) => {
  localStorage.setItem("centralita.outgoing.t1", JSON.stringify("never sent"));
  const { back } = writing(t, 1);
  await settled();
  assert.deepEqual(back, ["never sent"]);
});
