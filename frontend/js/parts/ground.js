// What every frame stands on: the way past its bar, a place for the screen, what is said in passing.

import { h } from "../dom.js";
import { sign } from "./icons.js";
import { focusOn } from "./menu.js";
import { toasts } from "./toasts.js";

/**
 * `lay` puts it on the page, with the frame's own parts before the screen; `acts` are what a frame lets everybody do.
 * @param {HTMLElement} root @param {Words} words
 */
export function ground(root, words) {
  const { t } = words;
  const said = toasts(words);
  const offline = h("div", { class: "offline", role: "alert", hidden: true }, t("error.offline"));
  const main = h("main", { id: "main", tabindex: "-1" });
  const brand = h("a", { class: "brand", href: "#/" }, sign(), h("span", {}, "Centralita"));
  const skip = h("a", { class: "skip", href: "#main", onclick: jump }, t("shell.skip"));
  const focus = () => focusOn(main);

  /** @param {Event} event */
  function jump(event) {
    event.preventDefault();
    focus();
  }

  return {
    main,
    brand,
    /** @param {...HTMLElement} frame */
    lay(...frame) {
      root.replaceChildren(skip, ...frame, main, said.element, offline);
    },
    acts: {
      focus,
      tell: said.tell,
      /** Nobody answers, or somebody does again. @param {boolean} isOffline */
      offline(isOffline) {
        offline.hidden = !isOffline;
      },
    },
  };
}

/** @param {string} address */
export function goTo(address) {
  location.hash = address;
}

/** What the browser calls the page. @param {string} text */
export function entitle(text) {
  document.title = `${text} · Centralita`;
}
