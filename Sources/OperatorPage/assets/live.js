// Asking the daemon: once, again and again while somebody looks, and as a stream.

// An error without `status` says that nobody answered: then what is known stays, and the banner says the rest.
// An answer that breaks off in the middle is none.
async function ask(path, timeout, options) {
  let response, text;
  try {
    response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(timeout), ...options });
    text = await response.text();
  } catch (error) {
    throw new Error(error.name === "TimeoutError" ? "tunnel-client takes too long to answer" : "tunnel-client does not answer");
  }
  if (!response.ok) throw problem(response.status, text);
  if (!text) return {};
  try { return JSON.parse(text); } catch { throw new Error("tunnel-client's answer is not whole"); }
}

export function get(path) { return ask(path, 10000); }

const missing = new Map(); // path → when it answered 404

/** Another process may have other plugins. */
export function forgetMissing() { missing.clear(); }

/** Like `get`, for what a plugin may bring: a 404 is null, and is not asked for again for a minute. */
export async function getIfThere(path) {
  const key = path.split("?")[0];
  if (performance.now() - (missing.get(key) ?? -Infinity) < 60000) return null;
  try {
    return await get(path);
  } catch (error) {
    if (error.status !== 404) throw error;
    missing.set(key, performance.now());
    return null;
  }
}

/** PUT, POST or DELETE with a JSON body. */
export function send(method, path, body) {
  return ask(path, 70000,
    { method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
}

function problem(status, text) {
  let message = text.trim();
  try {
    const error = JSON.parse(text).error;
    message = typeof error === "string" ? error : error?.message || message;
  } catch { /* not JSON: the text itself */ }
  const failure = new Error(message || "HTTP " + status);
  failure.status = status;
  return failure;
}

/** Calls `task` now and every `interval` ms while the page is visible and the poll is not stopped. */
export class Poll {
  #timer = 0;
  #running = false;
  #again = false;
  #stopped = true;

  constructor(interval, task) {
    this.interval = interval;
    this.task = task;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.#stopped) this.now();
    });
  }

  start() {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.now();
  }

  stop() {
    this.#stopped = true;
    this.#again = false;
    clearTimeout(this.#timer);
  }

  /**
   * Asks now; not while the page is hidden. While an answer is under way, once more after it: that may be the answer to
   * what was asked before something was chosen.
   */
  async now() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    this.#again = this.#running;
    if (this.#running) return;
    this.#running = true;
    try { await this.task(); } finally {
      this.#running = false;
      clearTimeout(this.#timer);
      if (this.#again) this.now();
      else if (!this.#stopped && !document.hidden) this.#timer = setTimeout(() => this.now(), this.interval);
    }
  }
}

// All windows of a browser share six connections: four may be streams. Gives what lets the place go, or false.
const place = at => new Promise(resolve => navigator.locks && at < 4
  ? navigator.locks.request("stream-" + at, { ifAvailable: true }, lock => lock ? new Promise(resolve) : resolve(place(at + 1)))
  : resolve(at < 4 && (() => {})));

/**
 * A stream of events; the browser reconnects with Last-Event-ID by itself. Closed while the page is hidden. `path` may be
 * a function of the last event's id; a handler gets the data and the id.
 */
export class Stream {
  first = 0; // place that it may take; 3 when it can wait
  #source = null;
  #leave = null;
  #wanted = false;
  #last = "";
  #retry = 0;

  constructor(path, handlers, onState = () => {}) {
    this.path = path;
    this.handlers = handlers;
    this.onState = onState;
    document.addEventListener("visibilitychange", () => {
      if (!this.#wanted) return;
      if (document.hidden) { this.#close(); this.onState("closed"); } else this.#open();
    });
    // After a sleep the other end may be gone without a word.
    addEventListener("wake", () => {
      if (!this.#source) return;
      this.#close();
      this.#open();
    });
  }

  start() { this.#wanted = true; this.#open(); }

  stop() { this.#wanted = false; this.#close(); this.onState("closed"); }

  /** For another process, which counts anew. Closed until it is started. */
  reset() { this.stop(); this.#last = ""; }

  async #open() {
    if (this.#source || document.hidden) return;
    clearTimeout(this.#retry);
    const turn = this.#source = {};
    const leave = await place(this.first);
    if (this.#source !== turn) return leave && leave();
    if (!leave) { this.onState("closed"); return this.#again(); }
    this.#leave = leave;
    this.onState("connecting");
    const path = typeof this.path === "function" ? this.path(this.#last) : this.path;
    const source = new EventSource(path);
    this.#source = source;
    source.onopen = () => this.onState("open");
    source.onerror = () => {
      this.onState("connecting");
      // After an answer that is no stream (503, 404) the browser gives up; a restarted daemon should be found again.
      if (source.readyState === EventSource.CLOSED && source === this.#source) this.#again();
    };
    for (const [name, handler] of Object.entries(this.handlers)) {
      source.addEventListener(name, event => {
        if (event.lastEventId) this.#last = event.lastEventId;
        let data = null;
        try { data = JSON.parse(event.data); } catch { return; }
        handler(data, event.lastEventId);
      });
    }
  }

  #again() {
    this.#close();
    this.#retry = setTimeout(() => { if (this.#wanted) this.#open(); }, 5000);
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close?.();
    this.#leave?.();
    this.#source = this.#leave = null;
  }
}
