// Calls that we owe people: due first, and closing one by hand.

import { h } from "../dom.js";
import { callLinks } from "../parts/call-links.js";
import { button } from "../parts/card.js";
import { ask } from "../parts/dialog.js";
import { filledIn } from "../parts/form.js";
import { listing } from "../parts/listing.js";
import { phone, state, when } from "../parts/marks.js";

const WHICH = /** @type {const} */ (["open", "due", "broken", "kept", "withdrawn"]);

/** @param {HTMLElement} root @param {Context} context */
export function promises(root, context) {
  const { words, send, me, query, signal, keep, tell } = context;
  const { t } = words;
  let which = WHICH.find((each) => each === query.get("which")) ?? "";
  const choice = h(
    "select",
    { onchange: choose },
    h("option", { value: "" }, t("promises.all")),
    ...WHICH.map((each) =>
      h("option", { value: each, selected: each === which }, words.word("promiseState", each)),
    ),
  );
  const { refresh } = listing(root, context, {
    name: t("promises.title"),
    path: "/promises",
    key: (/** @type {Owed} */ each) => each.id,
    empty: t("promises.none"),
    columns: [...columns(words), { label: t("promise.act"), cell: acts }],
    query: () => (which ? [["which", which]] : []),
    above: [
      callLinks(words, me, "#/calls/promises"),
      h("p", { class: "muted" }, t("promises.what")),
      h("label", { class: "choice" }, t("promise.state"), choice),
    ],
    pause: 5_000,
  });

  function choose() {
    which = WHICH.find((each) => each === choice.value) ?? "";
    keep(`#/calls/promises${which && `?which=${which}`}`);
    refresh();
  }

  /** @param {Owed} each */
  function acts(each) {
    if (each.state !== "open") return each.reason ?? "–";
    return h(
      "div",
      { class: "buttons" },
      button(t("promise.keep"), () => close(each, "keeping"), "quiet"),
      button(t("promise.withdraw"), () => close(each, "withdrawal"), "quiet"),
    );
  }

  /** @param {Owed} each @param {"keeping" | "withdrawal"} how */
  function close(each, how) {
    const act = how === "keeping" ? "keep" : "withdraw";
    ask({
      words,
      signal,
      title: t(`promise.${act}`),
      text: t(`promise.${act}What`, { phone: words.phone(each.phone) }),
      label: t(`promise.${act}`),
      fields: [
        {
          name: "reason",
          label: t("act.reason"),
          required: true,
          minlength: 3,
          maxlength: 500,
          wide: true,
        },
      ],
      send: async (data) => {
        await send(`/promises/${each.id}/${how}`, {
          body: filledIn(data),
          signal,
        });
        tell(t("promise.closed"));
        refresh();
      },
    });
  }
}

/** @param {Words} words @returns {import("../parts/table.js").Column<Owed>[]} */
const columns = (words) => [
  {
    label: words.t("call.phone"),
    cell: (each) =>
      each.contact_id
        ? h("a", { href: `#/people/contacts/${each.contact_id}` }, phone(words, each.phone))
        : phone(words, each.phone),
    kind: "main",
  },
  { label: words.t("promise.due"), cell: (each) => when(words, each.due_at) },
  {
    label: words.t("promise.state"),
    cell: (each) => state(words, "promiseState", each.state),
  },
  {
    label: words.t("promise.words"),
    cell: (each) =>
      each.words
        ? h("q", { lang: each.language }, each.words)
        : words.word("promiseCause", each.cause),
  },
  {
    label: words.t("promise.who"),
    cell: (each) =>
      each.assignee ?? (each.member_id ? words.t("promise.campaign") : words.t("ticket.nobody")),
  },
  {
    label: words.t("promise.made"),
    cell: (each) => h("a", { href: `#/calls/${each.call_id}` }, when(words, each.made_at)),
  },
];
