// Where somebody is, was and likes to be: open tabs, history, favourites. Pure lists, the newest first or last.

/** @typedef {{address: string, title: string}} Place */
/** @typedef {Place & {unsaved?: boolean}} Tab */

const MOST_TABS = 12;
const MOST_VISITS = 60;

/** A record is open: in the tab it has, or a new last one; the oldest clean one makes room. @param {Tab[]} tabs @param {Place} place @returns {Tab[]} */
export function opened(tabs, { address, title }) {
  if (tabs.some((each) => each.address === address))
    return tabs.map((each) => (each.address === address ? { ...each, title } : each));
  const spare = tabs.length < MOST_TABS ? null : tabs.find((each) => !each.unsaved);
  return [...tabs.filter((each) => each !== spare), { address, title }];
}

/** @param {Tab[]} tabs @param {string} address @param {boolean} unsaved @returns {Tab[]} */
export const marked = (tabs, address, unsaved) =>
  tabs.map((each) => (each.address === address ? { ...each, unsaved } : each));

/** @param {Tab[]} tabs @param {string} address */
export const closed = (tabs, address) => tabs.filter((each) => each.address !== address);

/** Where to go when a tab is closed: to its neighbour, or home. @param {Tab[]} tabs @param {string} address */
export function neighbour(tabs, address) {
  const place = tabs.findIndex((each) => each.address === address);
  return (tabs[place + 1] ?? tabs[place - 1])?.address ?? "#/";
}

/** @param {Place[]} visits @param {Place} place @returns {Place[]} */
export const visited = (visits, place) =>
  [place, ...visits.filter((each) => each.address !== place.address)].slice(0, MOST_VISITS);

/** A favourite, or none any more. @param {Place[]} favourites @param {Place} place @returns {Place[]} */
export const starred = (favourites, place) =>
  favourites.some((each) => each.address === place.address)
    ? favourites.filter((each) => each.address !== place.address)
    : [...favourites, place];

/** Those whose title holds every word that was typed, accents and case aside. @template {{title: string}} T @param {T[]} places @param {string} typed @returns {T[]} */
export function matching(places, typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return places.filter(({ title }) => wanted.every((word) => plain(title).includes(word)));
}

/** @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
