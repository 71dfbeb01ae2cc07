// What the list and the record decide without a screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { left, nearest, tone } from "../../frontend/js/model/clocks.js";
import {
  crumbs,
  like,
  lineOf,
  narrowed,
  preset,
  read,
  upTo,
  without,
  written,
} from "../../frontend/js/model/conditions.js";
import { named, sequence } from "../../frontend/js/model/keys.js";
import { chosen, moved, toggled, USUAL } from "../../frontend/js/model/list-columns.js";
import { conflicts, remaining } from "../../frontend/js/model/merging.js";
import { clauseSaid } from "../../frontend/js/model/saying.js";
import {
  closed,
  marked,
  matching,
  neighbour,
  opened,
  starred,
} from "../../frontend/js/model/trail.js";
import { inEnglish } from "./page.js";

const LINE = "state=open^priority<=2^ORimpact=1^titleLIKEa^^b^NQassigneeISEMPTY";

test("conditions survive being read and written", () => {
  assert.equal(written(read(LINE)), LINE);
  const [first, second] = read(LINE);
  assert.deepEqual(first[1], [
    { field: "priority", operator: "<=", value: "2" },
    { field: "impact", operator: "=", value: "1" },
  ]);
  assert.equal(first[2][0].value, "a^b");
  assert.deepEqual(second, [[{ field: "assignee", operator: "ISEMPTY", value: "" }]]);
});

test("every operator is read whole, whatever begins like it", () => {
  const operators = ["NOT LIKE", "LIKE", "NOT IN", "IN", "ISNOTEMPTY", "ISEMPTY", "<=", "<", "!="];
  assert.deepEqual(
    operators.map((each) => read(`title${each}x`)[0][0][0].operator),
    operators,
  );
});

test("what is no term is left out, and nothing is no condition", () => {
  assert.deepEqual(read("what?^state=new"), [[[{ field: "state", operator: "=", value: "new" }]]]);
  assert.deepEqual(read(""), []);
});

test("a part of the path goes back to it, a cross takes out that alone", () => {
  const conditions = read(LINE);
  const [, second] = crumbs(conditions);
  assert.equal(written(upTo(conditions, second)), "state=open^priority<=2^ORimpact=1");
  assert.equal(written(without(conditions, second)), "state=open^titleLIKEa^^b^NQassigneeISEMPTY");
  assert.equal(written(without(read("state=open"), { query: 0, place: 0 })), "");
});

test("showing what matches narrows every alternative", () => {
  const term = like("assignee", null, true);
  assert.equal(
    written(narrowed(read("state=new^NQpriority=1"), term)),
    "state=new^assigneeISEMPTY^NQpriority=1^assigneeISEMPTY",
  );
  assert.equal(written(narrowed([], like("state", "new", false))), "state!=new");
  assert.equal(like("opened_at", "2030-05-14T09:00:00Z", false).operator, "<");
});

test("a new ticket begins with what its list asks for", () => {
  const line = "state=open^impact=1^language=es^priority<=2^assignee=ana^ORassignee=eva";
  assert.deepEqual(preset(read(line)), { impact: "1", language: "es" });
  assert.deepEqual(preset(read("impact=1^NQimpact=2")), {});
});

test("addresses of before are understood", () => {
  assert.equal(
    lineOf(new URLSearchParams("state=new&state=on_hold&priority=1")),
    "stateINnew,on_hold^priority=1",
  );
  assert.equal(lineOf(new URLSearchParams({ q: "state=open" })), "state=open");
});

test("conditions are said in the reader's words", () => {
  const said = read("stateINnew,open^updated_at<-1d^ORassigneeISEMPTY^priorityBETWEEN1@2")[0];
  assert.deepEqual(
    said.map((clause) => clauseSaid(inEnglish, clause)),
    [
      "State is one of New, Open",
      "Updated is less than 1 day ago or Assigned to is empty",
      "Priority is between 1 Critical and 2 High",
    ],
  );
});

test("only what both changed, and not alike, is a conflict", () => {
  const base = { title: "a", impact: 2, assignee: null };
  const theirs = { title: "b", impact: 1, assignee: null };
  assert.deepEqual(conflicts(base, { title: "c", impact: 1, assignee: "ana" }, theirs), ["title"]);
  const mine = { title: "c", impact: 1, assignee: "ana" };
  assert.deepEqual(remaining(mine, theirs, []), { title: "c", assignee: "ana" });
  assert.deepEqual(remaining(mine, theirs, ["title"]), { assignee: "ana" });
});

test("of many open tabs the oldest without changes makes room", () => {
  const many = Array.from({ length: 12 }, (_, place) => ({
    address: `#/${place}`,
    title: `${place}`,
  }));
  const tabs = opened(marked(many, "#/0", true), { address: "#/new", title: "new" });
  assert.deepEqual([tabs.length, tabs[0].address, tabs[1].address], [12, "#/0", "#/2"]);
  assert.equal(opened(tabs, { address: "#/new", title: "INC1" }).at(-1).title, "INC1");
});

test("a closed tab leads to its neighbour, the last one home", () => {
  const tabs = [
    { address: "#/a", title: "a" },
    { address: "#/b", title: "b" },
  ];
  assert.deepEqual([neighbour(tabs, "#/a"), neighbour(tabs, "#/b")], ["#/b", "#/a"]);
  assert.equal(neighbour(closed(tabs, "#/a"), "#/b"), "#/");
});

test("a star is put and taken away, and names are found without their accents", () => {
  const place = { address: "#/a", title: "Contraseña olvidada" };
  assert.deepEqual(starred([], place), [place]);
  assert.deepEqual(starred([place], place), []);
  assert.deepEqual(matching([place], "OLVI contrasena"), [place]);
});

test("keys are known by name, and by those before them", () => {
  const press = (key, more = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });
  assert.equal(named(press("S", { ctrlKey: true, shiftKey: true })), "ctrl+shift+s");
  assert.equal(named(press("?", { shiftKey: true })), "?");
  const known = [{ keys: "i" }, { keys: "g i" }];
  const find = sequence();
  assert.equal(find("g", 0, known), null);
  assert.equal(find("i", 500, known).keys, "g i");
  assert.equal(find("g", 10_000, known), null);
  assert.equal(find("i", 20_000, known).keys, "i");
});

test("columns are chosen, moved, and never all taken away", () => {
  assert.deepEqual(chosen(["state", "gone", "number", "state"]), ["state", "number"]);
  assert.deepEqual(chosen([]), USUAL);
  assert.deepEqual(moved(["a", "b", "c"], "c", -1), ["a", "c", "b"]);
  assert.deepEqual(toggled(["a"], "a"), ["a"]);
});

const timer = (more = {}) => ({
  phase: "running",
  paused: false,
  remaining_seconds: 600,
  percent: 40,
  due_at: null,
  ended_at: null,
  ...more,
});

test("a promise that runs counts by the second, one over a closed evening does not", () => {
  const now = Date.parse("2030-05-14T10:00:00Z");
  const open = timer({ due_at: "2030-05-14T10:10:00Z" });
  const closedNow = timer({ due_at: "2030-05-15T08:10:00Z" });
  assert.equal(left(open, now, now + 5_000), 595);
  assert.equal(left(closedNow, now, now + 5_000), 600);
  assert.equal(
    left(timer({ due_at: "2030-05-14T10:10:00Z", paused: true }), now, now + 5_000),
    600,
  );
});

test("the promise that breaks first is shown, in the colour of what is gone", () => {
  const late = timer({ phase: "breached", remaining_seconds: -5, percent: 101 });
  const kept = timer({ phase: "achieved", remaining_seconds: 1 });
  assert.equal(nearest([timer(), late, kept]), late);
  assert.equal(nearest([kept]), undefined);
  assert.deepEqual(
    [tone(late, -5), tone(timer({ percent: 80 }), 60), tone(timer(), 600), tone(kept, 1)],
    ["bad", "warn", "active", "good"],
  );
});
