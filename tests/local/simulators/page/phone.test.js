// The telephone on the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { phone } from "../../../../scripts/local/simulators/page/js/phone/phone.js";
import { button, happened, loudspeaker, mounted, settled, shown, yourCall } from "./page.js";

async function with_(t, call, more = {}) {
  const made = mounted(t, phone, { calls: call ? [call] : [], ...more });
  await made.board.refresh();
  await shown();
  return made;
}

const rings = yourCall({ status: "ringing", answered: null });

test("at rest it shows a number of yours, and calls in as you", async (t) => {
  const { root, asked } = await with_(t, null, {
    answers: { "POST /inbound": { sid: "CA9" } },
  });
  assert.equal(root.querySelector(".own-number").textContent, "+1 202 555 0150");
  button("Call in").click();
  await settled();
  const body = { from: "+12025550150", to: "+12025550100", persona: "you" };
  assert.deepEqual(asked.at(-1), ["POST /inbound", body]);
});

test("where no number of the system is answered, nobody can call in", async (t) => {
  const start = { run: "r", number: 0, ours: [], web: "http://web" };
  const { root } = await with_(t, null, { start });
  assert.equal(button("Call in"), undefined);
  assert.match(root.textContent, /None of the system's numbers/);
});

test("whoever cannot talk because the clock jumps is told so", async (t) => {
  const { root } = await with_(t, null, { face: { mode: () => "auto_advance" } });
  assert.equal(root.querySelector(".strange").hidden, false);
});

test("it rings, and says who calls, at once and aloud", async (t) => {
  const { root, made } = await with_(t, rings);
  assert.match(root.querySelector("[role=alert]").textContent, /\+1 202 555 0100/);
  assert.equal(made.title(), "☎ +1 202 555 0100 calls");
});

for (const [label, act] of [
  ["Answer", "answer"],
  ["Decline", "reject"],
]) {
  test(`${label} picks up or does not`, async (t) => {
    const { asked } = await with_(t, rings);
    button(label).click();
    await settled();
    assert.equal(asked.at(-1), `POST /calls/CA1/${act}`);
  });
}

test("what is said appears, and is heard, while it is said", async (t) => {
  const playing = loudspeaker(t);
  const { root, board } = await with_(t, yourCall());
  board.take([happened("bot", { text: "How can I help?", via: "say" })]);
  await shown();
  assert.equal(playing.length, 1);
  assert.equal(root.querySelector(".bubble.bot").lastChild.textContent, "How can I help?");
  assert.equal(root.querySelector("[role=log]").getAttribute("aria-live"), "polite");
});

test("who answers by keyboard can type at once", async (t) => {
  const { board } = await with_(t, rings);
  button("Answer").focus();
  board.take([happened("state", { status: "in-progress" })]);
  await shown();
  assert.equal(document.activeElement.className, "say-words");
});

test("typed words are said, and lost words are told", async (t) => {
  const answers = { "POST /calls/CA1/say": { listening: false } };
  const { root, asked, told } = await with_(t, yourCall(), { answers });
  root.querySelector(".say-words").value = " My line is dead ";
  root.querySelector(".say").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  assert.deepEqual(asked.at(-1), ["POST /calls/CA1/say", { text: "My line is dead" }]);
  assert.match(told[0], /Nobody was listening/);
});

test("keys are pressed by pointer and by keyboard", async (t) => {
  const { root, asked } = await with_(t, yourCall());
  root.querySelector("[data-key='1']").click();
  const pad = root.querySelector(".keypad");
  pad.dispatchEvent(new KeyboardEvent("keydown", { key: "#", cancelable: true }));
  await settled();
  const pressed = asked.filter(([path]) => path === "POST /calls/CA1/press");
  assert.deepEqual(
    pressed.map(([, body]) => body.digits),
    ["1", "#"],
  );
  assert.equal(root.querySelector(".typed").textContent, "1#");
});

test("it says whose turn it is", async (t) => {
  const { root, board } = await with_(t, yourCall());
  board.take([happened("verb", { verb: "Gather" })]);
  await shown();
  assert.match(root.querySelector(".turn").textContent, /Your turn/);
  board.take([happened("gather", { given: {} })]);
  await shown();
  assert.match(root.querySelector(".turn").textContent, /talking or thinking/);
});

test("after the end it says how long one talked, until it is put away", async (t) => {
  const { root, board } = await with_(t, yourCall());
  board.take([happened("state", { status: "completed" }, { at: "2030-05-14T15:00:12Z" })]);
  await shown();
  assert.match(root.textContent, /The call lasted 1:12/);
  button("Done").click();
  assert.ok(root.querySelector(".idle"));
});

test("another call that rings meanwhile waits until one has hung up", async (t) => {
  const second = { ...rings, sid: "CA2" };
  const { root, board } = mounted(t, phone, { calls: [second, yourCall()] });
  await board.refresh();
  await shown();
  assert.ok(root.querySelector(".talking"));
  board.take([happened("state", { status: "completed" })]);
  await shown();
  assert.ok(root.querySelector(".ringing"));
});
