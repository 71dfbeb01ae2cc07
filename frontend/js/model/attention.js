// What somebody should look at first.

import { awaitsApproval, isAuthor } from "./campaigns.js";
import { listAddress } from "./conditions.js";
import { OPEN } from "./tickets.js";

const DAY = 86_400_000;

/** @typedef {{what: "breached" | "risk" | "urgent" | "unassigned" | "untouched" | "approval" | "paused" | "imports", count: number, address: string}} Matter */

/** What was told of a promise's time, at a share of it. @typedef {{ticket_id: string, percent: number}} Notice */

/**
 * Only matters that are there, the gravest first.
 * @param {{tickets: Heading[], campaigns: Campaign[], imports: Import[], notices?: Notice[], me: Me, now: number}} seen
 * @returns {Matter[]}
 */
export function attention({ tickets, campaigns, imports, notices = [], me, now }) {
  const open = tickets.filter((each) => OPEN.includes(each.state));
  const late = told(open, notices, 100);
  const risky = told(open, notices, 75).filter((each) => !late.includes(each));
  const waiting = campaigns.filter((each) => awaitsApproval(each) && !isAuthor(each, me));
  const paused = campaigns.filter((each) => each.state === "paused");
  /** @type {Matter[]} */
  const matters = [
    { what: "breached", count: late.length, address: these(late) },
    { what: "risk", count: risky.length, address: these(risky) },
    {
      what: "urgent",
      count: open.filter((each) => each.priority <= 2).length,
      address: listAddress("state=open^priority<=2"),
    },
    {
      what: "unassigned",
      count: open.filter((each) => !each.assignee).length,
      address: listAddress("state=open^assigneeISEMPTY"),
    },
    {
      what: "untouched",
      count: open.filter((each) => now - Date.parse(each.updated_at) > DAY).length,
      address: listAddress("state=open^updated_at<-1d"),
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

/** Those of which it was told that so much of a promise's time is gone. @param {Heading[]} open @param {Notice[]} notices @param {number} percent */
function told(open, notices, percent) {
  const ids = new Set(
    notices.filter((each) => each.percent >= percent).map((each) => each.ticket_id),
  );
  return open.filter((each) => ids.has(each.id));
}

/** @param {Heading[]} tickets */
const these = (tickets) =>
  listAddress(
    `numberIN${tickets
      .slice(0, 100)
      .map((each) => Number(each.number.slice(3)))
      .join(",")}`,
  );
