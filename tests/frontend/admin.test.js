// What administration and dashboards decide, and that forms of several rows lose nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { byUnit, ceiling, drawn, figure, unitOf } from "../../frontend/js/model/boards.js";
import { apart, lines, spans } from "../../frontend/js/model/records.js";
import { rows, rowsOf } from "../../frontend/js/parts/fields.js";
import { columnsPlot } from "../../frontend/js/parts/plots.js";
import { daysText, definitions } from "../../frontend/js/views/admin-sla.js";
import { assistSettings } from "../../frontend/js/views/assist-settings.js";
import { alerts, operation } from "../../frontend/js/views/admin-operation.js";
import { tokens } from "../../frontend/js/views/admin-access.js";
import { AGENT, button, inEnglish, mounted, settled } from "./page.js";

const ADMIN = { ...AGENT, roles: ["admin"] };
const DEFINITION = {
  id: "d1",
  name: "Seen to",
  kind: "response",
  minutes: 90,
  condition: { priorities: [1], channels: [], languages: [] },
  calendar_id: "c1",
  pauses: [],
  place: 10,
  active: true,
  version: 4,
};

test("a figure is told in what its name counts", () => {
  assert.equal(unitOf("spent_micro"), "money");
  assert.equal(figure(inEnglish, "spent_micro", 1_500_000, "EUR"), "€1.50");
  assert.equal(figure(inEnglish, "talk_seconds", 74.4, "EUR"), "1:14");
  assert.equal(figure(inEnglish, "per_result_micro", null, "EUR"), "–");
});

test("a series by priority is not a series of priorities", () => {
  const series = drawn("by_priority", [{ priority: 1, count: 4 }]);
  assert.deepEqual([series.labels, series.lines], [["1"], [{ name: "count", values: [4] }]]);
});

test("money and results stand on axes of their own", () => {
  const series = drawn("days", [{ day: "2030-05-14", results: 2, busy: 1, spent_micro: 70_000 }]);
  const parts = byUnit(series).map((each) => each.lines.map((line) => line.name));
  assert.deepEqual(parts, [["results", "busy"], ["spent_micro"]]);
});

test("an axis ends at a round number", () => {
  assert.deepEqual([0, 7, 16, 240].map(ceiling), [1, 10, 20, 250]);
});

test("a plot stands beside a table of the same numbers", () => {
  const drawing = columnsPlot({
    title: "Calls",
    words: inEnglish,
    labels: ["09:00", "10:00"],
    lines: [{ name: "Answered", values: [3, 5] }],
    tell: String,
  });
  const cells = [...drawing.querySelectorAll("td")].map((each) => each.textContent);
  assert.deepEqual(cells, ["3", "5"]);
});

test("minutes, days and lists are written as people read them", () => {
  assert.deepEqual(spans(1530), [1, 1, 30]);
  assert.equal(daysText(inEnglish, "1,2,3,4,5"), "Mon–Fri");
  assert.deepEqual([apart("6,7"), lines("ES, US-FL\n")], [[6, 7], ["ES", "US-FL"]]);
});

test("rows are read back as they were given, without the empty ones", () => {
  const field = rows({
    name: "members",
    label: "Members",
    cells: [
      { name: "name", label: "Name" },
      { name: "capacity", label: "Most" },
    ],
    values: [{ name: "Ana", capacity: 5 }, { name: "" }],
  });
  const form = document.createElement("form");
  form.append(field.build(inEnglish).element);
  assert.deepEqual(rowsOf(new FormData(form), "members", ["name", "capacity"]), [
    { name: "Ana", capacity: "5" },
  ]);
});

test("a change carries the version it was made from", async (t) => {
  const { asked, root } = mounted(t, definitions, {
    me: ADMIN,
    answers: {
      "GET /sla/definitions": [DEFINITION],
      "GET /sla/calendars": [{ id: "c1", name: "Office" }],
      "PUT /sla/definitions/d1": DEFINITION,
    },
  });
  await settled();
  button("Change", root).click();
  await settled();
  document.querySelector("dialog form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  const sent = asked.find((each) => each.method === "PUT");
  assert.deepEqual([sent.seen, sent.body.condition.priorities, sent.body.active], [4, [1], true]);
});

test("who may not change anything is offered no way to", async (t) => {
  const { root } = mounted(t, definitions, { answers: { "GET /sla/definitions": [DEFINITION] } });
  await settled();
  assert.equal(root.querySelectorAll("button:not(.order)").length, 0);
});

test("what a system does not offer is said, once", async (t) => {
  const { root } = mounted(t, tokens, { me: ADMIN });
  await settled();
  assert.equal(root.querySelector(".notice").hidden, false);
  assert.equal(button("Add", root).hidden, true);
});

test("all dialling is stopped with a reason", async (t) => {
  const { asked, root } = mounted(t, operation, {
    me: ADMIN,
    answers: {
      "GET /ops/dialling": { paused: false },
      "GET /ops/outbox": { waiting: 0 },
      "POST /ops/dialling/pause": { paused: true },
    },
  });
  await settled();
  button("Stop all dialling", root).click();
  document.querySelector("dialog [name=reason]").value = "the wrong list";
  document.querySelector("dialog form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  const sent = asked.find((each) => each.path === "/ops/dialling/pause");
  assert.deepEqual(sent.body, { reason: "the wrong list" });
});

const TRIED = {
  state: "done",
  done: 50,
  tickets: 50,
  asked_by: "Eva",
  asked_at: "2026-03-02T09:00:00Z",
  items: [{ field: "category", by: "rules", measured: 40, right: 30 }],
};

test("what triage would have said of closed tickets stands in a table", async (t) => {
  const { root } = mounted(t, assistSettings, {
    answers: { "GET /assist/backtests": [TRIED] },
  });
  await settled();
  const cells = [...root.querySelectorAll("tbody td, tbody th")].map((each) => each.textContent);
  assert.deepEqual(cells.slice(1, 4), ["Rules", "40", "75%"]);
  assert.equal(root.querySelectorAll("form").length, 0);
});

test("how often triage was right is told over all weeks, of the model and of the rules apart", async (t) => {
  const told = (week, by, measured, right) => ({ week, field: "category", by, measured, right });
  const items = [told("2026-02-23", "rules", 10, 5), told("2026-03-02", "rules", 30, 25)];
  const { root } = mounted(t, assistSettings, {
    answers: {
      "GET /assist/accuracy": {
        items: [...items, told("2026-03-02", "model", 4, 4)],
        alarms: [{ field: "category", week: "2026-03-02" }],
      },
    },
  });
  await settled();
  const rows = [...root.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].slice(1, 4).map((cell) => cell.textContent),
  );
  assert.deepEqual(rows, [
    ["Rules", "40", "75%"],
    ["Model", "4", "100%"],
  ]);
  assert.match(root.querySelector(".notice").textContent, /less often .* Mar .*2026/);
});

test("an admin has triage tried on as many closed tickets as they say", async (t) => {
  const { asked, root } = mounted(t, assistSettings, {
    me: ADMIN,
    answers: { "GET /assist/backtests": [], "POST /assist/backtests": TRIED },
  });
  await settled();
  root.querySelector("[name=tickets]").value = "50";
  button("Try it", root).click();
  await settled();
  const sent = asked.find((each) => each.method === "POST");
  assert.deepEqual(sent.body, { tickets: 50, model: false });
});

const HELD = {
  id: "h1",
  address: "eva@people.example",
  subject: "Help",
  text: "It jams",
  files: 1,
  at: "2030-05-14T09:00:00Z",
  admitted_by: null,
};
const heldAnswers = (items, more = {}) => ({
  "GET /ops/alerts": { items: [], next: null },
  "GET /held-mail": {
    items,
    next: null,
    senders: items.map(({ address }) => ({ address, count: 7 })),
  },
  ...more,
});
const heldCard = (root) => root.querySelector("section[aria-label='Held mail']");

test("mail that is held is shown with whose it is, and let in", async (t) => {
  const answers = heldAnswers([HELD], { "POST /held-mail/h1/admission": { count: 1 } });
  const { root, asked, told } = mounted(t, alerts, { answers });
  await settled();
  const card = heldCard(root);
  assert.equal(card.hidden, false);
  assert.match(card.textContent, /eva@people\.example: 7.*Help.*It jams/);
  button("Let in", card).click();
  await settled();
  assert.ok(asked.some(({ path }) => path === "/held-mail/h1/admission"));
  assert.deepEqual(told, ["It comes in within minutes."]);
});

test("all of a sender is thrown away once somebody is sure", async (t) => {
  const answers = heldAnswers([HELD], { "POST /held-mail/removals": { count: 7 } });
  const { root, asked } = mounted(t, alerts, { answers });
  await settled();
  button("Throw all away", heldCard(root)).click();
  assert.equal(asked.filter(({ body }) => body).length, 0);
  document.querySelector("dialog form").requestSubmit();
  await settled();
  assert.deepEqual(asked.find(({ body }) => body)?.body, { address: "eva@people.example" });
});

test("where no mail is held, nothing is said of it", async (t) => {
  const { root } = mounted(t, alerts, { answers: heldAnswers([]) });
  await settled();
  assert.equal(heldCard(root).hidden, true);
});
