// Who is signed in, and how the host learns of it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { inEnglish } from "./page.js";
import * as session from "../../frontend/js/session.js";
import { signIn } from "../../frontend/js/views/sign-in.js";

const answers = (status, body) => async () => new Response(JSON.stringify(body), { status });

beforeEach(() => sessionStorage.clear());

test("without a platform's sign-in, a person is chosen", async () => {
  assert.deepEqual(await session.found(answers(404)), { kind: "development", isSignedIn: false });
  session.choose("demo approver");
  assert.deepEqual(await session.found(answers(404)), { kind: "development", isSignedIn: true });
});

test("behind Static Web Apps nobody chooses who they are", async () => {
  session.choose("demo admin");
  assert.deepEqual(await session.found(answers(200, { clientPrincipal: null })), {
    kind: "platform",
    isSignedIn: false,
  });
});

test("the host is told as Static Web Apps would tell it", () => {
  session.choose("demo author");
  const told = JSON.parse(atob(session.headers()["x-ms-client-principal"]));
  assert.deepEqual(told, {
    userId: "demo author",
    userDetails: "demo author",
    userRoles: ["supervisor"],
  });
});

test("somebody who only asks can be chosen, too", () => {
  assert.ok(session.PERSONS.some((person) => person.role === "requester"));
});

test("two supervisors are there, since nobody approves their own campaign", () => {
  assert.ok(session.PERSONS.filter((person) => person.role === "supervisor").length >= 2);
});

test("behind Static Web Apps, signing in leads to the platform", () => {
  signIn(document.body, { words: inEnglish, kind: "platform", start: () => {} });
  assert.match(
    document.querySelector("a.primary").getAttribute("href"),
    /^\/\.auth\/login\/aad\?post_login_redirect_uri=/,
  );
  assert.equal(document.querySelectorAll("button").length, 0);
});
