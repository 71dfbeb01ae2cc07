// Imports: the look into a file, what became of its rows, the way back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../frontend/js/api.js";
import { preview } from "../../frontend/js/parts/preview.js";
import { importPage } from "../../frontend/js/views/import.js";
import { button, inEnglish, mounted, settled } from "./page.js";

const page = (...items) => ({ items, next: null });
const EVIL = "<img src=x onerror=alert(1)>";

test("an import tells of each row why", async (t) => {
  const made = {
    id: "i1",
    list_id: "l1",
    file_name: "people.csv",
    state: "done",
    requested_by: "x",
    requested_at: "2030-05-14T09:00:00Z",
    failure: null,
    total: 2,
    position: 2,
    imported: 1,
    repaired: 0,
    duplicate: 0,
    rejected: 1,
  };
  const row = {
    row: 3,
    result: "rejected",
    reasons: [{ code: "phone_missing", text: "There is no phone number." }],
    cells: ["Front desk", ""],
  };
  const { root } = mounted(t, importPage, {
    params: { id: "i1" },
    answers: { "GET /imports/i1": made, "GET /imports/i1/rows": page(row) },
  });
  await settled();
  assert.match(root.querySelector("tbody").textContent, /Rejected.*There is no phone number\./);
});

const anImport = (more = {}) => ({
  id: "i1",
  list_id: "l1",
  file_name: "people.csv",
  state: "done",
  requested_by: "x",
  requested_at: "2030-05-14T09:00:00Z",
  failure: null,
  total: 1,
  position: 1,
  imported: 1,
  repaired: 0,
  duplicate: 0,
  rejected: 0,
  ...more,
});

test("an import is withdrawn after a question, and then no more", async (t) => {
  let state = "done";
  const { asked } = mounted(t, importPage, {
    params: { id: "i1" },
    answers: {
      "GET /imports/i1": () => anImport({ state }),
      "GET /imports/i1/rows": page(),
      "POST /imports/i1/withdrawal": () => {
        state = "withdrawn";
        return anImport({ state });
      },
    },
  });
  await settled();
  button("Withdraw").click();
  button("Withdraw", document.querySelector("dialog")).click();
  await settled();
  assert.ok(asked.some((each) => each.path === "/imports/i1/withdrawal"));
  assert.equal(button("Withdraw").hidden, true);
});

const seen = {
  problem: null,
  format: "csv",
  encoding: "utf-8",
  delimiter: "\t",
  has_header: false,
  columns: [
    { name: "Tel", field: "phone" },
    { name: "Who", field: "variable" },
  ],
  rows: [
    {
      row: 2,
      result: "repaired",
      reasons: [{ code: "plus", text: "+ put before it." }],
      cells: ["12125550100", EVIL],
      name: EVIL,
      phone: "+12125550100",
      language: "en",
      zones: ["America/New_York"],
    },
  ],
};

test("a preview shows the first rows as they would end, as text", () => {
  const shown = preview({ words: inEnglish, seen, take: async () => {}, again: async () => {} });
  assert.match(shown.textContent, /divided by “tab”\. The first row is no header\./);
  assert.match(shown.querySelector("tbody").textContent, /Repaired.*<img.*\+1 212 555 0100/);
});

test("another choice for a column looks into the file again", async () => {
  const mappings = [];
  const again = async (mapping) => mappings.push(JSON.parse(mapping));
  const shown = preview({ words: inEnglish, seen, take: async () => {}, again });
  const choice = shown.querySelectorAll("select")[1];
  choice.value = "name";
  choice.dispatchEvent(new Event("change"));
  await settled();
  assert.deepEqual(mappings, [
    { phone: "Tel", name: "Who", language: null, zone: null, ignored: [] },
  ]);
});

test("a file without telephones can be looked into, not imported", () => {
  const lost = { ...seen, problem: "The file has no column for the phone number." };
  const shown = preview({ words: inEnglish, seen: lost, take: async () => {}, again: async () => {} });
  assert.match(shown.querySelector(".notice").textContent, /choose it/);
  assert.equal(button("Import", shown).disabled, true);
});

test("a refused import says why and can be tried again", async () => {
  const take = async () => {
    throw new Problem(413, { detail: "Send it in parts." });
  };
  const shown = preview({ words: inEnglish, seen, take, again: async () => {} });
  button("Import", shown).click();
  await settled();
  assert.equal(shown.querySelector("[role=alert]").textContent, "Send it in parts.");
  assert.equal(button("Import", shown).disabled, false);
});
