// Knows who is signed in: by Static Web Apps, or on a developer's machine by choice.

const KEPT = "centralita.person";

/** Who may be chosen where no sign-in is there. A campaign's approver is not its author. @type {{name: string, role: Role}[]} */
export const PERSONS = [
  { name: "demo agent", role: "agent" },
  { name: "demo author", role: "supervisor" },
  { name: "demo approver", role: "supervisor" },
  { name: "demo admin", role: "admin" },
  { name: "demo requester", role: "requester" },
];

/**
 * Static Web Apps answers `/.auth/me` with whoever is signed in; on the embedded host nobody does.
 * @param {typeof globalThis.fetch} [fetch]
 * @returns {Promise<{kind: "platform" | "development", isSignedIn: boolean}>}
 */
export async function found(fetch = globalThis.fetch.bind(globalThis)) {
  const answer = await fetch("/.auth/me");
  if (answer.status === 404) return { kind: "development", isSignedIn: chosen() !== null };
  const told = await answer.json();
  return { kind: "platform", isSignedIn: Boolean(told.clientPrincipal) };
}

/** The person chosen in this tab. @returns {{name: string, role: Role} | null} */
export function chosen() {
  const name = sessionStorage.getItem(KEPT);
  return PERSONS.find((person) => person.name === name) ?? null;
}

/** @param {string} name */
export const choose = (name) => sessionStorage.setItem(KEPT, name);

export const leave = () => sessionStorage.removeItem(KEPT);

/** What a request carries: nothing behind Static Web Apps, which adds it. @returns {Record<string, string>} */
export function headers() {
  const person = chosen();
  if (!person) return {};
  const told = { userId: person.name, userDetails: person.name, userRoles: [person.role] };
  return { "x-ms-client-principal": btoa(JSON.stringify(told)) };
}
