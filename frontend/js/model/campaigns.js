// How far a campaign is and what somebody may do with it: decisions without a screen.

/** @typedef {"approve" | "edit" | "schedule" | "unschedule" | "run" | "pause" | "stop" | "resume" | "cancel"} Act */

/** The server decides (functions/campaigns/model.py); this is what it is worth offering. @type {Partial<Record<CampaignState, Act[]>>} */
const ACTS = {
  draft: ["approve", "edit", "cancel"],
  rehearsed: ["approve", "cancel"],
  approved: ["run", "schedule", "cancel"],
  scheduled: ["run", "schedule", "unschedule", "cancel"],
  running: ["pause", "stop", "cancel"],
  paused: ["resume", "stop", "cancel"],
};
const GOOD = new Set([
  "completed",
  "callback_requested",
  "ticket_opened",
  "transfer_requested",
  "transferred",
]);
const BAD = new Set(["failed", "refused", "wrong_number", "opted_out"]);

/** Whether somebody decides over campaigns. @param {Me} me */
export const decides = (me) => me.roles.includes("supervisor") || me.roles.includes("admin");

/** Whether they wrote it, so that somebody else must approve it. @param {Campaign} campaign @param {Me} me */
export const isAuthor = (campaign, me) => campaign.created_by === me.name;

/** What somebody may do with it now. @param {Campaign} campaign @param {Me} me */
export function acts(campaign, me) {
  const all = decides(me) ? (ACTS[campaign.state] ?? []) : [];
  return isAuthor(campaign, me) ? all.filter((act) => act !== "approve") : all;
}

/** Whether it waits for somebody else than its author. @param {Campaign} campaign */
export const awaitsApproval = (campaign) =>
  campaign.state === "draft" || campaign.state === "rehearsed";

/** Whether its rules and words are changed with a reason, for what is approved already. @param {Campaign} campaign */
export const isInForce = (campaign) =>
  ["approved", "scheduled", "running", "paused"].includes(campaign.state);

/** Whether anything can still change by itself. @param {{state: CampaignState}} campaign */
export const isMoving = (campaign) => campaign.state === "running";

/** Contacts that are done, and their share of all. @param {CampaignReport} report */
export function progress(report) {
  const done = Math.max(0, report.contacts - report.waiting - report.calling);
  return { done, share: report.contacts ? done / report.contacts : 0 };
}

/** Outcomes, the most frequent first, with their share of those that are done. @param {CampaignReport} report */
export function outcomes(report) {
  const total = Object.values(report.outcomes).reduce((sum, count) => sum + count, 0);
  return Object.entries(report.outcomes)
    .map(([outcome, count]) => ({ outcome, count, share: count / total }))
    .sort((one, other) => other.count - one.count || one.outcome.localeCompare(other.outcome));
}

/** How an outcome is marked. @param {string | null} outcome */
export function tone(outcome) {
  if (outcome === null) return "quiet";
  if (GOOD.has(outcome)) return "good";
  return BAD.has(outcome) ? "bad" : "neutral";
}
