// What the page promises as files: a strict policy, both languages, colours that can be read.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { en } from "../../../../scripts/local/simulators/page/js/catalogues/en.js";
import { es } from "../../../../scripts/local/simulators/page/js/catalogues/es.js";
import { peopleInSpanish } from "../../../../scripts/local/simulators/page/js/catalogues/people.js";

const ROOT = new URL("../../../../", import.meta.url);
const PAGE = new URL("scripts/local/simulators/page/", ROOT);
const CAST = new URL("scripts/local/simulators/twilio/people/cast/", ROOT);
const read = (name, base = PAGE) => readFileSync(new URL(name, base), "utf8");
const files = (folder, kind) =>
  readdirSync(new URL(folder, PAGE), { recursive: true }).filter((name) => name.endsWith(kind));
const html = read("index.html");
const sources = files("js/", ".js").map((name) => [name, read(`js/${name}`)]);

test("the policy lets nothing in from elsewhere and nothing inline", () => {
  const [, policy] = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/);
  assert.match(policy, /^default-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
});

test("every file the page names is there", () => {
  const named = [...html.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((found) => found[1]);
  const places = named.map((name) => name.replace("__sim__/page/", PAGE.href));
  assert.ok(named.length > 5);
  assert.ok(places.every((place) => read(place, ROOT).length > 0));
});

test("no module writes HTML", () => {
  const writes = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/;
  assert.deepEqual(
    sources.filter(([, text]) => writes.test(text)),
    [],
  );
});

test("both languages say the same things, with the same places to fill", () => {
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  const holes = (message) => [...JSON.stringify(message).matchAll(/\{\w+\}/g)].map(String).sort();
  const differing = Object.keys(en).filter(
    (key) => String(holes(en[key])) !== String(holes(es[key])),
  );
  assert.deepEqual(differing, []);
});

test("everybody in the cast has a name and a description in Spanish", () => {
  const cast = readdirSync(CAST)
    .map((name) => read(name, CAST))
    .join("\n");
  const names = [...cast.matchAll(/^- (?:name: |\{name: )(\w+)/gm)].map((found) => found[1]);
  const unsaid = names.filter(
    (name) => !(`persona.${name}` in peopleInSpanish && `about.${name}` in peopleInSpanish),
  );
  assert.ok(names.length > 30);
  assert.deepEqual(unsaid, []);
});

test("styles take their colours from tokens, and force nothing", () => {
  const sheets = files("css/", ".css").filter((name) => name !== "tokens.css");
  const text = sheets.map((name) => read(`css/${name}`)).join("\n");
  assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|!important/i);
});

const own = read("css/tokens.css") + read("frontend/css/tokens.css", ROOT);
const token = (name) => own.match(new RegExp(`--${name}: (#\\w{6})`))[1];

function luminance(colour) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As WCAG 2.2 defines it: w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrast(one, other) {
  const [low, high] = [luminance(token(one)), luminance(token(other))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test("text on the telephone can be read", () => {
  const pairs = [
    ["chrome-text", "phone-top"],
    ["chrome-text", "phone-field"],
    ["chrome-muted", "phone-top"],
    ["chrome-muted", "phone-field"],
    ["phone-good", "phone-top"],
    ["on-brand", "brand"],
    ["on-call", "answer"],
    ["on-call", "decline"],
  ];
  assert.deepEqual(
    pairs.filter(([ink, ground]) => contrast(ink, ground) < 4.5),
    [],
  );
});

test("its buttons can be seen", () => {
  assert.ok(contrast("answer", "phone-low") >= 3);
  assert.ok(contrast("decline", "phone-low") >= 3);
});
