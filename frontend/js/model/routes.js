// Finds the screen an address asks for.

/**
 * @template T
 * @typedef {{pattern: string, screen: T, section: string}} Route
 */

/**
 * The route of "#/tickets/42?state=new", with what its pattern names (`:id`) and the query.
 * @template T
 * @param {Route<T>[]} routes
 * @param {string} hash
 */
export function routed(routes, hash) {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean);
  for (const route of routes) {
    const params = matched(route.pattern.split("/").filter(Boolean), parts);
    if (params) return { route, params, query: new URLSearchParams(query) };
  }
  return null;
}

/** @param {string[]} pattern @param {string[]} parts */
function matched(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [place, wanted] of pattern.entries()) {
    const part = parts[place] ?? "";
    if (wanted.startsWith(":")) params[wanted.slice(1)] = decodeURIComponent(part);
    else if (wanted !== part) return null;
  }
  return params;
}
