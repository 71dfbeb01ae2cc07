// What the page makes of calls, events and messages, without showing any.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as calls from "../../../../scripts/local/simulators/page/js/model/calls.js";
import { ready, ruleOf } from "../../../../scripts/local/simulators/page/js/model/faults.js";
import { threads } from "../../../../scripts/local/simulators/page/js/model/messages.js";
import {
  fitting,
  yourNumbers,
} from "../../../../scripts/local/simulators/page/js/model/numbers.js";
import * as talk from "../../../../scripts/local/simulators/page/js/model/talk.js";
import {
  facts,
  gist,
  groupOf,
} from "../../../../scripts/local/simulators/page/js/model/timeline.js";
import { tonesOf } from "../../../../scripts/local/simulators/page/js/phone/tones.js";
import { aCall, happened, yourCall } from "./page.js";

test("the telephone shows the call one talks on before one that rings", () => {
  const rings = yourCall({ sid: "CA2", status: "ringing" });
  assert.equal(calls.yours([rings, yourCall(), aCall()]).sid, "CA1");
  assert.equal(calls.yours([rings, yourCall({ status: "completed" })]).sid, "CA2");
  assert.equal(calls.yours([aCall()]), null);
});

test("a call that comes in rings at the system, not here", () => {
  assert.ok(calls.isRinging(yourCall({ status: "ringing" })));
  assert.ok(!calls.isRinging(yourCall({ status: "ringing", direction: "inbound" })));
});

test("a state changes the call, and its end is the event's", () => {
  const ended = calls.after(aCall(), happened("state", { status: "completed" }));
  assert.equal(ended.status, "completed");
  assert.equal(calls.seconds(ended, Number.NaN), 0);
  assert.equal(calls.after(aCall(), happened("bot")).status, "in-progress");
});

test("calls under way come first, and digits find a number", () => {
  const over = aCall({ sid: "CA2", status: "busy", to: "+13125550101" });
  assert.deepEqual(
    calls.found([over, aCall()], {}).map(({ sid }) => sid),
    ["CA1", "CA2"],
  );
  assert.deepEqual(calls.found([over, aCall()], { text: "312 555" }), [over]);
  assert.deepEqual(calls.found([over, aCall()], { show: "live" }), [aCall()]);
});

test("what one's own telephone says at the answer is no part of the conversation", () => {
  const events = [
    happened("person", { said: "Hello?", greeting: true }),
    happened("bot", { text: "Who is it?", via: "say" }),
    happened("person", { said: "Me" }),
    happened("person", { pressed: "1" }),
  ];
  assert.deepEqual(
    talk.conversation(events).map(({ who, text }) => [who, text]),
    [
      ["bot", "Who is it?"],
      ["you", "Me"],
      ["you", "1"],
    ],
  );
});

test("what was talked over is cut, and a failure is told", () => {
  const events = [
    happened("bot", { text: "A long sentence", via: "say" }),
    happened("barge_in", { over: "A long sentence", heard: "A long", unheard: "sentence" }),
    happened("application_error"),
  ];
  const [line, note] = talk.conversation(events);
  assert.deepEqual([line.text, line.unheard, line.isCut], ["A long", "sentence", true]);
  assert.equal(note.note, "note.error");
});

test("the bot listens from its Gather to what it heard", () => {
  const asks = happened("verb", { verb: "Gather" });
  assert.ok(talk.isListening([asks, happened("bot")]));
  assert.ok(!talk.isListening([asks, happened("gather")]));
  assert.ok(!talk.isListening([happened("verb", { verb: "Say" })]));
});

test("a pause is not heard, a file without words is", () => {
  const pause = happened("bot", { text: "", via: "pause" });
  const file = happened("bot", { text: "", via: "http://app/audio/a.wav" });
  assert.deepEqual(talk.sounds([pause, file]), [file]);
});

test("of your numbers the one is offered where it is day", () => {
  const evening = Date.parse("2030-05-15T04:00:00Z"); // 21:00 in Los Angeles, 18:00 in Honolulu
  assert.equal(fitting(yourNumbers(), "en", evening).number, "+18085550150");
  assert.equal(
    fitting(yourNumbers(), "es", Date.parse("2030-05-14T15:00:00Z")).number,
    "+17875550150",
  );
});

test("a webhook that failed is trouble", () => {
  assert.equal(groupOf(happened("webhook", { status: 200 })), "webhook");
  assert.equal(groupOf(happened("webhook", { status: 503 })), "trouble");
  assert.equal(groupOf(happened("something new")), "state");
});

test("an event says in few words what it is about", () => {
  const webhook = happened("webhook", {
    url: "http://app/twilio/voice/turn?x=1",
    status: 200,
  });
  assert.equal(gist(webhook), "/twilio/voice/turn → 200");
  assert.equal(gist(happened("gather", { given: {} })), "∅");
});

test("every fact of an event is shown by its path", () => {
  const told = facts({ fields: { To: "+1", City: "" }, signed: true });
  assert.deepEqual(told, [
    ["fields.To", "+1"],
    ["signed", "true"],
  ]);
});

test("texts with one number are one conversation, in order", () => {
  const ours = {
    from: "+1a",
    to: "+1b",
    body: "Hi",
    at: "2030-01-01T10:00:00Z",
    direction: "out",
  };
  const theirs = {
    from: "+1b",
    to: "+1a",
    body: "STOP",
    at: "2030-01-01T11:00:00Z",
    direction: "in",
  };
  const [thread, ...more] = threads([theirs, ours]);
  assert.deepEqual([thread.number, thread.ours, more], ["+1b", "+1a", []]);
  assert.deepEqual(thread.texts, [ours, theirs]);
});

test("what a form leaves open is left out of a rule", () => {
  const form = {
    where: "oa.chat",
    action: "hang",
    value: "",
    match: " ",
    often: "always",
    amount: "1",
  };
  assert.deepEqual(ruleOf(form), { where: "oa.chat", action: "hang" });
  const chance = {
    ...form,
    action: "delay",
    value: "2",
    match: "+1*",
    often: "chance",
    amount: "25",
  };
  assert.deepEqual(ruleOf(chance), {
    where: "oa.chat",
    action: "delay",
    value: 2,
    match: "+1*",
    probability: 0.25,
  });
});

test("only faults these simulators know are offered", () => {
  const kinds = [{ where: "oa.chat", actions: [{ name: "delay", value: "seconds" }] }];
  assert.deepEqual(
    ready(kinds).map(({ name }) => name),
    ["slowModel"],
  );
});

test("each key has the two tones of its row and column", () => {
  assert.deepEqual(tonesOf("1"), [697, 1209]);
  assert.deepEqual(tonesOf("0"), [941, 1336]);
  assert.deepEqual(tonesOf("#"), [941, 1477]);
});
