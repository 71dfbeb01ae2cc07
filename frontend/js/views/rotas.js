// Who is on call now in every rota, and whether I take calls.

import { every, fill, h } from "../dom.js";
import { decides } from "../model/campaigns.js";
import { instant } from "../model/moments.js";
import { callLinks } from "../parts/call-links.js";
import { button, card, heading } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { failure, freshness } from "../parts/freshness.js";
import { dot, phone, when } from "../parts/marks.js";

/** @typedef {{rota: Rota, watch: Watch}} OnDuty */

/** @param {HTMLElement} root @param {Context} context */
export function rotas(root, { words, send, me, signal, tell, title }) {
  const { t } = words;
  const own = h("div", { class: "mine" });
  const list = h("div", { class: "columns" });
  const none = h("p", { class: "empty", hidden: true }, t("duty.none"));
  const fresh = freshness(words);
  const mine = `/people/${encodeURIComponent(me.name)}/availability`;
  title(t("duty.title"));
  root.replaceChildren(
    heading(
      t("duty.title"),
      fresh.element,
      decides(me) && h("a", { class: "button primary", href: "#/calls/rotas/new" }, t("duty.new")),
    ),
    callLinks(words, me, "#/calls/rotas"),
    card(t("duty.mine"), own),
    list,
    none,
  );
  every(10_000, refresh, signal, fresh.told);

  async function refresh() {
    const [found, here] = await Promise.all([
      send("/people/rotas?limit=50", { signal }),
      send(mine, { signal }),
    ]);
    /** @type {OnDuty[]} */
    const duty = await Promise.all(found.items.map(onDuty));
    fill(own, [here], () => "mine", available);
    fill(
      list,
      duty.map(({ rota, watch }) => ({
        rota,
        people: watch.on_call,
        next: watch.next,
      })),
      ({ rota }) => rota.id,
      (each) => duties(words, each),
    );
    none.hidden = duty.length > 0;
  }

  /** @param {Rota} rota @returns {Promise<OnDuty>} */
  const onDuty = async (rota) => ({
    rota,
    watch: await send(`/people/on-call?rota=${encodeURIComponent(rota.name)}`, {
      signal,
    }),
  });

  /** @param {{available: boolean, until: string | null}} now */
  function available(now) {
    const until = now.until
      ? h("span", { class: "muted" }, t("duty.until"), " ", when(words, now.until))
      : null;
    return h(
      "div",
      { class: "pills" },
      dot(t(now.available ? "duty.available" : "duty.away"), now.available ? "good" : "warn"),
      until,
      now.available
        ? button(t("duty.leave"), () => leave())
        : button(t("duty.back"), () => back(), "primary"),
    );
  }

  function leave() {
    ask({
      words,
      signal,
      title: t("duty.leave"),
      text: t("duty.leaveWhat"),
      label: t("duty.leave"),
      fields: [
        {
          name: "until",
          label: t("duty.untilWhen"),
          kind: "datetime-local",
          hint: t("duty.untilHint"),
        },
      ],
      send: async (data) => {
        const until = instant(filledIn(data).until);
        await send(mine, {
          method: "PUT",
          body: { available: false, until },
          signal,
        });
        await refresh();
      },
    });
  }

  async function back() {
    try {
      await send(mine, { method: "PUT", body: { available: true }, signal });
      await refresh();
    } catch (error) {
      tell(failure(words, error));
    }
  }
}

/** @param {Words} words @param {{rota: Rota, people: OnCall[], next: Watch["next"]}} duty */
function duties(words, { rota, people, next }) {
  const { t } = words;
  const coming = next
    ? h(
        "p",
        {},
        t("duty.next", {
          names: next.people.map((each) => each.name).join(", "),
        }),
        " ",
        when(words, next.at),
      )
    : h("p", { class: "muted" }, t("duty.nobodyComes"));
  return h(
    "section",
    { class: "card", "aria-label": rota.name },
    h("h2", {}, h("a", { href: `#/calls/rotas/${rota.id}` }, rota.name)),
    h("p", { class: "muted" }, rota.zone),
    people.length
      ? h("ol", { class: "on-call" }, ...people.map((each) => onCall(words, each)))
      : h("div", {}, h("p", { class: "notice warn" }, t("duty.nobody")), coming),
  );
}

/** @param {Words} words @param {OnCall} each */
const onCall = (words, each) =>
  h(
    "li",
    {},
    h("b", {}, each.name),
    h("span", { class: "muted" }, words.word("dutyRank", each.rank)),
    phone(words, each.phone),
    h("span", { class: "muted" }, words.word("language", each.language)),
  );
