// People: what they agreed to, what they forbid, and being forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../frontend/js/views/consents.js";
import { contact } from "../../frontend/js/views/contact.js";
import { doNotCall } from "../../frontend/js/views/do-not-call.js";
import { list, saidOf } from "../../frontend/js/views/list.js";
import { privacy } from "../../frontend/js/views/privacy.js";
import { APPROVER, button, mounted, NOW, settled } from "./page.js";

const page = (...items) => ({ items, next: null });
const ADMIN = { id: "d", name: "an admin", roles: ["admin"] };
const consent = {
  id: "s1",
  purpose: "service",
  source: "a form",
  proof: null,
  noted_by: null,
  given_at: "2030-05-01T09:00:00Z",
  expires_at: null,
  revoked_at: null,
  revoked_source: null,
  revoked_by: null,
};
const person = {
  id: "p1",
  name: "Front desk",
  phone: "+12125550100",
  language: "en",
  zones: ["America/New_York"],
  created_at: "2030-05-01T09:00:00Z",
  version: 5,
};
const contactAnswers = {
  "GET /contacts/p1": person,
  "GET /contacts/p1/consents": [consent],
  "GET /do-not-call/history": [],
  "GET /calling-rules/check": {
    allowed: false,
    opens_at: "2030-05-14T13:00:00Z",
    zones: ["America/New_York"],
    findings: [{ rule: "US", zone: "", verdict: "hour", why: { en: "Too early.", es: "" } }],
  },
};
const fill = (root, values) => {
  for (const [name, value] of Object.entries(values))
    root.querySelector(`[name="${name}"]`).value = value;
};

test("a consent holds until it ends or is taken back", () => {
  const ended = { ...consent, expires_at: "2030-05-14T09:59:00Z" };
  const back = { ...ended, revoked_at: "2030-05-10T09:00:00Z" };
  assert.deepEqual(
    [consent, ended, back].map((each) => stateOf(each, NOW)),
    ["holds", "expired", "revoked"],
  );
});

test("whether a person may be called is told with the reason, and from when on", async (t) => {
  const { root } = mounted(t, contact, { params: { id: "p1" }, answers: contactAnswers });
  await settled();
  assert.match(root.textContent, /Not now\. From 14 May 2030, 13:00 on\..*Too early\./);
});

test("agents neither export nor erase a person", async (t) => {
  const { root } = mounted(t, contact, { params: { id: "p1" }, answers: contactAnswers });
  await settled();
  assert.equal(button("Export", root), undefined);
  assert.equal(button("Forget a person", root), undefined);
});

test("a consent is taken back with how we heard of it", async (t) => {
  const answers = { ...contactAnswers, "DELETE /contacts/p1/consents/service": null };
  const { root, asked } = mounted(t, contact, { params: { id: "p1" }, answers });
  await settled();
  button("Take it back", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { source: "told on the phone" });
  button("Take it back", dialog).click();
  await settled();
  const { path } = asked.find((each) => each.method === "DELETE");
  assert.equal(path, "/contacts/p1/consents/service?source=told+on+the+phone");
});

test("a contact is changed from the version that was read", async (t) => {
  const answers = { ...contactAnswers, "PATCH /contacts/p1": person };
  const { root, asked } = mounted(t, contact, { params: { id: "p1" }, answers });
  await settled();
  button("Edit", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { zones: "America/Chicago, America/Denver" });
  button("Save", dialog).click();
  await settled();
  const { seen, body } = asked.find((each) => each.method === "PATCH");
  assert.deepEqual([seen, body.zones], [5, ["America/Chicago", "America/Denver"]]);
});

const entry = { phone: "+12125550100", scope: "all", refers_to: null, source: "letter", at: "2030-05-14T09:00:00Z" };

test("a number is left in peace for one purpose alone", async (t) => {
  const answers = { "GET /do-not-call": page(), "POST /do-not-call": entry };
  const { root, asked } = mounted(t, doNotCall, { answers });
  await settled();
  button("Leave a number in peace", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { phone: "+12125550100", source: "letter", scope: "purpose" });
  button("Leave a number in peace", dialog).click();
  await settled();
  const { body } = asked.find((each) => each.body);
  assert.deepEqual([body.scope, body.refers_to], ["purpose", "marketing"]);
});

test("of many numbers those that cannot be read are shown with the reason", async (t) => {
  const told = [
    { phone: "+12125550100", result: "listed", problem: null },
    { phone: "12", result: "rejected", problem: "This is no number." },
  ];
  const answers = { "GET /do-not-call": page(), "POST /do-not-call/batch": told };
  const { root, told: said } = mounted(t, doNotCall, { answers, me: APPROVER });
  await settled();
  button("Many at once", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { phones: "+12125550100\n12\n", source: "letter" });
  button("Many at once", dialog).click();
  await settled();
  assert.deepEqual(said, ["1 number will not be called any more."]);
  assert.match(root.textContent, /1 line could not be read:.*12This is no number\./);
});

test("only an administrator takes an entry off the list", async (t) => {
  const answers = { "GET /do-not-call": page(entry) };
  const { root } = mounted(t, doNotCall, { answers, me: APPROVER });
  await settled();
  assert.equal(button("Take off", root), undefined);
  const other = mounted(t, doNotCall, { answers, me: ADMIN });
  await settled();
  assert.ok(button("Take off", other.root));
});

test("somebody is forgotten by their number, with the reason", async (t) => {
  const answers = { "GET /privacy/erasures": page(), "POST /privacy/erasures": {} };
  const { root, asked } = mounted(t, privacy, { answers, me: APPROVER });
  await settled();
  button("Forget a person", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { phone: "+12125550100", reason: "they asked" });
  button("Forget a person", dialog).click();
  await settled();
  const { body } = asked.find((each) => each.body);
  assert.deepEqual(body, { phone: "+12125550100", reason: "they asked" });
});

test("somebody who never gave a number is forgotten by their address", async (t) => {
  const answers = { "GET /privacy/erasures": page(), "POST /privacy/erasures": {} };
  const { root, asked } = mounted(t, privacy, { answers, me: APPROVER });
  await settled();
  button("Forget a person", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { email: "eva@example.org", reason: "they asked" });
  button("Forget a person", dialog).click();
  await settled();
  const { body } = asked.find((each) => each.body);
  assert.deepEqual(body, { email: "eva@example.org", reason: "they asked" });
});

test("what a list says of somebody is written a line each", () => {
  assert.deepEqual(saidOf("order: A-1\nnothing\nat: 10:30 \n"), { order: "A-1", at: "10:30" });
});

test("nobody we do not know is put on a list", async (t) => {
  const answers = {
    "GET /lists/l1": { id: "l1", name: "Customers", size: 0 },
    "GET /lists/l1/members": page(),
    "GET /contacts": page(),
  };
  const { root, asked } = mounted(t, list, { params: { id: "l1" }, answers, me: APPROVER });
  await settled();
  button("Add somebody", root).click();
  const dialog = document.querySelector("dialog");
  fill(dialog, { phone: "+12125550199" });
  button("Add somebody", dialog).click();
  await settled();
  assert.match(dialog.querySelector(".wrong:not([hidden])").textContent, /Nobody we know/);
  assert.equal(asked.filter((each) => each.body).length, 0);
});
