// Talks to the API, and turns what goes wrong into errors with a name.

const PREFIX = "/api/v1";
const MOST = 40; // answers that are remembered

/** The API refused, and says why (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{title?: string, detail?: string, errors?: {field: string, problem: string}[], [more: string]: any}} told
   */
  constructor(status, told) {
    super(told.detail ?? told.title ?? String(status));
    this.status = status;
    this.told = told;
  }

  /** What is wrong, field by field. */
  get errors() {
    return this.told.errors ?? [];
  }
}

/** Nobody answered. */
export class Offline extends Error {}

/**
 * How somebody asks the API. `seen` is the version a change was made from, `key` makes repeating safe.
 * @param {{headers: () => Record<string, string>, signedOut?: () => void, fetch?: typeof globalThis.fetch}} by
 * @returns {Send}
 */
export function sender({
  headers,
  signedOut = () => {},
  fetch = globalThis.fetch.bind(globalThis),
}) {
  const known = remembered();
  return async (path, asked = {}) => {
    const request = inWords(asked, headers());
    const isRead = request.method === "GET";
    if (isRead) known.ask(path, request);
    const answer = await reach(() => fetch(PREFIX + path, request), asked.signal);
    if (answer.status === 304) return known.answer(path);
    if (answer.status === 401) signedOut();
    const told = await content(answer);
    if (isRead) known.keep(path, answer.headers.get("etag"), told);
    else known.forget();
    return told;
  };
}

/** What it holds. Throws what is wrong. @param {Response} answer */
async function content(answer) {
  if (!answer.ok) throw new Problem(answer.status, await document_(answer));
  if (answer.headers.get("content-type")?.includes("json")) return answer.json();
  return answer.status === 204 ? null : answer.blob();
}

/** What was answered last, by its ETag: asked again, the server need not say it twice (RFC 9110, 13.1.2). */
function remembered() {
  /** @type {Map<string, {etag: string, told: unknown}>} */
  const answers = new Map();
  return {
    /** @param {string} path @param {RequestInit} request */
    ask(path, request) {
      const etag = answers.get(path)?.etag;
      if (etag) request.headers = { ...request.headers, "if-none-match": etag };
    },
    /** @param {string} path */
    answer: (path) => answers.get(path)?.told,
    /** @param {string} path @param {string | null} etag @param {unknown} told */
    keep(path, etag, told) {
      answers.delete(path);
      if (etag) answers.set(path, { etag, told });
      if (answers.size > MOST) answers.delete(answers.keys().next().value ?? "");
    },
    forget: () => answers.clear(),
  };
}

/** @param {Asked} asked @param {Record<string, string>} headers @returns {RequestInit} */
function inWords({ method, body, form, seen, key, signal }, headers) {
  const told = { ...headers };
  if (body !== undefined) told["content-type"] = "application/json";
  if (seen !== undefined) told["if-match"] = `"${seen}"`;
  if (key) told["idempotency-key"] = key;
  const sent = form ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    method: method ?? (sent ? "POST" : "GET"),
    headers: told,
    body: sent,
    signal,
  };
}

/** A key that makes sending the same twice do it once. */
export const oneTime = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

/** @param {() => Promise<Response>} ask @param {AbortSignal} [signal] */
async function reach(ask, signal) {
  try {
    return await ask();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Offline(String(error));
  }
}

/** @param {Response} answer */
async function document_(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return { title: answer.statusText || String(answer.status) };
  }
}
