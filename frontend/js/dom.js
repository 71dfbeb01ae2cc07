// Makes elements, keeps lists of them, and repeats work while somebody looks.

const SVG = "http://www.w3.org/2000/svg";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

/** @typedef {string | number | Node | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} Attributes */

/**
 * An element. Text becomes a text node, never HTML; `onclick: listener` listens for "click".
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) dress(element, name, value);
  element.append(
    ...children.filter(isSomething).map((child) => (isNode(child) ? child : String(child))),
  );
  return element;
}

/** @param {Child} child @returns {child is string | number | Node} */
const isSomething = (child) => child !== null && child !== undefined && child !== false;

/** @param {unknown} child @returns {child is Node} */
const isNode = (child) => child instanceof Node;

/**
 * @param {Element} element
 * @param {string} name
 * @param {Attributes[string]} value
 */
function dress(element, name, value) {
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else if (name.startsWith("on") || name === "style") throw new TypeError(`${name} takes no text`);
  else if (value !== null && value !== undefined && value !== false) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @type {WeakMap<Element, Map<string, {told: string, element: Element}>>} */
const filled = new WeakMap();

/**
 * Show the items in `parent`. What did not change stays the same element, so that focus, selection
 * and scroll position survive a refresh.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string | number} key
 * @param {(item: T) => Element} build
 */
export function fill(parent, items, key, build) {
  const before = filled.get(parent) ?? new Map();
  const after = new Map(items.map((item) => [String(key(item)), shown(before, item, key, build)]));
  filled.set(parent, after);
  const wanted = [...after.values()].map((each) => each.element);
  const held = focusWithin(parent);
  for (const [place, element] of wanted.entries()) {
    const there = parent.children[place] ?? null;
    if (there !== element) parent.insertBefore(element, there);
  }
  while (parent.children.length > wanted.length) parent.lastElementChild?.remove();
  held?.();
}

/**
 * @template T
 * @param {Map<string, {told: string, element: Element}>} before
 * @param {T} item
 * @param {(item: T) => string | number} key
 * @param {(item: T) => Element} build
 */
function shown(before, item, key, build) {
  const told = JSON.stringify(item);
  const kept = before.get(String(key(item)));
  return kept?.told === told ? kept : { told, element: build(item) };
}

/**
 * How to give the focus back, where it lies in one of the parent's children that goes away.
 * @param {Element} parent
 */
function focusWithin(parent) {
  const active = document.activeElement;
  const place = [...parent.children].findIndex((child) => child.contains(active));
  const child = parent.children[place];
  if (!child) return null;
  const order = [...child.querySelectorAll(FOCUSABLE)].indexOf(/** @type {Element} */ (active));
  return () => {
    if (parent.contains(document.activeElement)) return;
    const heirs = parent.children[place]?.querySelectorAll(FOCUSABLE) ?? [];
    /** @type {HTMLElement | undefined} */ (heirs[order])?.focus();
  };
}

/**
 * Do something now and again after each pause, while the page is in sight, until `signal` ends it.
 * After a failure the pauses grow up to half a minute; `trouble` hears of it, and of its end.
 * @param {number | (() => number)} pause milliseconds
 * @param {() => Promise<void>} task
 * @param {AbortSignal} signal
 * @param {(error: unknown) => void} [trouble]
 */
export async function every(pause, task, signal, trouble = () => {}) {
  let failures = 0;
  while (!signal.aborted) {
    const error = await task().then(
      () => null,
      (/** @type {unknown} */ failed) => failed,
    );
    if (signal.aborted) return;
    failures = error ? failures + 1 : 0;
    trouble(error);
    const usual = typeof pause === "function" ? pause() : pause;
    await sleep(Math.min(usual * 2 ** failures, Math.max(usual, 30_000)), signal);
    await inSight(signal);
  }
}

/** Wait, or until it is over. @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake);

    function wake() {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    }
  });
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function inSight(signal) {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
    look();

    function look() {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      signal.removeEventListener("abort", look);
      resolve();
    }
  });
}
