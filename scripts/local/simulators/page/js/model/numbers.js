// The telephone numbers that are yours: one for each place, so that one of them lies in its day.

const PLACES = [
  { area: "+1 202 555 01", zone: "America/New_York", language: "en" },
  { area: "+1 312 555 01", zone: "America/Chicago", language: "en" },
  { area: "+1 303 555 01", zone: "America/Denver", language: "en" },
  { area: "+1 310 555 01", zone: "America/Los_Angeles", language: "en" },
  { area: "+1 808 555 01", zone: "Pacific/Honolulu", language: "en" },
  { area: "+44 20 7946 01", zone: "Europe/London", language: "en" },
  { area: "+1 787 555 01", zone: "America/Puerto_Rico", language: "es" },
  { area: "+34 919 900 1", zone: "Europe/Madrid", language: "es" },
  { area: "+52 55 5500 01", zone: "America/Mexico_City", language: "es" },
];
const DIGITS_OF_YOU = "50";
const DAY = { opens: 9, closes: 20 }; // hours at which a campaign may call, as usually set

/** @typedef {{number: string, zone: string, language: string, place: string}} Place */

/** Everybody's numbers with these last two digits. @param {string} digits @returns {Place[]} */
export const numbersOf = (digits) =>
  PLACES.map(({ area, zone, language }) => ({
    number: `${area}${digits}`.replaceAll(" ", ""),
    zone,
    language,
    place: zone.slice(zone.indexOf("/") + 1).replaceAll("_", " "),
  }));

export const yourNumbers = () => numbersOf(DIGITS_OF_YOU);

/** The hour there, 0 to 23. @param {string} zone @param {number} now milliseconds */
export function hourIn(zone, now) {
  const form = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hour: "2-digit",
    hourCycle: "h23",
  });
  return Number(form.format(now));
}

/** The first that speaks this language and where a campaign may call now; else the first that speaks it. @param {Place[]} places @param {string} language @param {number} now */
export function fitting(places, language, now) {
  const spoken = places.filter((place) => place.language === language);
  const isOpen = (/** @type {Place} */ place) => {
    const hour = hourIn(place.zone, now);
    return hour >= DAY.opens && hour < DAY.closes;
  };
  return spoken.find(isOpen) ?? spoken[0] ?? places[0];
}
