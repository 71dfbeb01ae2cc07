// Says when a screen was last refreshed, and that nobody answers while nobody does.

import { Offline, Problem } from "../api.js";
import { h } from "../dom.js";

/** @param {Words} words */
export function freshness(words) {
  const text = h("span");
  const element = h("p", { class: "freshness" }, text);
  let isWell = true;

  /** What `every` tells after each try. @param {unknown} error */
  function told(error) {
    if (Boolean(error) === isWell) element.setAttribute("role", error ? "alert" : "status");
    isWell = !error;
    element.classList.toggle("trouble", !isWell);
    text.textContent = error
      ? failure(words, error)
      : words.t("fresh.at", { time: words.time(Date.now()) });
  }

  return { element, told };
}

/** What went wrong, in words for the reader. @param {Words} words @param {unknown} error */
export function failure(words, error) {
  if (error instanceof Offline) return words.t("error.offline");
  if (error instanceof Problem) return refusal(words, error);
  return words.t("error.bug");
}

/** Somebody was faster: what stands differently now. @param {Words} words @param {Problem} problem */
function stale(words, { told }) {
  /** @type {{by: string, fields: string[]}[]} */
  const missed = told.missed ?? [];
  const by = [...new Set(missed.map((each) => each.by))].join(", ");
  const fields = [...new Set(missed.flatMap((each) => each.fields))].map((field) =>
    words.word("ticket", field),
  );
  return words.t("stale.what", {
    what: fields.length ? words.t("stale.fields", { by, fields: fields.join(", ") }) : "",
  });
}

/** The API's own words, after a sentence the reader understands. @param {Words} words @param {Problem} problem */
function refusal(words, problem) {
  if (problem.status === 412) return stale(words, problem);
  const slug = String(problem.told.type ?? "").replace("/problems/", "");
  const said = words.told(`problem.${slug}`, "");
  return said ? `${said} (${problem.message})` : problem.message;
}
