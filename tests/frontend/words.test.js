// Whatever the page says is there in both languages, and is fetched before it is said.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { en as desk } from "../../frontend/js/catalogues/en.js";
import { admin } from "../../frontend/js/catalogues/en/admin.js";
import { calls } from "../../frontend/js/catalogues/en/calls.js";
import { portal } from "../../frontend/js/catalogues/en/portal.js";
import { es as soporte } from "../../frontend/js/catalogues/es.js";
import { admin as administracion } from "../../frontend/js/catalogues/es/admin.js";
import { calls as llamadas } from "../../frontend/js/catalogues/es/calls.js";
import { portal as portada } from "../../frontend/js/catalogues/es/portal.js";

const JS = new URL("../../frontend/js/", import.meta.url);
/** By the routes whose screens say it. */
const ENGLISH = { desk, admin, calls, portal };
const SPANISH = { desk: soporte, admin: administracion, calls: llamadas, portal: portada };
const all = { ...desk, ...admin, ...calls, ...portal };
const forms = (message) => (typeof message === "string" ? [message] : Object.values(message));
const holes = (message) =>
  forms(message).map((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort());
const groups = (words) => new Set(Object.keys(words).map((key) => key.split(".")[0]));
const found = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

/** The modules that come with one, itself included. */
function brought(module, seen = new Set()) {
  if (seen.has(module.href)) return seen;
  seen.add(module.href);
  for (const name of found(readFileSync(module, "utf8"), /^import[^;]*? from "([^"]+)"/gm)) {
    brought(new URL(name, module), seen);
  }
  return seen;
}

/** The frame, and the screens of some routes, as text. */
function sources(name) {
  const routes = new URL(`routes/${name}.js`, JS);
  const screens = found(readFileSync(routes, "utf8"), /import\("([^"]+)"\)/g);
  const starts = [new URL("main.js", JS), ...screens.map((each) => new URL(each, routes))];
  const modules = new Set(starts.flatMap((start) => [...brought(start)]));
  return [...modules].map((each) => readFileSync(new URL(each), "utf8"));
}

for (const [part, words] of Object.entries(ENGLISH)) {
  const known = { ...desk, ...words };

  test(`every sentence of ${part} is there in both languages, with the same values`, () => {
    const spanish = SPANISH[part];
    assert.deepEqual(Object.keys(spanish).sort(), Object.keys(words).sort());
    for (const key of Object.keys(words)) {
      assert.deepEqual(holes(spanish[key]), holes(words[key]), key);
      assert.ok([...forms(words[key]), ...forms(spanish[key])].every((form) => form.trim()));
    }
  });

  test(`whatever a screen of ${part} says is fetched with it`, () => {
    const texts = sources(part);
    const said = texts.flatMap((text) => found(text, /\bt\(\s*"([^"]+)"/g));
    const named = texts.flatMap((text) => found(text, /"([\w-]+\.[\w.-]+)"/g));
    const grouped = texts.flatMap((text) => found(text, /\b(?:t\(`|word\("|words, ")([\w-]+)[."]/g));
    assert.ok(said.length > 80 && grouped.length > 10);
    const missing = [
      ...said.filter((key) => !(key in known)),
      ...named.filter((key) => key in all && !(key in known)),
      ...grouped.filter((group) => groups(all).has(group) && !groups(known).has(group)),
    ];
    assert.deepEqual(missing, []);
  });
}
