// What the page promises as files: a strict policy, nothing inline, colours that can be read.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const FRONTEND = new URL("../../frontend/", import.meta.url);
const read = (name) => readFileSync(new URL(name, FRONTEND), "utf8");
const html = read("index.html");
const config = JSON.parse(read("staticwebapp.config.json"));
const tokens = Object.fromEntries(
  [...read("css/tokens.css").matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
);

function luminance(colour) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As WCAG 2.2 defines it: w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function tooFaint(inks, grounds, least) {
  const pairs = inks.flatMap((ink) =>
    grounds.flatMap((ground) => ["light", "dark"].map((theme) => ({ ink, ground, theme }))),
  );
  return pairs.filter(
    ({ ink, ground, theme }) => contrast(tokens[ink][theme], tokens[ground][theme]) < least,
  );
}

test("text can be read on every ground, in both themes", () => {
  const grounds = ["surface", "surface-low", "surface-high", "tint", "note-surface"];
  assert.deepEqual(tooFaint(["text", "text-muted", "link"], grounds, 4.5), []);
  assert.deepEqual(tooFaint(["bad"], ["surface", "surface-low", "note-surface"], 4.5), []);
  assert.deepEqual(tooFaint(["primary"], ["on-primary", "tint"], 4.5), []);
  assert.deepEqual(tooFaint(["bad"], ["on-bad"], 4.5), []);
});

test("edges of controls, dots and the focus can be seen, in both themes", () => {
  const marks = [
    "control-border",
    "focus",
    "good",
    "bad",
    "warn",
    "info",
    "active",
    "quiet",
    "p2",
    "note-edge",
  ];
  assert.deepEqual(tooFaint(marks, ["surface", "surface-low"], 3), []);
});

test("the page carries the policy that Static Web Apps sends", () => {
  const [, policy] = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/);
  assert.equal(
    config.globalHeaders["content-security-policy"],
    `${policy}; frame-ancestors 'none'`,
  );
  assert.match(policy, /^default-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*/);
});

test("nothing is inline", () => {
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
});

test("every file the page names is there", () => {
  const named = [...html.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((found) => found[1]);
  assert.ok(named.length > 5);
  assert.ok(named.every((name) => read(name).length > 0));
});

test("every icon is on the sheet that set-up makes, with the licence it comes under", () => {
  const sheet = read("icons.svg");
  const drawn = [...sheet.matchAll(/<symbol id="(\w+)" viewBox="0 0 24 24"><path /g)];
  assert.deepEqual(
    drawn.map((found) => found[1]),
    Object.keys(JSON.parse(read("icons.json"))),
  );
  assert.match(sheet, /MIT License/);
});

test("no module writes HTML", () => {
  const sources = readdirSync(new URL("js/", FRONTEND), { recursive: true }).filter((name) =>
    name.endsWith(".js"),
  );
  const writers = sources.filter((name) =>
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/.test(read(`js/${name}`)),
  );
  assert.deepEqual(writers, []);
});

test("the API is for people with a role", () => {
  const rules = config.routes.filter(({ route }) => route.startsWith("/api/"));
  assert.deepEqual(rules, [
    { route: "/api/*", allowedRoles: ["requester", "agent", "supervisor", "admin"] },
  ]);
  assert.equal(config.navigationFallback.rewrite, "/index.html");
  assert.ok(config.navigationFallback.exclude.includes("/api/*"));
});

test("styles use the tokens, no colours of their own, and force nothing", () => {
  const sheets = readdirSync(new URL("css/", FRONTEND))
    .filter((name) => name !== "tokens.css")
    .map((name) => read(`css/${name}`))
    .join("\n");
  assert.doesNotMatch(sheets, /#[0-9a-f]{3,8}\b|!important/i);
});
