// What helps with a ticket: similar ones whose solution is used, and what is suggested.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assist } from "../../frontend/js/views/ticket-assist.js";
import { similar } from "../../frontend/js/views/ticket-similar.js";
import { aTicket, button, mounted, settled } from "./page.js";

const page = (...items) => ({ items, next: null });

test("the solution of a similar ticket is used, and one told apart can come back", async (t) => {
  const used = [];
  const alike = {
    id: "o1",
    number: "INC0010009",
    title: "Same",
    state: "resolved",
    priority: 3,
    resolution_code: "user_error",
    resolution_notes: "Turned it on",
    used: 2,
    score: 1,
  };
  const answers = {
    "GET /tickets/t1/similar": { served_by: "text", items: [alike] },
    "PUT /tickets/t1/dissimilar/o1": null,
    "DELETE /tickets/t1/dissimilar/o1": null,
  };
  const show = (root, context) => root.append(similar(context, (like) => used.push(like)).element);
  const { root, asked, actions } = mounted(t, show, { params: { id: "t1" }, answers });
  await settled();
  button("Use this resolution", root).click();
  assert.deepEqual(used, [{ code: "user_error", notes: "Turned it on", taken_from: "o1" }]);
  button("Not similar", root).click();
  await settled();
  await actions[0].run();
  assert.ok(asked.some((each) => each.method === "DELETE"));
});

const triage = {
  id: "s1",
  kind: "triage",
  content: { category: "network", impact: 1 },
  confidence: 0.4,
  reasons: ["It says VPN"],
  sources: [{ kind: "ticket", id: "o1", number: "INC0010009", title: "Same", state: "resolved" }],
  by: "rules",
  human_queue: true,
  state: "offered",
  ticket_version: 3,
  made_at: "2030-05-14T09:00:00Z",
};

test("a suggestion says who made it, why and from what, and is accepted as the ticket was seen", async (t) => {
  const on = { ticket: () => aTicket(), changed: () => {}, reply: () => {}, resolve: () => {} };
  const show = (root, context) => root.append(assist(context, on).element);
  const { root, asked } = mounted(t, show, {
    params: { id: "t1" },
    answers: { "GET /tickets/t1/suggestions": page(triage), "POST /suggestions/s1/decision": {} },
  });
  await settled();
  assert.match(
    root.textContent,
    /40% sure.*by rules.*a person should decide.*It says VPN.*INC0010009/,
  );
  button("Accept", root).click();
  await settled();
  assert.deepEqual(
    asked.find((each) => each.body),
    {
      path: "/suggestions/s1/decision",
      body: { decision: "accepted" },
      seen: 3,
      signal: asked[0].signal,
    },
  );
});

test("where nothing suggests, nothing is shown of it", async (t) => {
  const on = { ticket: () => null, changed: () => {}, reply: () => {}, resolve: () => {} };
  const { root } = mounted(t, (within, context) => within.append(assist(context, on).element), {
    params: { id: "t1" },
  });
  await settled();
  assert.equal(root.querySelector(".assist").hidden, true);
});
