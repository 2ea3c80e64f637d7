// Asking the daemon: once, again and again while somebody looks, and as a stream.

// An error without `status` says that nobody answered: then what is known stays, and the banner says the rest.
async function ask(path, timeout, options) {
  try {
    return await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(timeout), ...options });
  } catch (error) {
    throw new Error(error.name === "TimeoutError" ? "tunnel-client takes too long to answer" : "tunnel-client does not answer");
  }
}

export async function get(path) {
  const response = await ask(path, 10000);
  if (!response.ok) throw await problem(response);
  return response.json();
}

const missing = new Map(); // path → when it answered 404

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
export async function send(method, path, body) {
  const response = await ask(path, 70000,
    { method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!response.ok) throw await problem(response);
  const text = await response.text();
  return text ? JSON.parse(text) : {};
}

async function problem(response) {
  const text = await response.text().catch(() => "");
  let message = text.trim();
  try {
    const error = JSON.parse(text).error;
    message = typeof error === "string" ? error : error?.message || message;
  } catch { /* not JSON: the text itself */ }
  const failure = new Error(message || "HTTP " + response.status);
  failure.status = response.status;
  return failure;
}

/** Calls `task` now and every `interval` ms while the page is visible and the poll is not stopped. */
export class Poll {
  #timer = 0;
  #running = false;
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
    clearTimeout(this.#timer);
  }

  /** Asks now, whatever the interval says; not while the page is hidden. */
  async now() {
    clearTimeout(this.#timer);
    if (this.#running || document.hidden) return;
    this.#running = true;
    try { await this.task(); } finally {
      this.#running = false;
      clearTimeout(this.#timer);
      if (!this.#stopped && !document.hidden) this.#timer = setTimeout(() => this.now(), this.interval);
    }
  }
}

/** A stream of events; the browser reconnects with Last-Event-ID by itself. Closed while the page is hidden. */
export class Stream {
  #source = null;
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
  }

  start() { this.#wanted = true; this.#open(); }

  stop() { this.#wanted = false; this.#close(); this.onState("closed"); }

  #open() {
    if (this.#source || document.hidden) return;
    this.onState("connecting");
    const path = typeof this.path === "function" ? this.path(this.#last) : this.path;
    const source = new EventSource(path);
    this.#source = source;
    source.onopen = () => this.onState("open");
    source.onerror = () => {
      this.onState("connecting");
      // After an answer that is no stream (503, 404) the browser gives up; a restarted daemon should be found again.
      if (source.readyState === EventSource.CLOSED && source === this.#source) {
        this.#source = null;
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => { if (this.#wanted) this.#open(); }, 5000);
      }
    };
    for (const [name, handler] of Object.entries(this.handlers)) {
      source.addEventListener(name, event => {
        if (event.lastEventId) this.#last = event.lastEventId;
        let data = null;
        try { data = JSON.parse(event.data); } catch { return; }
        handler(data);
      });
    }
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }
}
