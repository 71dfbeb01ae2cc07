// Calls, promises, numbers, rotas and calling hours, as those who answer for them use them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lines, termsOf } from "../../frontend/js/model/hours.js";
import { stepsIn } from "../../frontend/js/model/live.js";
import { planOf, rowsOf } from "../../frontend/js/model/rotas.js";
import { lasting, lineAt, linesOf } from "../../frontend/js/model/talk.js";
import { call } from "../../frontend/js/views/call.js";
import { calls } from "../../frontend/js/views/calls.js";
import { numbers } from "../../frontend/js/views/numbers.js";
import { promises } from "../../frontend/js/views/promises.js";
import { rota } from "../../frontend/js/views/rota.js";
import { rotas } from "../../frontend/js/views/rotas.js";
import { AGENT, APPROVER, button, mounted, NOW, settled } from "./page.js";

const page = (...items) => ({ items, next: null });
const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();
const aCall = (more = {}) => ({
  id: "k1",
  direction: "outbound",
  phone: "+12125550100",
  number: "+12025550100",
  status: "completed",
  answered_by: "human",
  created_at: at(0),
  answered_at: at(5),
  ended_at: at(40),
  seconds: 35,
  ended_by: null,
  takeover: null,
  ...more,
});
const aTurn = (n, more = {}) => ({
  n,
  heard: null,
  digits: null,
  said: null,
  source: "script",
  claimed_at: at(20),
  answered_at: at(21),
  interrupted_after: null,
  ...more,
});
const recorded = { state: "ready", unwanted: null, wanted_at: at(10), seconds: 20 };
const aTalk = (more = {}) => ({
  turns: [aTurn(0, { said: "Is it you?" }), aTurn(1, { heard: "It is mee", claimed_at: at(30) })],
  corrections: [],
  conclusion: null,
  recording: recorded,
  ...more,
});
const callAnswers = (talk = aTalk()) => ({
  "GET /calls/k1": aCall(),
  "GET /conversations/k1": talk,
  "GET /contacts": page({ id: "p1", name: "Front desk" }),
  "GET /recordings/k1/listens": page(),
});

test("a line's place is counted from where the recording began", () => {
  const [said] = linesOf(aTalk({ turns: [aTurn(0, { said: "Yes" })] }), aCall());
  assert.equal(said.seconds, 1); // it is 20 s long and ended with the call, at 40 s
});

test("what was over before the recording began has no place in it", () => {
  const early = aTurn(0, { said: "Hello", answered_at: at(6) });
  assert.equal(linesOf(aTalk({ turns: [early] }), aCall())[0].seconds, null);
});

test("what they said is placed about where it began", () => {
  const heard = aTurn(0, { heard: "x".repeat(45), claimed_at: at(30) });
  assert.equal(linesOf(aTalk({ turns: [heard] }), aCall())[0].seconds, 6);
});

test("without a recording that may be heard nothing has a place", () => {
  const gone = { ...recorded, unwanted: "refused" };
  const places = linesOf(aTalk({ recording: gone }), aCall()).map((each) => each.seconds);
  assert.deepEqual(places, [null, null]);
});

test("the line that is heard is the last one that began", () => {
  const all = [
    { key: "a", seconds: 0 },
    { key: "b", seconds: null },
    { key: "c", seconds: 9 },
  ];
  assert.deepEqual([2, 8.9, 30].map((second) => lineAt(all, second)), ["a", "c", "c"]);
});

test("nothing is fetched of a recording before somebody asks for it", async (t) => {
  const { root, asked } = mounted(t, call, {
    params: { id: "k1" },
    answers: callAnswers(),
    me: AGENT,
  });
  await settled();
  assert.ok(button("Listen to the recording", root));
  assert.equal(asked.filter((each) => each.path.startsWith("/recordings/k1")).length, 0);
});

test("a correction stands beside the words that were written down", async (t) => {
  const mended = { id: "x", n: 1, side: "heard", text: "<b>It is me</b>", actor: "a", at: at(60) };
  const talk = aTalk({ corrections: [mended] });
  const answers = { ...callAnswers(talk), "POST /conversations/k1/corrections": {} };
  const { root, asked } = mounted(t, call, { params: { id: "k1" }, answers });
  await settled();
  const line = root.querySelectorAll(".talk li")[1];
  assert.equal(line.querySelector(".prose").textContent, "It is mee");
  assert.equal(line.querySelector("ins").textContent, "<b>It is me</b>");
  line.querySelector(".mend").click();
  const dialog = document.querySelector("dialog");
  dialog.querySelector("textarea").value = "It is me";
  button("Write it down", dialog).click();
  await settled();
  const { body } = asked.find((each) => each.body);
  assert.deepEqual(body, { n: 1, side: "heard", text: "It is me" });
});

test("live calls tell whom they are with, and who waits for a person", async (t) => {
  const live = aCall({ status: "in-progress", ended_at: null });
  const handing = { call_id: "k1", state: "waiting", rota: "Support", taken_by: null };
  const answers = {
    "GET /calls": page(live, aCall({ id: "k2" })),
    "GET /transfers": page(handing),
    "GET /contacts": page({ id: "p1", name: "Front desk" }),
  };
  const { root } = mounted(t, calls, { answers, me: APPROVER });
  await settled();
  const shown = root.querySelectorAll(".live li");
  assert.equal(shown.length, 1);
  assert.match(shown[0].textContent, /Front desk.*Talking.*waits for somebody of Support/);
});

test("who may take a live call over, and who may end it", () => {
  const live = aCall({ status: "in-progress", ended_at: null });
  assert.deepEqual(stepsIn(live, APPROVER), { end: true, takeOver: true });
  assert.deepEqual(stepsIn(live, AGENT), { end: false, takeOver: true });
  const ringing = { ...live, status: "ringing" };
  assert.deepEqual(stepsIn(ringing, APPROVER), { end: true, takeOver: false });
  const taken = { ...live, takeover: { person: "Ana", state: "waiting" } };
  assert.deepEqual(stepsIn(taken, APPROVER), { end: true, takeOver: false });
  assert.deepEqual(stepsIn({ ...live, ended_by: "Eve" }, APPROVER), { end: false, takeOver: false });
  assert.deepEqual(stepsIn(aCall(), APPROVER), { end: false, takeOver: false });
});

test("who takes a call over is rung where they were last", async (t) => {
  const live = aCall({ status: "in-progress", ended_at: null });
  const answers = {
    "GET /calls": page(live),
    "GET /transfers": page(),
    "GET /contacts": page(),
    [`GET /people/${encodeURIComponent(AGENT.name)}/phone`]: { phone: "+16175550171" },
    "POST /calls/k1/takeover": { id: "t1", person: AGENT.name, state: "asked" },
  };
  const { root, asked } = mounted(t, calls, { answers, me: AGENT });
  await settled();
  button("Take over", root).click();
  await settled();
  button("Take over", document.querySelector("dialog")).click();
  await settled();
  const sent = asked.find((each) => each.path === "/calls/k1/takeover");
  assert.deepEqual(sent.body, { phone: "+16175550171", language: "en" });
});

test("a call is ended with a reason, or without one", async (t) => {
  const answers = {
    ...callAnswers(),
    "GET /calls/k1": aCall({ status: "in-progress", ended_at: null }),
    "POST /calls/k1/end": { call_id: "k1", ended_by: APPROVER.name },
  };
  const { root, asked } = mounted(t, call, { answers, me: APPROVER, params: { id: "k1" } });
  await settled();
  button("End the call", root).click();
  button("End the call", document.querySelector("dialog")).click();
  await settled();
  assert.deepEqual(asked.find((each) => each.path === "/calls/k1/end").body, {});
});

test("a call that one of ours has ended tells who did", async (t) => {
  const answers = { ...callAnswers(), "GET /calls/k1": aCall({ ended_by: "Eve" }) };
  const { root } = mounted(t, call, { answers, params: { id: "k1" } });
  await settled();
  assert.match(root.textContent, /Ended by\s*Eve/);
});

test("a call lasts since it was answered", () => {
  assert.equal(lasting(aCall(), NOW + 65_000), 60);
});

test("a promise is closed by hand with a reason", async (t) => {
  const owed = {
    id: "o1",
    call_id: "k1",
    phone: "+12125550100",
    language: "en",
    cause: "asked",
    words: "tomorrow",
    due_at: at(3600),
    made_at: at(0),
    state: "open",
  };
  const answers = { "GET /promises": page(owed), "POST /promises/o1/keeping": {} };
  const { root, asked } = mounted(t, promises, { answers });
  await settled();
  button("I called", root).click();
  const dialog = document.querySelector("dialog");
  dialog.querySelector("[name=reason]").value = "Spoke with them";
  button("I called", dialog).click();
  await settled();
  const closed = asked.find((each) => each.path === "/promises/o1/keeping");
  assert.deepEqual(closed.body, { reason: "Spoke with them" });
});

test("a number that rests is let ring again from the version that was read", async (t) => {
  const resting = {
    phone: "+12025550100",
    label: "Main",
    day_cap: null,
    quarantined_until: "2999-01-01T00:00:00Z",
    quarantine_reason: "labelled as spam",
    version: 4,
    calls_today: 7,
  };
  const answers = { "GET /numbers": [resting], "PATCH /numbers/%2B12025550100": resting };
  const { root, asked } = mounted(t, numbers, { answers, me: APPROVER });
  await settled();
  button("Let it ring", root).click();
  await settled();
  const { seen, body } = asked.find((each) => each.method === "PATCH");
  assert.deepEqual([seen, body.quarantined_until], [4, null]);
});

const plan = {
  name: "Support",
  zone: "Europe/Madrid",
  people: [{ name: "Front desk", phone: "+12125550100", language: "en" }],
  shifts: [
    { person: "Front desk", rank: "first", weekdays: [1, 2], starts: "09:00", ends: "17:00" },
  ],
  absences: [{ person: "Front desk", starts_at: at(0), ends_at: at(86_400) }],
  overrides: [],
};

test("a rota passes through its rows as it is", () => {
  assert.deepEqual(planOf(plan.name, plan.zone, rowsOf(plan)), {
    ...plan,
    absences: [{ ...plan.absences[0], starts_at: at(0), ends_at: at(86_400) }],
  });
});

test("a row in which nobody is named does not count", () => {
  const rows = { ...rowsOf(plan), absences: [{ person: "", starts_at: "", ends_at: "" }] };
  assert.deepEqual(planOf(plan.name, plan.zone, rows).absences, []);
});

test("a shift that was taken away is not sent", async (t) => {
  const answers = {
    "GET /people/rotas/r1": { ...plan, id: "r1", version: 2 },
    "PUT /people/rotas/r1": {},
  };
  const { root, asked } = mounted(t, rota, { params: { id: "r1" }, answers, me: APPROVER });
  await settled();
  const [, shifts] = root.querySelectorAll(".row-table");
  shifts.querySelector("tbody button").click();
  button("Save", root).click();
  await settled();
  const { seen, body } = asked.find((each) => each.method === "PUT");
  assert.deepEqual([seen, body.shifts, body.people.length], [2, [], 1]);
});

test("where nobody is on call, who comes next is told", async (t) => {
  const next = { at: at(7200), people: [{ name: "Front desk", rank: "first" }] };
  const answers = {
    "GET /people/rotas": page({ ...plan, id: "r1", version: 1 }),
    "GET /people/on-call": { rota: "Support", at: at(0), on_call: [], next },
    "GET /people/an%20agent/availability": { available: true, until: null },
  };
  const { root } = mounted(t, rotas, { answers });
  await settled();
  assert.match(root.textContent, /Nobody is on call now\..*Next: Front desk, 14 May 2030/);
});

test("days with the same hours are one line", () => {
  const open = ["09:00-20:00"];
  const week = { 1: open, 2: open, 3: open, 4: open, 5: open, 6: ["10:00-14:00"] };
  assert.deepEqual(
    lines(week).map(({ first, last }) => [first, last]),
    [
      [1, 5],
      [6, 6],
      [7, 7],
    ],
  );
});

test("a day without hours is closed, and limits are read as calls in days", () => {
  const data = new FormData();
  data.set("day.1", "09:00-13:00, 16:00-20:00");
  data.set("day.2", "");
  data.set("limits", "3/7, 1/1");
  const { week, limits } = termsOf(data);
  assert.deepEqual(week, { 1: ["09:00-13:00", "16:00-20:00"] });
  assert.deepEqual(limits, [
    { calls: 3, days: 7 },
    { calls: 1, days: 1 },
  ]);
});

test("a call shows who said what, in order", async (t) => {
  const turns = [
    { n: 0, heard: null, digits: null, said: "Hello?" },
    { n: 1, heard: "<i>Yes</i>", digits: null, said: "I see." },
  ];
  const made = {
    id: "call1",
    direction: "outbound",
    phone: "+12125550100",
    number: "+12025550100",
    status: "completed",
    answered_by: "human",
    created_at: "2030-05-14T09:00:00Z",
    answered_at: null,
    ended_at: null,
    seconds: 75,
  };
  const { root } = mounted(t, call, {
    params: { id: "call1" },
    answers: { "GET /calls/call1": made, "GET /conversations/call1": { turns } },
  });
  await settled();
  assert.deepEqual(
    [...root.querySelectorAll(".talk .prose")].map((each) => each.textContent),
    ["Hello?", "<i>Yes</i>", "I see."],
  );
  assert.match(root.querySelector(".facts").textContent, /\+1 212 555 0100.*1:15/);
});
