// The ways between the screens about calls, and between those about people.

import { decides } from "../model/campaigns.js";
import { links } from "./card.js";

const CALLS = /** @type {const} */ ([
  "#/calls",
  "#/calls/promises",
  "#/calls/transfers",
  "#/calls/numbers",
  "#/calls/hours",
  "#/calls/rotas",
  "#/calls/voices",
]);
const PEOPLE = /** @type {const} */ ([
  "#/people",
  "#/people/contacts",
  "#/people/do-not-call",
  "#/people/privacy",
]);
const FOR_SUPERVISORS = new Set(["#/calls/transfers", "#/calls/voices", "#/people/privacy"]);

/** @param {Words} words @param {Me} me @param {typeof CALLS[number]} here */
export const callLinks = (words, me, here) => among(words, me, CALLS, here, "section.calls");

/** @param {Words} words @param {Me} me @param {typeof PEOPLE[number]} here */
export const peopleLinks = (words, me, here) => among(words, me, PEOPLE, here, "section.people");

/** @param {Words} words @param {Me} me @param {readonly string[]} all @param {string} here @param {"section.calls" | "section.people"} name */
function among(words, me, all, here, name) {
  const may = all.filter((each) => decides(me) || !FOR_SUPERVISORS.has(each));
  return links(
    words.t(name),
    may.map((each) => [each, words.word("place", each.slice(2).replace("/", "-"))]),
    here,
  );
}
