// Which column of a file holds what of a contact.

const OF_A_CONTACT = /** @type {const} */ (["phone", "name", "language", "zone"]);

/**
 * The mapping that says so, whole: a field that no column holds is null. Of two columns with one field the first
 * holds it, as the API does where names alone decide.
 * @param {{name: string, field: string}[]} columns
 */
export function mapped(columns) {
  const held = OF_A_CONTACT.map((field) => [
    field,
    columns.find((each) => each.field === field)?.name ?? null,
  ]);
  const ignored = columns.filter((each) => each.field === "ignored").map((each) => each.name);
  return { ...Object.fromEntries(held), ignored };
}
