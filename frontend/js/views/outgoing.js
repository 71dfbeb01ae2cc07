// A comment goes to somebody outside: for ten seconds it can be taken back. Leaving sends it at once.

import { sleep } from "../dom.js";
import { inBrowser } from "../kept.js";
import { failure } from "../parts/freshness.js";

const PAUSE = 10_000;

/**
 * `sent` hears when it is out; `back` gets the words that were taken back, or could not be sent.
 * @param {Context} context @param {() => unknown} sent @param {(text: string) => void} back
 * @param {number} [pause] milliseconds
 */
export function outgoing({ words, send, params, signal, tell }, sent, back, pause = PAUSE) {
  const { t } = words;
  const path = `/tickets/${params.id}/comments`;
  const kept = inBrowser(`outgoing.${params.id}`, "");
  const left = kept.read();
  if (left) {
    // The window was closed within those ten seconds: it was never sent.
    kept.write(null);
    setTimeout(() => back(left));
  }

  /** @param {string} text */
  return async function say(text) {
    const wait = new AbortController();
    let isTakenBack = false;
    kept.write(text);
    signal.addEventListener("abort", () => wait.abort(), { once: true });
    tell(t("compose.soon", { count: pause / 1000 }), {
      label: t("toast.undo"),
      run: () => {
        isTakenBack = true;
        wait.abort();
      },
    });
    deliver();

    async function deliver() {
      await sleep(pause, wait.signal);
      kept.write(null);
      if (isTakenBack) return back(text);
      try {
        await send(path, { body: { text } });
        await sent();
      } catch (error) {
        keepOrBack(text);
        tell(failure(words, error));
      }
    }
  };

  /** @param {string} text */
  function keepOrBack(text) {
    if (signal.aborted) kept.write(text);
    else back(text);
  }
}
