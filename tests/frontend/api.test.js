// How the API is asked, and what its refusals become.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Offline, Problem, sender } from "../../frontend/js/api.js";

const answered =
  (status, body, type = "application/json") =>
  async () =>
    new Response(body && JSON.stringify(body), { status, headers: { "content-type": type } });
const by = (fetch, more = {}) => sender({ headers: () => ({}), fetch, ...more });

test("a change says which version it was made from", async () => {
  let asked;
  const send = by(async (url, how) => {
    asked = { url, ...how };
    return new Response("{}", { headers: { "content-type": "application/json" } });
  });
  await send("/tickets/1", { method: "PATCH", body: { impact: 1 }, seen: 3 });
  assert.equal(asked.url, "/api/v1/tickets/1");
  assert.equal(asked.headers["if-match"], '"3"');
  assert.equal(asked.body, '{"impact":1}');
});

test("a refusal names what is wrong, field by field", async () => {
  const told = {
    title: "Invalid input",
    detail: "Correct and send again: title.",
    errors: [{ field: "title", problem: "too short" }],
  };
  const refused = await by(answered(422, told, "application/problem+json"))("/tickets").catch(
    (error) => error,
  );
  assert.ok(refused instanceof Problem);
  assert.equal(refused.message, told.detail);
  assert.deepEqual(refused.errors, told.errors);
});

test("an error page that is no JSON is a problem too", async () => {
  const broken = async () =>
    new Response("<h1>502</h1>", { status: 502, statusText: "Bad Gateway" });
  await assert.rejects(by(broken)("/tickets"), {
    name: "Error",
    status: 502,
    message: "Bad Gateway",
  });
});

test("silence is offline", async () => {
  const silent = () => Promise.reject(new TypeError("fetch failed"));
  await assert.rejects(by(silent)("/tickets"), Offline);
});

test("whoever is signed out is told once asked", async () => {
  let isOut = false;
  const send = by(answered(401, { title: "Sign in first" }), {
    signedOut: () => {
      isOut = true;
    },
  });
  await assert.rejects(send("/me"), Problem);
  assert.ok(isOut);
});

test("an answer without content is nothing", async () => {
  const empty = async () => new Response(null, { status: 204 });
  assert.equal(await by(empty)("/contacts/1/consents/x", { method: "DELETE" }), null);
});

test("what did not change since is not sent twice", async () => {
  const seen = [];
  const fetch = async (_, { headers }) => {
    seen.push(headers["if-none-match"]);
    if (headers["if-none-match"]) return { ok: false, status: 304, headers: new Map() };
    const told = new Map([
      ["content-type", "application/json"],
      ["etag", '"7"'],
    ]);
    return { ok: true, status: 200, headers: told, json: async () => ({ version: 7 }) };
  };
  const send = sender({ headers: () => ({}), fetch });
  await send("/tickets/t1/presence");
  assert.deepEqual(await send("/tickets/t1/presence"), { version: 7 });
  assert.deepEqual(seen, [undefined, '"7"']);
});
