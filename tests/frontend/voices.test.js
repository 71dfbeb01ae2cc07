// Which voice says the words of a campaign, as somebody chooses it by ear.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
	sampleOf,
	speaking,
	STOCK,
	usualFor,
} from "../../frontend/js/model/voices.js";
import { sample } from "../../frontend/js/parts/sample.js";
import { button, mounted, settled } from "./page.js";

const voice = (id, languages, usual_for = []) => ({
	id,
	name: id,
	languages,
	about: "",
	usual_for,
});
const CAST = [
	voice("rowan", ["en"]),
	voice("noa", ["es"]),
	voice("all", []),
	voice("ava", ["en"], ["en"]),
];

test("those who speak a language are offered for it, the usual voice first", () => {
	const offered = speaking(CAST, "en").map(({ id }) => id);
	assert.deepEqual(offered, ["ava", "rowan", "all"]);
	assert.equal(usualFor(CAST, "es"), null);
});

test("what is heard beforehand holds nothing of one person", () => {
	const words = ["About {order}.", "Is it you, {name}?", "Thank you. Goodbye."];
	assert.equal(sampleOf(words, "en"), "Thank you. Goodbye.");
	assert.equal(sampleOf(["About {order}.", ""], "es"), STOCK.es);
});

test("a sample that cannot be spoken says so, and may be asked for again", async (t) => {
	const wish = () => ({ language: "en", voice: "rowan", text: "Thank you." });
	const show = (root, context) => root.replaceChildren(sample(context, wish));
	const answers = { "POST /audio/samples": { id: "f1", state: "failed" } };
	const { root, asked } = mounted(t, show, { answers });
	button("Listen", root).click();
	await settled();
	assert.match(root.textContent, /does not speak just now/);
	assert.equal(button("Listen", root).disabled, false);
	assert.deepEqual(asked[0].body, wish());
});
