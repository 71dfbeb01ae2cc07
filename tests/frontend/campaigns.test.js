// Campaigns: what is filled in becomes what is sent, and what may be done is asked for first.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drafted,
  filled,
  placeholders,
  rulesOf,
  USUAL,
  variable,
} from "../../frontend/js/model/drafts.js";
import { form } from "../../frontend/js/parts/form.js";
import { rulesSections } from "../../frontend/js/parts/rules-form.js";
import { campaign } from "../../frontend/js/views/campaign.js";
import { campaignPeople } from "../../frontend/js/views/campaign-people.js";
import { campaignRules } from "../../frontend/js/views/campaign-rules.js";
import { campaignWords } from "../../frontend/js/views/campaign-words.js";
import { editCampaign, newCampaign } from "../../frontend/js/views/new-campaign.js";
import {
  aCampaign,
  APPROVER,
  aReport,
  AUTHOR,
  button,
  inEnglish,
  mounted,
  settled,
} from "./page.js";

const page = (...items) => ({ items, next: null });
const nothing = { numbers: [], rotas: [], isAdmin: true };
const aList = { id: "l1", name: "Customers", size: 2, created_at: "2030-05-14T09:00:00Z" };
const somebody = {
  id: "p1",
  name: "Front desk",
  phone: "+12125550100",
  language: "en",
  zones: [],
  variables: { "Número de pedido": "A-1" },
};
const builderAnswers = {
  "GET /lists": page(aList),
  "GET /lists/l1/members": page(somebody),
  "GET /numbers": [],
  "GET /people/rotas": page(),
};
const answers = (more = {}) => ({
  "GET /campaigns/c1": aCampaign({ state: "running", version: 7, ...more }),
  "GET /campaigns/c1/report": aReport(),
  "GET /campaigns/c1/log": [],
  "GET /campaigns/c1/scripts": [],
  "GET /campaigns/c1/members": page(),
  "GET /numbers": [],
  "GET /people/rotas": page(),
});
const shown = { params: { id: "c1" }, me: APPROVER };

function fill(root, values) {
  for (const [name, value] of Object.entries(values))
    root.querySelector(`[name="${name}"]`).value = value;
}

test("rules pass through their form as they are", () => {
  const transfer = { rota: "Support", agents: 2, ratio: 1.5, handle_seconds: 180 };
  const rules = { ...USUAL, transfer, callers: ["+12025550100"], number_cap: 9, record: true };
  const asked = form({
    words: inEnglish,
    fields: [],
    sections: rulesSections(inEnglish, rules, nothing),
    label: "Save",
    send: async () => {},
  });
  assert.deepEqual(rulesOf(new FormData(asked.element)), rules);
});

test("nobody but an administrator is asked to waive calling hours, or sends anything of it", () => {
  const sections = rulesSections(inEnglish, USUAL, { ...nothing, isAdmin: false });
  const asked = form({ words: inEnglish, fields: [], sections, label: "", send: async () => {} });
  assert.equal("hours_waived_because" in rulesOf(new FormData(asked.element)), false);
});

test("only the languages something was written in are sent", () => {
  const data = new FormData();
  const written = { "es.purpose": "p", "es.questions": "¿Uno?\n\n ¿Dos? ", "en.closing": "Bye" };
  for (const [name, value] of Object.entries(written)) data.set(name, value);
  const { script } = drafted(data);
  assert.deepEqual(Object.keys(script), ["es"]);
  assert.deepEqual(script.es.questions, ["¿Uno?", "¿Dos?"]);
});

test("columns are named as words name them", () => {
  assert.equal(variable("Número de pedido"), "numero_de_pedido");
  assert.deepEqual(placeholders("{name}, your {order}"), ["name", "order"]);
  assert.equal(filled("Order {order}, {when}", { order: "A-1" }), "Order A-1, {when}");
});

test("the list's columns are offered, and what nobody has is told before it is saved", async (t) => {
  const { root } = mounted(t, newCampaign, { answers: builderAnswers, me: AUTHOR });
  await settled();
  assert.match(root.querySelector(".variables").textContent, /\{name\}\{numero_de_pedido\}/);
  const purpose = root.querySelector("[name='en.purpose']");
  purpose.value = "Your order {numero_de_pedido} on {day}.";
  purpose.dispatchEvent(new Event("input", { bubbles: true }));
  assert.match(root.querySelector(".words-aid .notice").textContent, /nothing of \{day\}/);
  assert.match(root.querySelector(".heard").textContent, /As Front desk hears it.*order A-1 on/);
});

test("a written campaign is sent as it stands, and its words are shown", async (t) => {
  const posted = { ...builderAnswers, "POST /campaigns": { id: "c9" } };
  const { root, asked, went } = mounted(t, newCampaign, { answers: posted, me: AUTHOR });
  await settled();
  fill(root, { name: "Autumn", "en.purpose": "About it.", "en.questions": "Is it you?" });
  button("Save as a draft", root).click();
  await settled();
  const { body } = asked.find((each) => each.path === "/campaigns" && each.body);
  assert.deepEqual(body.audience, { list_id: "l1" });
  assert.deepEqual(body.rules.retries, USUAL.retries);
  assert.deepEqual(went, ["#/campaigns/c9/words"]);
});

test("those who opened tickets are an audience, too", async (t) => {
  const posted = { ...builderAnswers, "POST /campaigns": { id: "c9" } };
  const { root, asked } = mounted(t, newCampaign, { answers: posted, me: AUTHOR });
  await settled();
  const audience = root.querySelector("[name=audience]");
  audience.value = "tickets";
  audience.dispatchEvent(new Event("change", { bubbles: true }));
  fill(root, { name: "Autumn", "en.purpose": "About {ticket}." });
  button("Save as a draft", root).click();
  await settled();
  const { tickets } = asked.find((each) => each.body).body.audience;
  assert.deepEqual(tickets.state, ["new", "in_progress", "on_hold"]);
});

test("a draft is changed from the version that was read", async (t) => {
  const draft = aCampaign({ version: 3 });
  const kept = { ...builderAnswers, "GET /campaigns/c1": draft, "PATCH /campaigns/c1": draft };
  const { root, asked } = mounted(t, editCampaign, { ...shown, answers: kept, me: AUTHOR });
  await settled();
  fill(root, { name: "Deliveries, again" });
  button("Save as a draft", root).click();
  await settled();
  const sent = asked.find((each) => each.method === "PATCH");
  assert.deepEqual([sent.seen, sent.body.name], [3, "Deliveries, again"]);
});

test("whoever must stop now has a reason ready, and live calls end", async (t) => {
  const { root, asked } = mounted(t, campaign, {
    ...shown,
    answers: { ...answers(), "POST /campaigns/c1/pause": {} },
  });
  await settled();
  button("Stop now", root).click();
  button("Stop now", document.querySelector("dialog")).click();
  await settled();
  const { body } = asked.find((each) => each.path === "/campaigns/c1/pause");
  assert.deepEqual(body, { reason: "Stopped by hand", calls: "end" });
});

test("a start is scheduled as an instant, whatever the zone of whoever does it", async (t) => {
  const { root, asked } = mounted(t, campaign, {
    ...shown,
    answers: { ...answers({ state: "approved" }), "PUT /campaigns/c1/schedule": {} },
  });
  await settled();
  button("Schedule", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { starts_at: "2030-06-01T09:30" });
  button("Schedule", dialog).click();
  await settled();
  const wanted = new Date("2030-06-01T09:30").toISOString();
  assert.deepEqual(asked.find((each) => each.method === "PUT").body, { starts_at: wanted });
});

test("why a campaign paused itself is told, and when it tries again", async (t) => {
  const tripped = { tripped_by: "failures", probe_at: "2030-05-14T10:10:00Z" };
  const { root } = mounted(t, campaign, {
    ...shown,
    answers: { ...answers({ state: "paused" }), "GET /campaigns/c1/report": aReport(tripped) },
  });
  await settled();
  const said = root.querySelector(".notices").textContent;
  assert.match(said, /Too many calls failed\. One call will try again: 14 May 2030/);
});

test("somebody is rung before their turn once that was asked for twice", async (t) => {
  const member = { id: "m1", contact_id: "p1", name: "Front desk", phone: "+12125550100" };
  const waiting = { ...member, state: "waiting", attempts: 1, next_at: "2030-05-14T12:00:00Z" };
  const { root, asked } = mounted(t, campaignPeople, {
    ...shown,
    answers: {
      ...answers(),
      "GET /campaigns/c1/members": page(waiting),
      "POST /campaigns/c1/members/m1/call": {},
    },
  });
  await settled();
  button("Call now", root).click();
  assert.equal(asked.filter((each) => each.method === "POST").length, 0);
  button("Call now", document.querySelector("dialog")).click();
  await settled();
  assert.equal(asked.filter((each) => each.method === "POST").length, 1);
});

test("rules in force are changed with a reason, from the version that was read", async (t) => {
  const { root, asked } = mounted(t, campaignRules, {
    ...shown,
    answers: { ...answers(), "PATCH /campaigns/c1/rules": {} },
  });
  await settled();
  button("Change the rules", root).click();
  await settled();
  fill(root, { reason: "fewer lines", live_cap: "2" });
  button("Put in force", root).click();
  await settled();
  const { seen, body } = asked.find((each) => each.method === "PATCH");
  assert.deepEqual([seen, body.reason, body.rules.live_cap], [7, "fewer lines", 2]);
});

test("words are approved by somebody else than their author", async (t) => {
  const { script } = aCampaign();
  const version = (n, authors) => ({ version: n, script, authors, at: "2030-05-14T09:00:00Z" });
  const all = [version(3, [APPROVER.name]), version(2, [AUTHOR.name])];
  const { root } = mounted(t, campaignWords, {
    ...shown,
    answers: { ...answers({ script_version: 1 }), "GET /campaigns/c1/scripts": all },
  });
  await settled();
  const [mine, theirs] = root.querySelectorAll(".versions > li");
  assert.equal(button("Approve", mine), undefined);
  assert.match(mine.textContent, /another supervisor approves it/);
  assert.ok(button("Approve", theirs));
});

test("who lacks a word of the script is shown as not called", async (t) => {
  const said = { purpose: "Order .", questions: ["Is it you?"], closing: "Goodbye." };
  const heard = [{ name: "Front desk", language: "en", words: said, missing: ["order"] }];
  const preview = { heard, all: { people: 2, complete: 1, missing: { order: 1 } } };
  const { root } = mounted(t, campaignWords, {
    ...shown,
    answers: { ...answers(), "GET /campaigns/c1/preview": preview },
  });
  await settled();
  assert.match(root.textContent, /1 of 2 people hear it complete\. Missing: \{order\}: 1/);
  assert.match(root.querySelector(".lacking").textContent, /Not called, for want of \{order\}/);
});
