// The panels beside the telephone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../../../scripts/local/simulators/page/js/ask.js";
import { face as faceOf } from "../../../../scripts/local/simulators/page/js/face.js";
import { call } from "../../../../scripts/local/simulators/page/js/views/call.js";
import { calls } from "../../../../scripts/local/simulators/page/js/views/calls.js";
import { clock } from "../../../../scripts/local/simulators/page/js/views/clock.js";
import { faults } from "../../../../scripts/local/simulators/page/js/views/faults.js";
import { findings } from "../../../../scripts/local/simulators/page/js/views/findings.js";
import { messages } from "../../../../scripts/local/simulators/page/js/views/messages.js";
import { people } from "../../../../scripts/local/simulators/page/js/views/people.js";
import { aCall, button, happened, mounted, NOW, settled, shown, simulators } from "./page.js";

const submit = (form) => form.dispatchEvent(new Event("submit", { cancelable: true }));

test("of thousands of calls only those are built that are shown", async (t) => {
  const many = Array.from({ length: 400 }, (_, at) => aCall({ sid: `CA${at}` }));
  const { root, board } = mounted(t, calls, { calls: many });
  await board.refresh();
  await shown();
  assert.equal(root.querySelectorAll("li").length, 40);
  button("Show more").click();
  assert.equal(root.querySelectorAll("li").length, 80);
  assert.match(root.textContent, /400 calls, 400 under way/);
});

test("a call shows what happened in order, and kinds can be left out", async (t) => {
  const events = [
    happened("verb", { verb: "Gather" }),
    happened("bot", { text: "Hello", via: "say" }),
  ];
  const { root } = mounted(t, call, {
    calls: [aCall()],
    events,
    rest: ["CA1"],
  });
  await shown();
  const gists = () => [...root.querySelectorAll(".event-gist")].map((each) => each.textContent);
  assert.deepEqual(gists(), ["<Gather>", "Hello"]);
  root.querySelector(".group-verb input").click();
  assert.deepEqual(gists(), ["Hello"]);
});

test("anybody can be spoken for while the call lasts", async (t) => {
  const { root, asked, board } = mounted(t, call, {
    calls: [aCall()],
    rest: ["CA1"],
  });
  await board.refresh();
  await shown();
  root.querySelector(".act-keys").value = "9";
  submit(root.querySelectorAll(".say")[1]);
  await settled();
  assert.deepEqual(asked.at(-1), ["POST /calls/CA1/press", { digits: "9" }]);
});

test("who is in the directory rings with one click", async (t) => {
  const answers = {
    "GET /people": {
      12: { name: "opts_out_in_words", about: "wants no more calls" },
    },
    "POST /inbound": { sid: "CA7" },
  };
  const { root, asked } = mounted(t, people, { answers });
  await settled();
  button("Ring in", root).click();
  await settled();
  const body = {
    from: "+12025550112",
    to: "+12025550100",
    persona: "opts_out_in_words",
  };
  assert.deepEqual(
    asked.find((each) => each[0] === "POST /inbound"),
    ["POST /inbound", body],
  );
  assert.equal(location.hash, "#/calls/CA7");
});

const KINDS = [
  {
    where: "el.tts",
    actions: [{ name: "status", value: "status", usual: 500 }],
  },
];
const RULE = {
  id: "fault-1",
  where: "el.tts",
  action: "status",
  match: "*",
  value: 500,
  probability: 1,
  count: 2,
  struck: 1,
};

test("a fault is switched on with its usual value, and off by its name", async (t) => {
  const answers = { "GET /faults/kinds": KINDS, "GET /faults": [RULE] };
  const { root, asked } = mounted(t, faults, { answers });
  await settled();
  submit(root.querySelector("form"));
  await settled();
  assert.deepEqual(asked.find((each) => each[0] === "POST /faults")[1], {
    where: "el.tts",
    action: "status",
    value: 500,
  });
  button("Switch off", root).click();
  await settled();
  assert.ok(asked.includes("DELETE /faults/fault-1"));
});

test("a fault tells how often it is to strike and how often it did", async (t) => {
  const answers = { "GET /faults/kinds": KINDS, "GET /faults": [RULE] };
  const { root } = mounted(t, faults, { answers });
  await settled();
  const [rule] = root.querySelectorAll(".fault");
  assert.match(rule.textContent, /HTTP 500.*the first 2 times.*struck 1 time/);
});

test("a rule that cannot be says why beside the form", async (t) => {
  const answers = {
    "GET /faults/kinds": KINDS,
    "POST /faults": new Refused(400, "use 400 to 599"),
  };
  const { root } = mounted(t, faults, { answers });
  await settled();
  submit(root.querySelector("form"));
  await settled();
  assert.equal(root.querySelector("[role=alert]").textContent, "use 400 to 599");
});

test("STOP is one click", async (t) => {
  const text = {
    sid: "SM1",
    from: "+12025550100",
    to: "+12125550112",
    body: "Hi",
    at: "2030-01-01T10:00:00Z",
    direction: "out",
    status: "delivered",
  };
  const { root, asked } = mounted(t, messages, {
    answers: { "GET /sms": [text], "GET /mail": [] },
  });
  await settled();
  button("STOP", root).click();
  await settled();
  const body = { from: "+12125550112", to: "+12025550100", body: "STOP" };
  assert.deepEqual(asked.find((each) => each[0] === "POST /sms")[1], body);
});

test("a mail is read as text", async (t) => {
  const mail = {
    id: 1,
    at: "2030-01-01T10:00:00Z",
    sender: "a@example.com",
    recipients: ["b@example.com"],
    subject: "Hi",
    text: "<b>x</b>",
    attachments: [],
  };
  const { root } = mounted(t, messages, {
    answers: { "GET /sms": [], "GET /mail": [mail] },
  });
  root.querySelector("[value=mail]").click();
  await settled();
  assert.equal(root.querySelector(".mail-text").textContent, "<b>x</b>");
});

test("a mistake that was found is red and leads to its call", (t) => {
  const found = {
    over_cps: [],
    double_dials: [{ call: "CA5", expected: "one call at a time" }],
    abandoned_rate: 0.5,
  };
  const { root } = mounted(t, findings, { findings: () => found });
  assert.match(root.querySelector(".notice.bad").textContent, /1 kind of mistake/);
  assert.equal(root.querySelector(".found a").getAttribute("href"), "#/calls/CA5");
});

test("nothing found is said, too", (t) => {
  const { root } = mounted(t, findings, {
    findings: () => ({ over_cps: [], abandoned_rate: 0 }),
  });
  assert.match(root.querySelector(".notice.good").textContent, /All well/);
});

test("the clock is turned, and moved", async (t) => {
  const answers = {
    "GET /clock": { mode: "manual", now: "2030-05-14T15:00:00Z", rate: 0 },
  };
  const { ask } = simulators(answers);
  const end = new AbortController();
  t.after(() => end.abort());
  const face = faceOf({ ask, signal: end.signal, wall: () => NOW });
  const { root, asked } = mounted(t, clock, { answers, face });
  root.querySelector("[value=manual]").click();
  button("1 hour", root).click();
  await settled();
  assert.deepEqual(
    asked.filter((each) => Array.isArray(each)),
    [
      ["POST /clock", { mode: "manual" }],
      ["POST /advance", { seconds: 3600 }],
    ],
  );
});

test("a faster clock is read without asking again", async () => {
  let wall = NOW;
  const { ask } = simulators({
    "GET /clock": { mode: "scaled", now: "2030-05-14T15:00:00Z", rate: 60 },
  });
  const end = new AbortController();
  const face = faceOf({ ask, signal: end.signal, wall: () => wall });
  await face.look();
  wall += 1_000;
  end.abort();
  assert.equal(face.now() - NOW, 60_000);
});
