// What the menu, the palette and the rail lead to.

/** @typedef {{address: string, key: import("../language.js").Key, group: string, role?: Role, keys?: string}} Module */

/** By section, in the order the menu shows them. @type {Module[]} */
const MODULES = [
  { address: "#/", key: "section.home", group: "home", keys: "g h" },
  {
    address: "#/tickets?q=state%3Dopen",
    key: "place.open",
    group: "tickets",
    keys: "g i",
  },
  {
    address: "#/tickets?q=state%3Dopen%5EassigneeISEMPTY",
    key: "place.unassigned",
    group: "tickets",
  },
  {
    address: "#/tickets?q=state%3Dresolved",
    key: "place.resolved",
    group: "tickets",
  },
  { address: "#/tickets", key: "place.all", group: "tickets" },
  { address: "#/tickets/new", key: "tickets.new", group: "tickets", keys: "n" },
  {
    address: "#/campaigns",
    key: "section.campaigns",
    group: "campaigns",
    keys: "g c",
  },
  {
    address: "#/campaigns/new",
    key: "campaigns.new",
    group: "campaigns",
    role: "supervisor",
  },
  { address: "#/people", key: "section.people", group: "people", keys: "g p" },
  {
    address: "#/people/import",
    key: "people.import",
    group: "people",
    role: "supervisor",
  },
  { address: "#/people/contacts", key: "place.people-contacts", group: "people" },
  { address: "#/people/do-not-call", key: "place.people-do-not-call", group: "people" },
  { address: "#/people/privacy", key: "place.people-privacy", group: "people", role: "supervisor" },
  { address: "#/calls", key: "section.calls", group: "calls", keys: "g l" },
  { address: "#/calls/promises", key: "place.calls-promises", group: "calls" },
  { address: "#/calls/transfers", key: "place.calls-transfers", group: "calls", role: "supervisor" },
  { address: "#/calls/numbers", key: "place.calls-numbers", group: "calls" },
  { address: "#/calls/hours", key: "place.calls-hours", group: "calls" },
  { address: "#/calls/rotas", key: "place.calls-rotas", group: "calls" },
  { address: "#/calls/voices", key: "place.calls-voices", group: "calls", role: "supervisor" },
  { address: "#/knowledge", key: "section.knowledge", group: "knowledge", keys: "g k" },
  { address: "#/dashboards", key: "section.dashboards", group: "dashboards", keys: "g d" },
  { address: "#/admin", key: "section.admin", group: "admin", role: "supervisor" },
];

/** The roles, each holding those before it. @type {Role[]} */
const ROLES = ["requester", "agent", "supervisor", "admin"];

/** Whether somebody's roles hold that one. @param {Me} me @param {Role} [role] */
export const mayAs = (me, role = "agent") =>
  me.roles.some((each) => ROLES.indexOf(each) >= ROLES.indexOf(role));

/** What somebody may go to. @param {Me} me */
export const modulesFor = (me) => MODULES.filter((each) => mayAs(me, each.role));
