// Instants as a form's fields hold them, in the zone of whoever fills it in.

/** @param {number} value */
const two = (value) => String(value).padStart(2, "0");

/** What stands in a field of date and time. @param {string | null | undefined} instant */
export function written(instant) {
  if (!instant) return "";
  const at = new Date(instant);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant a field of date and time means; nothing where it is empty. @param {string | undefined} value */
export const instant = (value) => (value ? new Date(value).toISOString() : null);
