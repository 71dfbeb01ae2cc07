// Asks the simulators, and turns what goes wrong into errors with a name.

const PREFIX = "/__sim__";

/** The simulators refused, and say why (RFC 9457). */
export class Refused extends Error {
  /** @param {number} status @param {string} why */
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

/** Nobody answers: the simulators do not run, or start anew. */
export class Offline extends Error {}

/**
 * How somebody asks. With a `body` it is a POST, unless `method` says otherwise.
 * @param {{fetch?: typeof globalThis.fetch}} by
 */
export function asker({ fetch = globalThis.fetch.bind(globalThis) } = {}) {
  /**
   * @param {string} path
   * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [asked]
   */
  return async function ask(path, { method, body, signal } = {}) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_TYPE };
    const how = {
      method: method ?? (body === undefined ? "GET" : "POST"),
      signal,
      ...sent,
    };
    const { answer, text } = await reached(() => fetch(PREFIX + path, how), signal);
    if (!answer.ok) throw new Refused(answer.status, reason(text) ?? String(answer.status));
    return text ? JSON.parse(text) : null;
  };
}

const JSON_TYPE = { "content-type": "application/json" };

/** @param {() => Promise<Response>} send @param {AbortSignal} [signal] */
async function reached(send, signal) {
  try {
    const answer = await send();
    return { answer, text: await answer.text() };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Offline(String(error));
  }
}

/** @param {string} text @returns {string | null} */
function reason(text) {
  try {
    const told = JSON.parse(text);
    return typeof told.detail === "string" ? told.detail : (told.title ?? null);
  } catch {
    return null;
  }
}
