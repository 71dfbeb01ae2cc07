// What the screens rely on: text is never HTML, a refresh keeps what did not change, repeating ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { every, fill, h, svg } from "../../frontend/js/dom.js";

const row = ({ id, name }) => h("li", {}, h("a", { href: `#/${id}` }, name));
const ofId = (item) => item.id;

test("text stays text", () => {
  const shown = h("p", {}, "<b>x</b><script>1</script>");
  assert.equal(shown.children.length, 0);
  assert.equal(shown.textContent, "<b>x</b><script>1</script>");
});

test("no attribute can bring code or style along", () => {
  assert.throws(() => h("p", { onclick: "run()" }), TypeError);
  assert.throws(() => svg("rect", { style: "fill: red" }), TypeError);
});

test("a refresh keeps the element of what did not change", () => {
  const list = h("ul");
  fill(
    list,
    [
      { id: 1, name: "one" },
      { id: 2, name: "two" },
    ],
    ofId,
    row,
  );
  const [first] = list.children;
  fill(
    list,
    [
      { id: 3, name: "new" },
      { id: 1, name: "one" },
    ],
    ofId,
    row,
  );
  assert.equal(list.children[1], first);
  assert.deepEqual(
    [...list.children].map((each) => each.textContent),
    ["new", "one"],
  );
});

test("a refresh keeps the focus where it was, even in a row that changed", () => {
  const list = h("ul");
  document.body.replaceChildren(list);
  fill(
    list,
    [
      { id: 1, name: "one" },
      { id: 2, name: "two" },
    ],
    ofId,
    row,
  );
  list.children[1].firstChild.focus();
  fill(
    list,
    [
      { id: 1, name: "one" },
      { id: 2, name: "two, changed" },
    ],
    ofId,
    row,
  );
  assert.equal(document.activeElement.textContent, "two, changed");
});

test("repeating ends with the signal, and a pause ends with it too", async () => {
  const end = new AbortController();
  let times = 0;
  const over = every(
    3_600_000,
    async () => {
      times += 1;
    },
    end.signal,
  );
  end.abort();
  await over;
  assert.equal(times, 1);
});

test("a failure is told, and its end", async () => {
  const end = new AbortController();
  const told = [];
  const tries = [() => Promise.reject(new Error("away")), async () => {}];
  const hear = (error) => (told.push(error?.message ?? "well"), told.length === 2 && end.abort());
  await every(1, () => tries.shift()(), end.signal, hear);
  assert.deepEqual(told, ["away", "well"]);
});

test("nothing is asked while nobody looks", async () => {
  const end = new AbortController();
  let times = 0;
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  every(
    1,
    async () => {
      times += 1;
    },
    end.signal,
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(times, 1);
  Object.defineProperty(document, "hidden", { value: false });
  document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((resolve) => setTimeout(resolve, 30));
  end.abort();
  assert.ok(times > 1);
});
