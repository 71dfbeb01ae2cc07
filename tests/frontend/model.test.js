// The decisions that need no screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attention } from "../../frontend/js/model/attention.js";
import { acts, outcomes, progress } from "../../frontend/js/model/campaigns.js";
import { mapped } from "../../frontend/js/model/columns.js";
import { grouped } from "../../frontend/js/model/phones.js";
import { routed } from "../../frontend/js/model/routes.js";
import { moves, priority } from "../../frontend/js/model/tickets.js";
import { aCampaign, AGENT, APPROVER, aReport, aTicket, AUTHOR, NOW } from "./page.js";

const ROUTES = ["", "tickets", "tickets/new", "tickets/:id"].map((pattern) => ({
  pattern,
  screen: pattern,
  section: "",
}));

test("telephone numbers are grouped as people read them", () => {
  const read = ["+12125550100", "+34912345678", "+525512345678", "+59812345678"].map(grouped);
  assert.deepEqual(read, [
    "+1 212 555 0100",
    "+34 912 345 678",
    "+52 551 234 5678",
    "+598 1234 5678",
  ]);
});

test("what is no number in E.164 stays as it is", () => {
  assert.equal(grouped("anonymous"), "anonymous");
  assert.equal(grouped("2125550100"), "2125550100");
});

test("no digit is lost in grouping", () => {
  for (const digits of ["1212555", "4912345678901", "35312345678", "447700900123"]) {
    assert.equal(grouped(`+${digits}`).replaceAll(" ", ""), `+${digits}`);
  }
});

test("an address leads to its screen, with what it names", () => {
  assert.equal(routed(ROUTES, "")?.route.screen, "");
  assert.equal(routed(ROUTES, "#/tickets/new")?.route.screen, "tickets/new");
  assert.deepEqual(routed(ROUTES, "#/tickets/a%20b?x=1")?.params, { id: "a b" });
  assert.equal(routed(ROUTES, "#/nowhere"), null);
});

test("priority is the matrix of impact and urgency", () => {
  const matrix = [1, 2, 3].map((impact) => [1, 2, 3].map((urgency) => priority(impact, urgency)));
  assert.deepEqual(matrix, [
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
  ]);
});

test("nothing is offered for a ticket that is final", () => {
  assert.deepEqual(moves("closed"), []);
  assert.deepEqual(moves("resolved"), ["close", "reopen"]);
});

test("a campaign is approved by somebody else than its author", () => {
  assert.deepEqual(acts(aCampaign(), AUTHOR), ["edit", "cancel"]);
  assert.deepEqual(acts(aCampaign(), APPROVER), ["approve", "edit", "cancel"]);
  assert.deepEqual(acts(aCampaign({ state: "running" }), AUTHOR), ["pause", "stop", "cancel"]);
});

test("agents look on", () => {
  assert.deepEqual(acts(aCampaign({ state: "running" }), AGENT), []);
});

test("who neither waits nor is called is done", () => {
  assert.deepEqual(progress(aReport()), { done: 4, share: 0.4 });
  assert.deepEqual(progress(aReport({ contacts: 0, waiting: 0, calling: 0 })), {
    done: 0,
    share: 0,
  });
});

test("the most frequent outcome stands first", () => {
  assert.deepEqual(
    outcomes(aReport()).map(({ outcome, share }) => [outcome, share]),
    [
      ["completed", 0.75],
      ["busy", 0.25],
    ],
  );
});

test("only what is there needs attention, and not one's own draft", () => {
  const seen = {
    tickets: [aTicket({ priority: 1 })],
    campaigns: [aCampaign()],
    imports: [],
    now: NOW,
  };
  assert.deepEqual(
    attention({ ...seen, me: APPROVER }).map((matter) => matter.what),
    ["urgent", "unassigned", "approval"],
  );
  assert.deepEqual(
    attention({ ...seen, me: AUTHOR }).map((matter) => matter.what),
    ["urgent", "unassigned"],
  );
});

test("a ticket that nobody touched for a day needs attention", () => {
  const old = aTicket({ assignee: "an agent", updated_at: "2030-05-13T09:59:00Z" });
  const matters = attention({ tickets: [old], campaigns: [], imports: [], me: AGENT, now: NOW });
  assert.deepEqual(
    matters.map((matter) => matter.what),
    ["untouched"],
  );
});

test("a mapping says of every field which column holds it", () => {
  const columns = [
    { name: "Tel", field: "phone" },
    { name: "Fax", field: "phone" },
    { name: "Nota", field: "ignored" },
    { name: "Pedido", field: "variable" },
  ];
  assert.deepEqual(mapped(columns), {
    phone: "Tel",
    name: null,
    language: null,
    zone: null,
    ignored: ["Nota"],
  });
});
