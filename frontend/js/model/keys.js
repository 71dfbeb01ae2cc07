// Shortcuts: what was pressed, as the words "g i", "ctrl+s", "?" that a screen names them by.

/** @typedef {{keys: string, label: string, group: "page" | "go" | "everywhere", run: () => unknown, inText?: boolean}} Shortcut */

const PAUSE = 1_200; // milliseconds between the keys of a sequence

/** @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean}} event */
export function named({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const shift = shiftKey && (key.length > 1 || ctrlKey || altKey) ? "shift+" : "";
  return `${ctrlKey || metaKey ? "ctrl+" : ""}${altKey ? "alt+" : ""}${shift}${key.toLowerCase()}`;
}

/** Finds the shortcut a key ends, remembering the key before it for a while. */
export function sequence() {
  let before = "";
  let at = 0;

  /**
   * @param {string} key @param {number} now milliseconds
   * @param {Shortcut[]} known the later ones first
   */
  return function pressed(key, now, known) {
    const both = now - at < PAUSE ? `${before} ${key}` : key;
    [before, at] = [key, now];
    const found =
      known.find((each) => each.keys === both) ?? known.find((each) => each.keys === key);
    if (found) before = "";
    return found ?? null;
  };
}
