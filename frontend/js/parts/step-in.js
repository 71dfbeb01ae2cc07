// What somebody may do with a live call: have it themselves, or end it.

import { stepsIn, steppedIn } from "../model/live.js";
import { h } from "../dom.js";
import { button } from "./card.js";
import { ask } from "./dialog.js";
import { filledIn } from "./form.js";

/** @typedef {Pick<Context, "words" | "send" | "signal" | "tell" | "me">} With */

/**
 * The buttons there are for it. `name` is whom it is with; `changed` hears when something was asked.
 * @param {With} context
 * @param {Call} call
 * @param {string} name
 * @param {() => unknown} changed
 * @returns {HTMLElement[]}
 */
export function steps(context, call, name, changed) {
  const { t } = context.words;
  const may = stepsIn(call, context.me);
  /** @param {string} label @param {() => unknown} act @param {string} kind */
  const offered = (label, act, kind) => {
    const made = button(label, act, kind);
    made.setAttribute("aria-label", `${label}: ${name}`);
    return made;
  };
  return [
    ...(may.takeOver
      ? [offered(t("call.takeOver"), () => takeOver(context, call, changed), "primary")]
      : []),
    ...(may.end
      ? [offered(t("call.end"), () => end(context, call, name, changed), "danger-quiet")]
      : []),
  ];
}

/** What everybody should know of it, if anything. @param {Words} words @param {Call} call */
export function standing({ t }, call) {
  const going = steppedIn(call);
  return (
    going && h("span", { class: "handing" }, t(`steppedIn.${going.what}`, { name: going.name }))
  );
}

/** @param {With} context @param {Call} call @param {() => unknown} changed */
async function takeOver({ words, send, signal, tell, me }, call, changed) {
  const { t } = words;
  const { phone } = await send(`/people/${encodeURIComponent(me.name)}/phone`, { signal }).catch(
    () => ({ phone: null }),
  );
  if (signal.aborted) return;
  ask({
    words,
    signal,
    title: t("call.takeOver"),
    text: t("call.takeOverWhat"),
    label: t("call.takeOver"),
    fields: [
      {
        name: "phone",
        label: t("call.yourPhone"),
        kind: "tel",
        required: true,
        maxlength: 40,
        value: phone ?? "",
        hint: t("call.yourPhoneHint"),
      },
    ],
    send: async (data) => {
      const body = { ...filledIn(data), language: words.code };
      await send(`/calls/${call.id}/takeover`, { body, signal });
      tell(t("call.takingOver"));
      changed();
    },
  });
}

/** @param {With} context @param {Call} call @param {string} name @param {() => unknown} changed */
function end({ words, send, signal, tell }, call, name, changed) {
  const { t } = words;
  ask({
    words,
    signal,
    title: t("call.end"),
    text: t("call.endWhat", { name }),
    label: t("call.end"),
    tone: "danger",
    fields: [{ name: "reason", label: t("call.endReason"), maxlength: 300, wide: true }],
    send: async (data) => {
      await send(`/calls/${call.id}/end`, { body: filledIn(data), signal });
      tell(t("call.ending"));
      changed();
    },
  });
}
