// Numbers, money and times are each reader's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bestLanguage, speak } from "../../frontend/js/language.js";
import { NOW } from "./page.js";

const spanish = speak("es", { locale: "es-ES", zone: "Europe/Madrid", now: () => NOW });
const english = speak("en", { locale: "en-US", zone: "America/New_York", now: () => NOW });

test("the browser's first language that we speak is spoken", () => {
  assert.equal(bestLanguage(["pt-BR", "es-419", "en"]), "es");
  assert.equal(bestLanguage(["ja"]), "en");
});

test("numbers and money are written as the reader writes them", () => {
  assert.equal(spanish.money(1_234_500_000, "EUR").replace(/\s/g, " "), "1234,50 €");
  assert.equal(english.money(1_234_500_000, "USD"), "$1,234.50");
});

test("one is not many", () => {
  assert.match(english.t("matter.unassigned", { count: 1 }), /ticket is/);
  assert.match(spanish.t("matter.unassigned", { count: 2 }), /^tickets abiertos/);
});

test("a moment is told in the reader's zone, which is named", () => {
  assert.match(spanish.when("2030-05-14T09:30:00Z"), /11:30/);
  assert.match(english.exactly("2030-05-14T09:30:00Z"), /5:30:00\s?AM EDT/);
});

test("how long ago is told in words", () => {
  assert.equal(english.ago("2030-05-14T09:30:00Z"), "30 minutes ago");
  assert.equal(spanish.ago("2030-05-14T09:59:58Z"), "ahora mismo");
});

test("a word of the API that the page does not know stays readable", () => {
  assert.equal(english.word("outcome", "left_the_room"), "left the room");
  assert.equal(english.word("refusal", "see file_a b"), "see file_a b");
});

test("what the API says in English is said in Spanish to Spanish readers", () => {
  assert.match(spanish.told("import.phone_missing", "There is no phone number."), /No hay número/);
  assert.equal(
    english.told("import.phone_missing", "There is no phone number."),
    "There is no phone number.",
  );
});
