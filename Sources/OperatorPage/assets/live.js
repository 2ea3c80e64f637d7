// Asking the daemon: once, again and again while somebody looks, and as a stream.

export async function get(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(10000) });
  if (!response.ok) throw await problem(response);
  return response.json();
}

/** PUT, POST or DELETE with a JSON body. */
export async function send(method, path, body) {
  const response = await fetch(path, {
    method, cache: "no-store", headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(70000),
  });
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

  async now() {
    clearTimeout(this.#timer);
    if (this.#running) return;
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

  constructor(path, handlers, onState = () => {}) {
    this.path = path;
    this.handlers = handlers;
    this.onState = onState;
    document.addEventListener("visibilitychange", () => {
      if (!this.#wanted) return;
      if (document.hidden) this.#close(); else this.#open();
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
    source.onerror = () => this.onState(source.readyState === EventSource.CLOSED ? "closed" : "connecting");
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
    this.#source?.close();
    this.#source = null;
  }
}
