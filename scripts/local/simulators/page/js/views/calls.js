// Everybody's calls: those under way first, then the newest; a click follows one.

import { found, isInbound, isLive, person, seconds, tone } from "../model/calls.js";
import { choices, heading } from "../parts/panel.js";
import { fill, h } from "../product.js";

const AT_ONCE = 40;

/** @param {HTMLElement} root @param {Context & {now: () => number}} context */
export function calls(root, { words, board, signal, now }) {
  const { t } = words;
  const wanted = { text: "", show: "all" };
  let shown = AT_ONCE;
  const search = h("input", {
    type: "search",
    "aria-label": t("calls.search"),
    placeholder: t("calls.search"),
    oninput: () => {
      wanted.text = search.value;
      update();
    },
  });
  const kinds = choices(
    t("calls.which"),
    [
      ["all", t("calls.all")],
      ["live", t("calls.live")],
    ],
    wanted.show,
    (show) => {
      wanted.show = show;
      shown = AT_ONCE;
      update();
    },
  );
  const list = h("ul", { class: "rows" });
  const none = h("p", { class: "empty" });
  const count = h("p", { class: "muted", role: "status" });
  const more = h("button", { type: "button", onclick: showMore }, t("list.more"));
  root.append(
    heading(t("calls.title"), t("calls.what")),
    h("div", { class: "panel-tools" }, search, kinds),
    list,
    none,
    h("div", { class: "pages" }, more, count),
  );
  board.changed(update, signal);
  const timer = setInterval(update, 1_000);
  signal.addEventListener("abort", () => clearInterval(timer));
  update();

  function showMore() {
    shown += AT_ONCE;
    update();
  }

  function update() {
    const matching = found(board.all(), wanted);
    const page = matching.slice(0, shown).map(told);
    fill(list, page, (call) => call.sid, row);
    none.textContent = matching.length
      ? ""
      : t(board.all().length ? "calls.noneFound" : "calls.none");
    more.hidden = matching.length <= shown;
    const text = matching.length
      ? t("calls.count", { count: matching.length, live: board.live().length })
      : "";
    if (count.textContent !== text) count.textContent = text;
  }

  /** What a row shows, so that it is built anew only when that changes. @param {Call} call */
  function told(call) {
    const time = call.answered ? words.duration(seconds(call, now())) : "";
    return { ...call, time, began: call.started ? words.time(call.started) : "" };
  }

  /** @param {ReturnType<typeof told>} call */
  function row(call) {
    const direction = t(isInbound(call) ? "calls.in" : "calls.out");
    const status = h("span", { class: `dot ${tone(call)}` }, words.word("status", call.status));
    return h(
      "li",
      { class: isLive(call) ? "row live" : "row" },
      h(
        "a",
        { href: `#/calls/${call.sid}` },
        h(
          "span",
          { class: "row-main" },
          h("b", { class: "phone-number" }, words.phone(person(call))),
          h("span", { class: "muted" }, words.word("persona", call.persona)),
        ),
        h(
          "span",
          { class: "row-more" },
          status,
          h(
            "span",
            { class: "muted amount" },
            [direction, call.began, call.time].filter(Boolean).join(" · "),
          ),
        ),
      ),
    );
  }
}
