// How the bot is heard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, voice } from "../../../../scripts/local/simulators/page/js/phone/voice.js";
import { loudspeaker, settled } from "./page.js";

const FILE = {
  call: "CA1",
  number: 3,
  via: "http://app/a.wav",
  text: "Hello",
  language: "en",
};
const SAID = {
  call: "CA1",
  number: 4,
  via: "say",
  text: "Adiós",
  language: "es",
};

function speaker(t, ears = "sent") {
  const end = new AbortController();
  t.after(() => end.abort());
  const heard = [];
  return {
    heard,
    ...voice({
      ears: () => ears,
      speaking: (number) => heard.push(number),
      signal: end.signal,
    }),
  };
}

test("a file is fetched through the simulators, words are spoken by them", () => {
  assert.equal(addressOf(FILE), "/__sim__/audio?call=CA1&number=3");
  assert.equal(addressOf(SAID), "/__sim__/speech?text=Adi%C3%B3s&language=es");
});

test("sounds are heard one after the other", async (t) => {
  const playing = loudspeaker(t);
  const { say } = speaker(t);
  say(FILE);
  say(SAID);
  assert.equal(playing.length, 1);
  playing[0].dispatchEvent(new Event("ended"));
  await settled();
  assert.equal(playing[1].address, addressOf(SAID));
});

test("who is interrupted falls silent, and says nothing that was to come", async (t) => {
  const playing = loudspeaker(t);
  const { say, cut, heard } = speaker(t);
  say(FILE);
  say(SAID);
  cut();
  await settled();
  assert.deepEqual([playing.length, playing[0].isPaused, heard], [1, true, [3, null]]);
});

test("muted, nothing is fetched", async (t) => {
  const playing = loudspeaker(t);
  speaker(t, "off").say(FILE);
  await settled();
  assert.equal(playing.length, 0);
});
