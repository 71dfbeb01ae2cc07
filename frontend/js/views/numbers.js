// The numbers we call from: how often each rings today, and letting one rest.

import { every, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { instant } from "../model/moments.js";
import { callLinks } from "../parts/call-links.js";
import { button, heading } from "../parts/card.js";
import { meter } from "../parts/charts.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure, freshness } from "../parts/freshness.js";
import { dot, phone, when } from "../parts/marks.js";
import { table } from "../parts/table.js";

/** @param {HTMLElement} root @param {Context} context */
export function numbers(root, { words, send, me, signal, tell, title }) {
  const { t } = words;
  const may = decides(me);
  const grid = table({
    caption: t("numbers.title"),
    key: (each) => each.phone,
    empty: t("numbers.none"),
    columns: [...columns(words), ...(may ? [{ label: t("numbers.act"), cell: acts }] : [])],
    kept: { words, me, list: "numbers" },
  });
  const fresh = freshness(words);
  title(t("numbers.title"));
  root.replaceChildren(
    heading(
      t("numbers.title"),
      fresh.element,
      may && button(t("numbers.add"), () => add(), "primary"),
    ),
    callLinks(words, me, "#/calls/numbers"),
    h("p", { class: "muted" }, t("numbers.what")),
    grid.element,
  );
  every(10_000, refresh, signal, fresh.told);

  async function refresh() {
    grid.show(await send("/numbers", { signal }));
  }

  /** @param {OurNumber} each */
  function acts(each) {
    return h(
      "div",
      { class: "buttons" },
      button(t("move.edit"), () => edit(each), "quiet"),
      isResting(each)
        ? button(t("numbers.wake"), () => wake(each), "quiet")
        : button(t("numbers.rest"), () => rest(each), "quiet"),
    );
  }

  function add() {
    asked(
      t("numbers.add"),
      [
        {
          name: "phone",
          label: t("member.phone"),
          kind: "tel",
          required: true,
          hint: t("people.phoneHint"),
        },
        ...named({ label: "", day_cap: null }),
      ],
      (data) => send("/numbers", { body: changes(data), signal }),
    );
  }

  /** @param {OurNumber} each */
  function edit(each) {
    asked(t("move.edit"), named(each), (data) => patched(each, changes(data)));
  }

  /** @param {OurNumber} each */
  function rest(each) {
    asked(
      t("numbers.rest"),
      [
        {
          name: "until",
          label: t("numbers.until"),
          kind: "datetime-local",
          required: true,
        },
        {
          name: "quarantine_reason",
          label: t("act.reason"),
          required: true,
          maxlength: 300,
          wide: true,
        },
      ],
      (data) => {
        const { until, quarantine_reason } = filledIn(data);
        return patched(each, {
          quarantined_until: instant(until),
          quarantine_reason,
        });
      },
      t("numbers.restWhat", { phone: words.phone(each.phone) }),
    );
  }

  /** @param {OurNumber} each */
  async function wake(each) {
    try {
      await patched(each, { quarantined_until: null, quarantine_reason: null });
      await refresh();
    } catch (error) {
      tell(failure(words, error));
    }
  }

  /** @param {{label: string, day_cap: number | null}} now @returns {import("../parts/form.js").Field[]} */
  const named = ({ label, day_cap: cap }) => [
    {
      name: "label",
      label: t("numbers.label"),
      required: true,
      maxlength: 100,
      value: label,
    },
    {
      name: "day_cap",
      label: t("numbers.cap"),
      kind: "number",
      min: "1",
      max: "100000",
      value: cap === null ? "" : String(cap),
      hint: t("numbers.capHint"),
    },
  ];

  /** @param {OurNumber} each @param {object} body */
  const patched = (each, body) =>
    send(`/numbers/${encodeURIComponent(each.phone)}`, {
      method: "PATCH",
      body,
      seen: each.version,
      signal,
    });

  /** @param {string} name @param {import("../parts/form.js").Field[]} fields @param {(data: FormData) => Promise<unknown>} act @param {string} [text] */
  function asked(name, fields, act, text) {
    ask({
      words,
      signal,
      title: name,
      text,
      label: t("form.save"),
      fields,
      send: async (data) => {
        await act(data);
        refresh().catch(fresh.told);
      },
    });
  }
}

/** @param {FormData} data */
function changes(data) {
  const { day_cap: cap, ...texts } = filledIn(data);
  return { ...texts, day_cap: cap ? Number(cap) : null };
}

/** @param {OurNumber} each */
const isResting = ({ quarantined_until: until }) =>
  Boolean(until && Date.parse(until) > Date.now());

/** @param {Words} words @returns {import("../parts/table.js").Column<OurNumber>[]} */
const columns = (words) => [
  {
    label: words.t("member.phone"),
    cell: (each) => phone(words, each.phone),
    kind: "main",
  },
  {
    label: words.t("numbers.label"),
    cell: (each) => (each.label === each.phone ? "–" : each.label),
  },
  {
    label: words.t("numbers.today"),
    cell: (each) => today(words, each),
  },
  {
    label: words.t("numbers.state"),
    cell: (each) =>
      isResting(each)
        ? h(
            "div",
            {},
            dot(words.t("numbers.rests"), "warn"),
            h(
              "p",
              { class: "muted" },
              when(words, each.quarantined_until),
              each.quarantine_reason ? ` · ${each.quarantine_reason}` : "",
            ),
          )
        : dot(words.t("numbers.rings"), "good"),
  },
];

/** @param {Words} words @param {OurNumber} each */
function today({ t, number }, { calls_today: made, day_cap: cap }) {
  if (cap === null) return number(made);
  const said = t("numbers.ofCap", { made, cap });
  return h("div", { class: "of-cap" }, h("span", {}, said), meter(said, made, cap));
}
