// How the page hears of what happens, and finds its way back when the simulators were away.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Offline, Refused, asker } from "../../../../scripts/local/simulators/page/js/ask.js";
import { feed } from "../../../../scripts/local/simulators/page/js/feed.js";
import { happened, START } from "./page.js";

/** A feed of these answers, one after the other, until they are used up; what it told. */
async function fed(timeline, starts = []) {
  const end = new AbortController();
  const told = [];
  async function ask(path) {
    const answers = path === "/start" ? starts : timeline;
    if (path !== "/start") told.push(path.match(/after=(\d+)/)[1]);
    if (!answers.length) end.abort();
    const answer = answers.shift() ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  }
  await feed({
    ask,
    start: START,
    heard: (events) => told.push(events.map(({ kind }) => kind)),
    trouble: (away) => told.push(away ? "away" : "back"),
    quiet: () => told.push("quiet"),
    restarted: (now) => told.push(now.run),
    signal: end.signal,
  });
  return told;
}

test("each question is for what came after the last answer", async () => {
  const one = happened("bot", {}, { number: 7 });
  assert.deepEqual((await fed([[one]])).slice(0, 3), ["0", ["bot"], "7"]);
});

test("simulators that were away and are others now are told of", async () => {
  const told = await fed(
    [new Offline("gone"), []],
    [
      { ...START, run: "other", number: 3 },
      { ...START, run: "other", number: 3 },
    ],
  );
  assert.deepEqual(told.slice(0, 6), ["0", "away", "other", "3", "quiet", "back"]);
});

test("a refusal says why, in the simulators' words", async () => {
  const fetch = async () => new Response('{"detail": "from is no number"}', { status: 400 });
  await assert.rejects(
    asker({ fetch })("/inbound", { body: {} }),
    new Refused(400, "from is no number"),
  );
});

test("nobody there is something else than a refusal", async () => {
  const fetch = async () => Promise.reject(new TypeError("fetch failed"));
  await assert.rejects(asker({ fetch })("/calls"), Offline);
});
