// The heads of lists: in whose order they stand, and how wide their columns are.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { listAddress } from "../../frontend/js/model/conditions.js";
import { inOrder, shares, shifted } from "../../frontend/js/model/heads.js";
import { definitions } from "../../frontend/js/views/admin-sla.js";
import { tickets } from "../../frontend/js/views/tickets.js";
import { AGENT, aTicket, mounted, settled } from "./page.js";

const page = (...items) => ({ items, next: null });
const LISTS = {
  "GET /tickets": page(aTicket()),
  "GET /tickets/count": { count: 1, more: false },
  "GET /views": { items: [] },
};
const SERVICE = {
  kind: "response",
  minutes: 90,
  condition: { priorities: [1], channels: [], languages: [] },
  calendar_id: "c1",
  pauses: [],
  place: 10,
  active: true,
  version: 1,
};

beforeEach(() => localStorage.clear());

const head = (root, label) =>
  [...root.querySelectorAll("th")].find((each) => each.getAttribute("aria-label") === label);
const press = (root, label) => head(root, label).querySelector(".order").click();
const ordersAsked = (asked) =>
  asked
    .filter(({ path }) => path.startsWith("/tickets?"))
    .map(({ path }) => new URLSearchParams(path.split("?")[1]).get("order"));
const widths = (root) => [...root.querySelectorAll("col:not(.pick)")].map((col) => col.style.width);

test("a head puts the list in its order, pressed again the other way round", async (t) => {
  location.hash = "#/tickets?q=state%3Dopen";
  const query = new URLSearchParams({ q: "state=open" });
  const { root, asked, kept } = mounted(t, tickets, { query, answers: LISTS });
  await settled();
  assert.equal(head(root, "Number").getAttribute("aria-sort"), "descending");
  press(root, "Priority");
  await settled();
  press(root, "Priority");
  await settled();
  assert.deepEqual(ordersAsked(asked), [null, "priority", "-priority"]);
  assert.deepEqual(kept, [
    "#/tickets?q=state%3Dopen&order=priority",
    "#/tickets?q=state%3Dopen&order=-priority",
  ]);
  assert.equal(head(root, "Priority").getAttribute("aria-sort"), "descending");
  assert.equal(head(root, "Number").hasAttribute("aria-sort"), false);
});

test("the order an address asks for is kept where conditions change", async (t) => {
  const query = new URLSearchParams({ q: "state=open^priority=1", order: "title" });
  const { root, asked } = mounted(t, tickets, { query, answers: LISTS });
  await settled();
  const addresses = [...root.querySelectorAll(".crumbs a")].map((each) =>
    each.getAttribute("href"),
  );
  assert.deepEqual(ordersAsked(asked), ["title"]);
  assert.ok(addresses.every((each) => each.includes("order=title")));
  assert.equal(listAddress("", "title"), "#/tickets?order=title");
});

test("arrow keys move the line between two columns, and it is there again for this person alone", async (t) => {
  const { root } = mounted(t, tickets, { answers: LISTS });
  const line = root.querySelector("[aria-label='Width of Number']");
  line.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  const moved = widths(root);
  assert.ok(Number.parseFloat(moved[0]) > Number.parseFloat(moved[1]));
  assert.deepEqual(widths(mounted(t, tickets, { answers: LISTS }).root), moved);
  const other = { ...AGENT, id: "d" };
  const theirs = widths(mounted(t, tickets, { me: other, answers: LISTS }).root);
  assert.ok(theirs.every((width) => width === ""));
});

test("pressed twice, a line gives all columns their usual widths", (t) => {
  const { root } = mounted(t, tickets, { answers: LISTS });
  const line = root.querySelector("[aria-label='Width of Number']");
  line.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
  line.dispatchEvent(new Event("dblclick"));
  assert.ok(widths(root).every((width) => width === ""));
});

test("a list that is shown whole is put in order here", async (t) => {
  location.hash = "#/admin/definitions";
  const found = [
    { ...SERVICE, id: "1", name: "b", minutes: 240 },
    { ...SERVICE, id: "2", name: "A", minutes: 1000 },
  ];
  const { root, kept } = mounted(t, definitions, { answers: { "GET /sla/definitions": found } });
  await settled();
  const names = () => [...root.querySelectorAll("td.main")].map((each) => each.textContent);
  assert.deepEqual(names(), ["b", "A"]);
  press(root, "Name");
  assert.deepEqual(names(), ["A", "b"]);
  press(root, "Within");
  assert.deepEqual(names(), ["b", "A"]);
  assert.deepEqual(kept, ["#/admin/definitions?order=name", "#/admin/definitions?order=minutes"]);
});

test("numbers stand by what they are, and what is empty comes first", () => {
  const items = [{ n: 10 }, { n: 9 }, { n: null }];
  const ordered = inOrder(items, "-n", (each) => each.n, "en");
  assert.deepEqual(
    ordered.map((each) => each.n),
    [10, 9, null],
  );
});

test("a line stops before a column is gone, and a new column gets its share", () => {
  assert.deepEqual(shifted([50, 20, 30], 0, 40), [67, 3, 30]);
  assert.deepEqual(shifted([50, 20, 30], 1, -40), [50, 3, 47]);
  assert.equal(shares({}, ["a", "b"]), null);
  assert.deepEqual(
    shares({ a: 50, b: 50 }, ["a", "b", "c", "d"]).map(Math.round),
    [33, 33, 17, 17],
  );
});
