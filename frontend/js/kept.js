// Keeps small things in this browser, and forgets what it cannot read.

/**
 * A value under a name, for this tab (`sessionStorage`) or for this browser (`localStorage`).
 * @template T
 * @param {() => Storage} storage @param {string} name @param {T} none what is there before anything is kept
 */
export function kept(storage, name, none) {
  const key = `centralita.${name}`;
  return {
    /** @returns {T} */
    read() {
      try {
        return JSON.parse(storage().getItem(key) ?? "null") ?? none;
      } catch {
        return none;
      }
    },
    /** @param {T | null} value */
    write(value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, JSON.stringify(value));
      } catch {
        // Storage may be full or forbidden: then it lasts as long as the page does.
      }
    },
  };
}

/** @template T @param {string} name @param {T} none */
export const inTab = (name, none) => kept(() => sessionStorage, name, none);

/** @template T @param {string} name @param {T} none */
export const inBrowser = (name, none) => kept(() => localStorage, name, none);
