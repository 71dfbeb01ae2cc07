// What every page of a campaign shows: its name, where it stands, what may be done, and the way to its other pages.

import { every, fill, h } from "../dom.js";
import { awaitsApproval, isAuthor, isMoving } from "../model/campaigns.js";
import { links } from "../parts/card.js";
import { freshness } from "../parts/freshness.js";
import { phone, state, when } from "../parts/marks.js";
import { buttons } from "./campaign-acts.js";

const MOVING = 2_000;
const RESTING = 10_000;
const PAGES = /** @type {const} */ (["", "people", "words", "rules", "log"]);

/** @typedef {typeof PAGES[number]} PageName */

/**
 * `load` asks for what this page needs beside the campaign and its report, `show` gets all of it.
 * @template T
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {{page: PageName, body: Node[], load: (path: string) => Promise<T>, show: (seen: Campaign, report: CampaignReport, more: T) => void}} what
 */
export function campaignFrame(root, context, { page, body, load, show }) {
  const { words, send, params, me, signal, tell, title } = context;
  const { t } = words;
  const path = `/campaigns/${params.id}`;
  const here = `#${path}${page && `/${page}`}`;
  /** @type {CampaignState | null} */
  let before = null;
  const head = h("header", { class: "record-head" });
  const fresh = freshness(words);
  title(t("section.campaigns"));
  root.replaceChildren(
    head,
    links(
      t("campaign.pages"),
      PAGES.map((each) => [
        `#${path}${each && `/${each}`}`,
        words.word("campaignPage", each || "wall"),
      ]),
      here,
    ),
    ...body,
    fresh.element,
  );
  every(
    () => (before && isMoving({ state: before }) ? MOVING : RESTING),
    refresh,
    signal,
    fresh.told,
  );

  async function refresh() {
    const [seen, report, more] = await Promise.all([
      send(path, { signal }),
      send(`${path}/report`, { signal }),
      load(path),
    ]);
    title(seen.name);
    if (before && before !== seen.state)
      tell(t("campaign.nowIs", { state: words.word("campaignState", seen.state) }));
    before = seen.state;
    fill(
      head,
      [{ seen, contacts: report.contacts }],
      () => "head",
      (shown) => named(shown.seen, shown.contacts),
    );
    show(seen, report, more);
  }

  /** @param {Campaign} shown @param {number} contacts */
  function named(shown, contacts) {
    const waits =
      awaitsApproval(shown) &&
      isAuthor(shown, me) &&
      h("p", { class: "notice" }, t("campaign.ownApproval"));
    return h(
      "div",
      {},
      h("p", { class: "muted" }, h("a", { href: "#/campaigns" }, t("section.campaigns"))),
      h("h1", {}, shown.name),
      h(
        "div",
        { class: "pills" },
        state(words, "campaignState", shown.state),
        shown.state === "scheduled" &&
          h("span", {}, t("campaign.starts"), " ", when(words, shown.starts_at)),
        h("span", {}, t("campaign.from"), " ", ...callers(words, shown)),
        h("span", {}, shown.created_by),
      ),
      buttons({ ...context, campaign: shown, contacts, changed }),
      waits,
    );
  }

  const changed = () => refresh().catch(fresh.told);

  return { changed };
}

/** @param {Words} words @param {Campaign} shown @returns {(Node | string)[]} */
function callers(words, { rules, caller }) {
  const [first = caller, ...more] = rules.callers ?? [];
  const others = more.length ? ` ${words.t("campaign.moreCallers", { count: more.length })}` : "";
  return [phone(words, first), others];
}
