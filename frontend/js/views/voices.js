// What our voices cost and save: what was spoken anew, what was served again, who has trouble.

import { every, fill, h } from "../dom.js";
import { callLinks } from "../parts/call-links.js";
import { button, card, heading } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure, freshness } from "../parts/freshness.js";
import { ago, state, when } from "../parts/marks.js";
import { table } from "../parts/table.js";
import { castOf, dayColumns, orderColumns, passedColumns, summed, tileOf } from "./voices-parts.js";

const DAY = 86_400_000;
const SPANS = /** @type {const} */ ([7, 30, 0]);

/** @param {HTMLElement} root @param {Context} context */
export function voices(root, context) {
  const { words, send, me, signal, tell, title } = context;
  const { t } = words;
  const tiles = h("ul", { class: "tiles" });
  const troubled = h("ul", { class: "circuits" });
  const well = h("p", { class: "empty" }, t("voices.well"));
  const days = table({
    caption: t("voices.days"),
    key: (each) => each.day + each.speaker + each.voice,
    empty: t("voices.noDays"),
    columns: dayColumns(words),
  });
  const passed = table({
    caption: t("voices.passed"),
    key: (each) => each.speaker + each.reason,
    empty: t("voices.nobodyPassed"),
    columns: passedColumns(words),
  });
  const orders = table({
    caption: t("voices.orders"),
    key: (each) => each.id,
    empty: t("voices.noOrders"),
    columns: orderColumns(words),
  });
  const cast = h("ul", { class: "cast" });
  const few = h("p", { class: "notice warn", hidden: true }, t("voices.few"));
  const listed = h("p", { class: "muted" });
  const fresh = freshness(words);
  let span = 30;
  const choice = h(
    "select",
    { onchange: choose },
    ...SPANS.map((each) =>
      h(
        "option",
        { value: each, selected: each === span },
        each ? t("voices.last", { count: each }) : t("voices.ever"),
      ),
    ),
  );
  title(t("voices.title"));
  root.replaceChildren(
    heading(
      t("voices.title"),
      fresh.element,
      button(t("voices.warm"), () => warm(), "primary"),
      me.roles.includes("admin") && button(t("voices.drop"), () => drop(), "danger-quiet"),
    ),
    callLinks(words, me, "#/calls/voices"),
    h("label", { class: "choice" }, t("voices.span"), choice),
    tiles,
    card(t("voices.cast"), cast, few, listed),
    h(
      "div",
      { class: "columns" },
      card(t("voices.trouble"), troubled, well),
      card(t("voices.passed"), passed.element),
    ),
    card(t("voices.days"), days.element),
    card(t("voices.orders"), orders.element),
  );
  every(15_000, refresh, signal, fresh.told);
  every(() => (few.hidden ? 300_000 : 5_000), offered, signal, fresh.told);

  async function offered() {
    /** @type {{items: OfferedVoice[], complete: boolean, listed_at: string | null}} */
    const { items, complete, listed_at: at } = await send("/audio/voices", { signal });
    few.hidden = complete;
    listed.replaceChildren(...(at ? [t("voices.listed"), " ", ago(words, at)] : []));
    fill(
      cast,
      items,
      ({ id }) => id,
      (each) => castOf(context, each),
    );
  }

  async function refresh() {
    const since = span
      ? `?since=${new Date(Date.now() - span * DAY).toISOString().slice(0, 10)}`
      : "";
    const [used, made] = await Promise.all([
      send(`/audio${since}`, { signal }),
      send("/audio/orders?limit=25", { signal }),
    ]);
    fill(tiles, summed(words, used), (each) => each.name, tileOf);
    days.show([...used.days].reverse());
    passed.show(used.passed_over);
    orders.show(made.items);
    fill(troubled, used.circuits, (/** @type {Circuit} */ each) => each.speaker, circuit);
    well.hidden = used.circuits.length > 0;
  }

  function choose() {
    span = Number(choice.value);
    refresh().catch(fresh.told);
  }

  /** @param {Circuit} each */
  function circuit(each) {
    const { speaker, open_until: until, trying } = each;
    const now = trying ? "trying" : until ? "resting" : "failing";
    return h(
      "li",
      {},
      h("b", {}, speaker),
      state(words, "circuit", now),
      h(
        "span",
        { class: "muted" },
        words.word("voiceTrouble", each.reason),
        until ? " · " : "",
        until ? when(words, until) : "",
      ),
      button(t("voices.try"), () => tryNow(speaker)),
    );
  }

  /** @param {string} speaker */
  async function tryNow(speaker) {
    try {
      await send(`/audio/voices/${encodeURIComponent(speaker)}/trial`, {
        method: "POST",
        signal,
      });
      tell(t("voices.tried", { name: speaker }));
      await refresh();
    } catch (error) {
      tell(failure(words, error));
    }
  }

  function warm() {
    ask({
      words,
      signal,
      title: t("voices.warm"),
      text: t("voices.warmWhat"),
      label: t("voices.warm"),
      fields: [
        {
          name: "language",
          label: t("ticket.language"),
          kind: "select",
          value: words.code,
          options: words.languages(),
        },
        {
          name: "texts",
          label: t("voices.texts"),
          kind: "textarea",
          required: true,
          rows: 5,
        },
        {
          name: "reason",
          label: t("act.reason"),
          required: true,
          maxlength: 1000,
          wide: true,
        },
      ],
      send: async (data) => {
        const { texts = "", ...rest } = filledIn(data);
        const lines = texts
          .split("\n")
          .map((each) => each.trim())
          .filter(Boolean);
        await send("/audio/warmings", {
          body: { ...rest, texts: lines },
          signal,
        });
        tell(t("voices.warming", { count: lines.length }));
        refresh().catch(fresh.told);
      },
    });
  }

  function drop() {
    ask({
      words,
      signal,
      title: t("voices.drop"),
      text: t("voices.dropWhat"),
      label: t("voices.drop"),
      tone: "danger",
      fields: [
        { name: "voice", label: t("voices.voice"), maxlength: 100 },
        { name: "version", label: t("voices.version"), maxlength: 40 },
        {
          name: "text",
          label: t("voices.text"),
          kind: "textarea",
          rows: 2,
          maxlength: 4000,
        },
        {
          name: "reason",
          label: t("act.reason"),
          required: true,
          maxlength: 1000,
          wide: true,
        },
      ],
      send: async (data) => {
        const order = await send("/audio/invalidations", {
          body: filledIn(data),
          signal,
        });
        tell(t("voices.dropped", { count: order.count ?? 0 }));
        refresh().catch(fresh.told);
      },
    });
  }
}
