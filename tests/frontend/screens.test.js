// The screens, mounted without a browser against an API that answers as ours does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../frontend/js/api.js";
import { campaign } from "../../frontend/js/views/campaign.js";
import { home } from "../../frontend/js/views/home.js";
import { newTicket } from "../../frontend/js/views/new-ticket.js";
import { ticket } from "../../frontend/js/views/ticket.js";
import { tickets } from "../../frontend/js/views/tickets.js";
import {
  aCampaign,
  APPROVER,
  aReport,
  aTicket,
  AUTHOR,
  button,
  mounted,
  settled,
} from "./page.js";

const page = (...items) => ({ items, next: null });
const EVIL = "<img src=x onerror=alert(1)>";

const aMember = (more = {}) => ({
  id: "m1",
  name: "Front desk",
  phone: "+12125550100",
  language: "en",
  state: "done",
  attempts: 1,
  next_at: "2030-05-14T09:00:00Z",
  outcome: "completed",
  note: null,
  last_attempt: "call1",
  ...more,
});
const campaignAnswers = (more = {}) => ({
  "GET /campaigns/c1": aCampaign({ state: "running", ...more }),
  "GET /campaigns/c1/report": aReport(),
  "GET /campaigns/c1/log": [
    { at: "2030-05-14T09:00:00Z", actor: EVIL, state: "running", reason: EVIL },
  ],
  "GET /campaigns/c1/members": page(aMember({ name: EVIL })),
});
const ticketAnswers = (more = {}) => ({
  "GET /tickets/t1": aTicket({ title: EVIL }),
  "GET /tickets/t1/journal": page({
    position: 1,
    kind: "work_note",
    text: EVIL,
    changes: [],
    actor: EVIL,
    at: "2030-05-14T09:00:00Z",
  }),
  "GET /tickets/t1/similar": page(),
  ...more,
});

function write(root, name, value) {
  const field = root.querySelector(`[name=${name}]`);
  field.value = value;
  field.dispatchEvent(new Event("input"));
}

test("home shows what needs attention and what runs", async (t) => {
  const answers = {
    "GET /tickets": page(aTicket({ priority: 1 })),
    "GET /campaigns": page(aCampaign({ state: "running" })),
    "GET /campaigns/c1/report": aReport(),
    "GET /calls": page(),
    "GET /imports": page(),
  };
  const { root } = mounted(t, home, { answers, me: AUTHOR });
  await settled();
  assert.match(root.querySelector(".matters").textContent, /urgent ticket is open/);
  assert.match(root.querySelector(".running").textContent, /4 of 10 done, 2 live/);
});

test("a list's conditions stand in its address and in the request", async (t) => {
  const { root, asked } = mounted(t, tickets, {
    answers: { "GET /tickets": page(aTicket()) },
    query: new URLSearchParams({ q: "state=open^priority<=2" }),
  });
  await settled();
  assert.ok(asked.some((each) => each.path === "/tickets?limit=25&q=state%3Dopen%5Epriority%3C%3D2"));
  const path = [...root.querySelectorAll(".crumbs a")].map((each) => each.getAttribute("href"));
  assert.ok(path.includes("#/tickets?q=state%3Dopen"));
});

test("more is asked for after the last one shown", async (t) => {
  const answers = { "GET /tickets": { items: [aTicket()], next: "INC0010001" } };
  const { root, asked } = mounted(t, tickets, { answers });
  await settled();
  button("Show more", root).click();
  await settled();
  assert.ok(asked.some((each) => /after=INC0010001/.test(each.path)));
});

test("whatever is typed stays text, on a ticket and in its journal", async (t) => {
  const { root } = mounted(t, ticket, { params: { id: "t1" }, answers: ticketAnswers() });
  await settled();
  assert.equal(root.querySelectorAll("img").length, 0);
  assert.equal(root.querySelector("h1").textContent, EVIL);
  assert.match(root.querySelector(".journal").textContent, /onerror/);
});

test("a work note goes to colleagues, a comment to the requester", async (t) => {
  const answers = ticketAnswers({
    "POST /tickets/t1/work-notes": {},
    "POST /tickets/t1/comments": {},
  });
  const { root, asked } = mounted(t, ticket, { params: { id: "t1" }, answers });
  const form = root.querySelector(".composer");
  form.querySelector("textarea").value = "seen";
  button("Save the work note", form).click();
  await settled();
  assert.deepEqual(asked.findLast((each) => each.body).path, "/tickets/t1/work-notes");
  form.querySelector("[value=comments]").click();
  assert.match(form.querySelector(".reader").textContent, /The requester reads this/);
  assert.ok(button("Send to the requester", form));
});

test("a ticket changed by somebody else is said, named, and shown anew", async (t) => {
  const stale = () => {
    throw new Problem(412, {
      detail: "It is at version 4.",
      version: 4,
      missed: [{ version: 4, by: "a colleague", at: "", fields: ["assignee"] }],
    });
  };
  const { root, asked } = mounted(t, ticket, {
    params: { id: "t1" },
    answers: ticketAnswers({ "PATCH /tickets/t1": stale }),
  });
  await settled();
  button("Start work", root).click();
  await settled();
  assert.equal(asked.find((each) => each.method === "PATCH").seen, 3);
  assert.match(
    root.querySelector(".notice").textContent,
    /Somebody changed this.*a colleague changed: Assigned to\./,
  );
  assert.equal(asked.at(-1).path.split("?")[0], "/tickets/t1/journal");
});

test("what both changed is asked about, and mine goes in over theirs", async (t) => {
  let stands = aTicket();
  const patched = ({ seen, body }) => {
    if (seen < stands.version)
      throw new Problem(412, { version: 4, missed: [{ by: "a colleague", fields: ["title"] }] });
    return { ...stands, ...body, version: 5 };
  };
  const { root, asked } = mounted(t, ticket, {
    params: { id: "t1" },
    answers: ticketAnswers({ "GET /tickets/t1": () => stands, "PATCH /tickets/t1": patched }),
  });
  await settled();
  write(root, "title", "Mine");
  stands = aTicket({ title: "Theirs", version: 4 });
  root.querySelector(".record-form").requestSubmit();
  await settled();
  const dialog = document.querySelector("dialog");
  assert.match(dialog.textContent, /a colleague saved.*Theirs.*Mine/);
  button("Save what is chosen", dialog).click();
  await settled();
  const last = asked.findLast((each) => each.method === "PATCH");
  assert.deepEqual([last.seen, last.body], [4, { title: "Mine" }]);
});

test("what is not saved yet is marked, and is still there after a reload", async (t) => {
  const context = { params: { id: "t1" }, answers: ticketAnswers() };
  const first = mounted(t, ticket, context);
  await settled();
  write(first.root, "title", "Mine");
  assert.equal(first.marks.at(-1), true);
  const again = mounted(t, ticket, context);
  await settled();
  const field = again.root.querySelector("[name=title]");
  assert.equal(field.value, "Mine");
  assert.ok(field.closest(".unsaved"));
  assert.match(field.closest(".unsaved").title, /^You changed this\. It was: <img/);
  button("Discard", again.root).click();
});

test("a form says what is wrong beside the field, and keeps what was typed", async (t) => {
  const refuse = () => {
    throw new Problem(422, {
      detail: "Correct and send again: title.",
      errors: [{ field: "title", problem: "is too short" }],
    });
  };
  const { root } = mounted(t, newTicket, { answers: { "POST /tickets": refuse } });
  root.querySelector("[name=title]").value = "x";
  root.querySelector("[name=requester_name]").value = "Front desk";
  button("Open the ticket", root).click();
  await settled();
  const field = root.querySelector("[name=title]");
  assert.equal(field.getAttribute("aria-invalid"), "true");
  assert.equal(field.value, "x");
  assert.equal(document.activeElement, field);
  assert.match(root.querySelector(".wrong:not([hidden])").textContent, /is too short/);
});

const sent = (asked) => asked.filter((each) => each.body);

test("what must be filled in is asked for before anything is sent", (t) => {
  const { root, asked } = mounted(t, newTicket, {});
  button("Open the ticket", root).click();
  assert.deepEqual(sent(asked), []);
  assert.equal(document.activeElement.name, "title");
});

test("a ticket sent twice carries the same key", async (t) => {
  const offline = () => {
    throw new Problem(503, { title: "away" });
  };
  const { root, asked } = mounted(t, newTicket, { answers: { "POST /tickets": offline } });
  for (const name of ["title", "requester_name"]) root.querySelector(`[name=${name}]`).value = "x";
  button("Open the ticket", root).click();
  await settled();
  button("Open the ticket", root).click();
  await settled();
  const [first, again, ...more] = sent(asked);
  assert.deepEqual([again.key, more], [first.key, []]);
});

test("a running campaign shows how far it is, as text and drawn", async (t) => {
  const { root } = mounted(t, campaign, {
    params: { id: "c1" },
    answers: campaignAnswers(),
    me: APPROVER,
  });
  await settled();
  assert.match(root.querySelector(".reached").textContent, /40%.*4 of 10 contacts done/);
  assert.match(root.querySelector(".tiles").textContent, /Spent\$0\.14|SpentUS\$0\.14/);
  assert.equal(root.querySelectorAll("rect.bar-part").length, 2);
  assert.equal(root.querySelectorAll("img").length, 0);
});

test("pausing asks for a reason and sends it", async (t) => {
  const answers = { ...campaignAnswers(), "POST /campaigns/c1/pause": {} };
  const { root, asked } = mounted(t, campaign, { params: { id: "c1" }, answers, me: APPROVER });
  await settled();
  button("Pause", root).click();
  const dialog = document.querySelector("dialog");
  dialog.querySelector("[name=reason]").value = "too many complaints";
  button("Pause", dialog).click();
  await settled();
  assert.deepEqual(asked.find((each) => each.body).body, { reason: "too many complaints" });
  assert.equal(document.querySelector("dialog"), null);
});

test("an author is told who approves", async (t) => {
  const { root } = mounted(t, campaign, {
    params: { id: "c1" },
    answers: campaignAnswers({ state: "draft" }),
    me: AUTHOR,
  });
  await settled();
  assert.match(root.querySelector(".notice").textContent, /another supervisor approves it/);
  assert.equal(button("Approve", root), undefined);
});

test("a campaign that ends is announced", async (t) => {
  let state = "paused";
  const answers = {
    ...campaignAnswers(),
    "GET /campaigns/c1": () => aCampaign({ state }),
    "DELETE /campaigns/c1/pause": {},
  };
  const { root, told } = mounted(t, campaign, { params: { id: "c1" }, answers, me: APPROVER });
  await settled();
  state = "running";
  button("Resume", root).click();
  await settled();
  assert.deepEqual(told, ["The campaign is now: Running."]);
});

test("a screen that was left asks for nothing more", async (t) => {
  const { asked, end } = mounted(t, campaign, {
    params: { id: "c1" },
    answers: campaignAnswers(),
    me: APPROVER,
  });
  await settled();
  const before = asked.length;
  end.abort();
  await settled();
  assert.equal(asked.length, before);
});
