// The frame around the screens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rail } from "../../frontend/js/parts/rail.js";
import { shell } from "../../frontend/js/parts/shell.js";
import { AGENT, button, inEnglish } from "./page.js";

function framed(t, more = {}) {
  const end = new AbortController();
  t.after(() => end.abort());
  const started = [];
  const frame = shell(document.body, {
    words: inEnglish,
    me: AGENT,
    signal: end.signal,
    kind: "development",
    start: () => started.push(1),
    ...more,
  });
  return { frame, started };
}

test("the rail says where one is", (t) => {
  const { frame } = framed(t);
  frame.show(document.createElement("div"), "tickets");
  frame.title("INC0010001");
  assert.equal(document.querySelector("[aria-current]").textContent, "Tickets");
  assert.equal(document.title, "INC0010001 · Centralita");
});

test("a new screen gets the focus at its heading", (t) => {
  const { frame } = framed(t);
  const screen = document.createElement("div");
  screen.append(document.createElement("h1"));
  frame.show(screen, "home");
  frame.focus();
  assert.equal(document.activeElement.tagName, "H1");
});

test("another language and another theme are kept, and used at once", (t) => {
  const { started } = framed(t);
  const [language, theme] = document.querySelectorAll(".menu select");
  language.value = "es";
  language.dispatchEvent(new Event("change"));
  theme.value = "dark";
  theme.dispatchEvent(new Event("change"));
  assert.equal(started.length, 1);
  assert.equal(document.documentElement.lang, "es");
  assert.equal(document.documentElement.dataset.theme, "dark");
  assert.equal(localStorage.getItem("centralita.theme"), "dark");
});

test("somebody else can be chosen where nobody signs in", (t) => {
  const { started } = framed(t);
  sessionStorage.setItem("centralita.person", "demo agent");
  button("Be somebody else").click();
  assert.equal(sessionStorage.getItem("centralita.person"), null);
  assert.equal(started.length, 1);
});

test("behind Static Web Apps one signs out there", (t) => {
  framed(t, { kind: "platform" });
  assert.equal(document.querySelector(".menu a").getAttribute("href"), "/.auth/logout");
});

test("what is asked of the search stands in the address", (t) => {
  framed(t);
  document.querySelector("[name=q]").value = "VPN & mail";
  document.querySelector(".search").dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(location.hash, "#/search?q=VPN%20%26%20mail");
});

test("sections that a narrow bar has no room for come up with More, and go with a choice", (t) => {
  const end = new AbortController();
  t.after(() => end.abort());
  const sections = rail({ words: inEnglish, signal: end.signal });
  document.body.replaceChildren(sections.element);
  const more = sections.element.querySelector("button");
  const isOpen = () => more.getAttribute("aria-expanded");
  more.click();
  assert.equal(isOpen(), "true");
  sections.at("admin");
  assert.equal(isOpen(), "false");
  assert.equal(sections.element.querySelector("[aria-current]").textContent, "Admin");
  more.click();
  more.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  assert.equal(isOpen(), "false");
});
