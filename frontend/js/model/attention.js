// What somebody should look at first.

import { awaitsApproval, isAuthor } from "./campaigns.js";
import { OPEN } from "./tickets.js";

const DAY = 86_400_000;

/** @typedef {{what: "urgent" | "unassigned" | "untouched" | "approval" | "paused" | "imports", count: number, address: string}} Matter */

/**
 * Only matters that are there, the gravest first.
 * @param {{tickets: Heading[], campaigns: Campaign[], imports: Import[], me: Me, now: number}} seen
 * @returns {Matter[]}
 */
export function attention({ tickets, campaigns, imports, me, now }) {
  const open = tickets.filter((each) => OPEN.includes(each.state));
  const states = OPEN.map((state) => `state=${state}`).join("&");
  const waiting = campaigns.filter((each) => awaitsApproval(each) && !isAuthor(each, me));
  const paused = campaigns.filter((each) => each.state === "paused");
  /** @type {Matter[]} */
  const matters = [
    {
      what: "urgent",
      count: open.filter((each) => each.priority <= 2).length,
      address: `#/tickets?${states}&priority=1&priority=2`,
    },
    {
      what: "unassigned",
      count: open.filter((each) => !each.assignee).length,
      address: `#/tickets?${states}`,
    },
    {
      what: "untouched",
      count: open.filter((each) => now - Date.parse(each.updated_at) > DAY).length,
      address: `#/tickets?${states}`,
    },
    { what: "paused", count: paused.length, address: of(paused) },
    { what: "approval", count: waiting.length, address: of(waiting) },
    {
      what: "imports",
      count: imports.filter((each) => each.state === "failed").length,
      address: "#/people",
    },
  ];
  return matters.filter((matter) => matter.count > 0);
}

/** The one campaign's page, or the list of them. @param {Campaign[]} campaigns */
const of = (campaigns) =>
  campaigns.length === 1 ? `#/campaigns/${campaigns[0]?.id}` : "#/campaigns";
