// What the page remembers of calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { board as boardOf } from "../../../../scripts/local/simulators/page/js/board.js";
import { aCall, happened, settled, shown, simulators } from "./page.js";

function filled(t, answers) {
  const end = new AbortController();
  t.after(() => end.abort());
  const { ask, asked } = simulators(answers);
  return { board: boardOf({ ask, signal: end.signal }), asked, end };
}

test("a call nobody knew is asked for, once", async (t) => {
  const { board, asked } = filled(t, { "GET /calls": [aCall()] });
  board.take([happened("created"), happened("state", { status: "ringing" })]);
  board.take([happened("bot")]);
  await settled();
  assert.equal(asked.length, 1);
  assert.equal(board.call("CA1").persona, "cooperative");
});

test("a state is known without asking", async (t) => {
  const { board, asked } = filled(t, { "GET /calls": [aCall()] });
  await board.refresh();
  board.take([happened("state", { status: "completed" })]);
  assert.equal(board.call("CA1").status, "completed");
  assert.equal(board.live().length, 0);
  assert.equal(asked.length, 1);
});

test("what is watched is there once and in order, whichever way it came", async (t) => {
  const [one, two, three] = ["verb", "bot", "gather"].map((kind) => happened(kind));
  const { board, end } = filled(t, { "GET /timeline": [one, two] });
  const watching = board.watch("CA1", end.signal);
  board.take([three, two]);
  await watching;
  assert.deepEqual(
    board.events("CA1").map(({ kind }) => kind),
    ["verb", "bot", "gather"],
  );
});

test("much that happens at once is shown once", async (t) => {
  const { board, end } = filled(t, { "GET /calls": [aCall()] });
  const seen = [];
  board.changed((fresh) => seen.push(fresh.length), end.signal);
  for (let count = 0; count < 100; count += 1) board.take([happened("audio", {}, { call: "" })]);
  await shown();
  assert.deepEqual(seen, [100]);
});

test("simulators that forgot everything are forgotten with", async (t) => {
  const lists = [[aCall()], []];
  const { board, end } = filled(t, {
    "GET /calls": () => lists.shift() ?? [],
    "GET /timeline": [happened("bot")],
  });
  await board.refresh();
  await board.watch("CA1", end.signal);
  await board.begin();
  assert.deepEqual([board.all().length, board.events("CA1").length], [0, 0]);
});
