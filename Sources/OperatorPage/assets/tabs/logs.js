// The log as it is written, with what came before.
import { copyButton, h, isMarked, offer, replace, select, setText, toast } from "../dom.js";
import { clock } from "../format.js";
import { Stream, get, send } from "../live.js";

const ranks = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 };
const keep = 5000, drawn = 1000;
const pace = 100; // ms between two drawings
const hints = [["channel", "ch"], ["request_id", "req"], ["session_id", "sess"], ["error", "error"], ["retry_in_ms", "retry_in_ms"]];

export function logs(shell) {
  let events = [];
  let lastSequence = 0;
  let isPaused = false;
  let pausedAt = 0; // how many had come when the view was frozen
  let arrived = 0;
  let loading = null; // the answer that is under way, or that was good
  let isVisible = false;
  let inForce = ""; // the level of the process, whatever is chosen

  const text = h("input", { type: "search", placeholder: "message or attribute", "aria-label": "Filter by text" });
  const level = select("Show", [["DEBUG", "debug and above"], ["INFO", "info and above"], ["WARN", "warnings and errors"], ["ERROR", "errors"]], "DEBUG");
  const component = select("Component", [["", "all"]]);
  const scroll = checkbox("Follow", true);
  const attributes = checkbox("Attributes", false);
  const pause = h("button.small", { "aria-pressed": "false", onclick: () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    setText(pause, isPaused ? "Resume" : "Pause");
    pausedAt = arrived;
    if (isPaused) finish(); else render();
  } }, "Pause");
  const clear = h("button.small", { onclick: () => { events = []; render(); } }, "Clear");
  const download = h("button.small", { onclick: () => save() }, "Download support bundle");
  const runtime = select("Log level", [["debug", "debug"], ["info", "info"], ["warn", "warn"], ["error", "error"]]);
  const part = select("of", [["", "everything"]]);
  part.input.setAttribute("aria-label", "Part whose level is set");
  const exceptions = h("span.quiet");
  const period = select("lasting", [["", "until the restart"], ["10m", "10 minutes"], ["1h", "1 hour"]]);
  const apply = h("button.small", { onclick: setLevel }, "Apply");
  const command = () => `curl -fsSJO "${location.origin}/api/logs/export?minutes=30"`;
  const view = h("div.log", { tabIndex: 0, role: "log", "aria-label": "Log records", "aria-live": "off" });
  const counter = h("span.quiet");
  const dialog = h("dialog", { "aria-label": "Download support bundle" });
  const content = h("div.stack",
    h("div.toolbar", text, level.label, component.label, scroll.label, attributes.label, pause, clear, counter),
    view,
    h("div.toolbar", runtime.label, part.label, period.label, apply, exceptions, download, copyButton("Copy as curl", command), h("code.quiet.curl", { title: command() }, command())),
    dialog);

  // Scrolling up is reading: then the view stays where it is; at the end it follows again.
  view.addEventListener("scroll", () => {
    const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 24;
    if (isAtEnd !== scroll.input.checked && !isPaused && view.clientHeight) scroll.input.checked = isAtEnd;
  });
  scroll.input.addEventListener("input", finish);
  for (const input of [text, level.input, component.input, attributes.input]) input.addEventListener("input", () => render());

  function checkbox(label, isOn) {
    const input = h("input", { type: "checkbox", checked: isOn });
    return { input, label: h("label.check", input, " " + label) };
  }

  function matches(event) {
    if ((ranks[event.level] ?? 1) < ranks[level.input.value]) return false;
    if (component.input.value && event.attrs?.component !== component.input.value) return false;
    const wanted = text.value.trim().toLowerCase();
    if (!wanted) return true;
    return event.message.toLowerCase().includes(wanted)
      || Object.entries(event.attrs || {}).some(([key, value]) => (key + "=" + value).toLowerCase().includes(wanted));
  }

  function line(event) {
    if (event.gap) return h("p.gap", { data: { level: event.level } }, event.message);
    const attrs = event.attrs || {};
    const shown = attributes.input.checked
      ? Object.entries(attrs).filter(([key]) => key !== "component").map(([key, value]) => [key, value])
      : hints.filter(([key]) => attrs[key] !== undefined).map(([key, short]) => [short, attrs[key]]);
    return h("p", { data: { level: event.level, sequence: event.seq } },
      h("time", { title: event.time, dateTime: event.time }, clock(event.time)), " ", h("b", event.level.padEnd(5)), " ",
      h("span.component", (attrs.component ? "[" + attrs.component + "]" : "").padEnd(14) + " "), h("span.message", event.message),
      shown.map(([key, value]) => h("span.attrs", " " + key + "=", h("span", String(value)))));
  }

  function render() {
    fresh = [];
    const shown = events.filter(matches).slice(-drawn);
    view.replaceChildren(...shown.map(line));
    if (!shown.length) view.append(h("p.quiet", events.length ? "No record matches the filter." : "No records yet."));
    finish();
  }

  function finish() {
    const waiting = isPaused ? arrived - pausedAt : 0;
    setText(pause, isPaused ? (waiting ? "Resume (" + waiting + " new)" : "Resume") : "Pause");
    setText(counter, events.length === 1 ? "1 record" : events.length + " records");
    if (scroll.input.checked && !isPaused && !isMarked(view)) view.scrollTop = view.scrollHeight;
  }

  function take(event) {
    if (event.seq !== undefined) {
      if (event.seq <= lastSequence) return; // seen before
      lastSequence = event.seq;
      noteComponent(event);
    }
    arrived += 1;
    events.push(event);
    if (events.length > keep) events.splice(0, events.length - keep);
    if (!isPaused && isVisible && matches(event)) fresh.push(event);
  }

  function note(message) { take({ gap: true, level: "WARN", message }); }

  // A burst is drawn once.
  let fresh = [];
  let timer = 0;
  function accept(event) {
    take(event);
    timer ||= setTimeout(() => requestAnimationFrame(draw), pace);
  }

  function draw() {
    timer = 0;
    if (fresh.length && !isPaused) {
      if (!view.querySelector("[data-level]")) view.replaceChildren();
      view.append(...fresh.slice(-drawn).map(line));
      // What somebody reads or marks stays; it is let go when the view follows again.
      const isRead = isMarked(view) || !scroll.input.checked;
      while (view.childElementCount > (isRead ? keep : drawn)) view.firstElementChild.remove();
    }
    fresh = [];
    finish();
  }

  function noteComponent(event) {
    const name = event.attrs?.component;
    if (name) for (const { input } of [component, part]) offer(input, [name]);
  }

  async function setLevel() {
    const wish = { level: runtime.input.value };
    if (part.input.value) wish.component = part.input.value;
    if (period.input.value) wish.revert_after = period.input.value;
    try {
      showLevels(await send("PUT", "/api/log-levels", wish));
      toast("Log level" + (wish.component ? " of " + wish.component : "") + ": " + wish.level
        + (wish.revert_after ? ", for " + period.input.selectedOptions[0].text : ""));
    } catch (error) { toast(error.message); }
  }

  // What is in force beside the level of everything, and what takes it away.
  function showLevels({ level: now, components, reverting }) {
    inForce = now;
    if (!part.input.value) runtime.input.value = now;
    const isPassing = name => (reverting || []).some(each => (each.component ?? "") === name);
    const own = Object.entries(components || {}).map(([name, value]) => h("span", name + ": " + value + (isPassing(name) ? " (for a while) " : " "),
      h("button.small", { "aria-label": "Take away the level of " + name, onclick: async () => {
        try { showLevels(await send("PUT", "/api/log-levels", { level: "default", component: name })); } catch (error) { toast(error.message); }
      } }, "✕"), " "));
    replace(exceptions, isPassing("") ? now + " for a while " : null, own);
  }

  // raw HTTP at the debug level may hold what nobody wants to share.
  function save() {
    const isRaw = shell.status?.raw_http_logging_enabled && inForce === "debug";
    const close = () => dialog.close();
    dialog.replaceChildren(h("form", { method: "dialog" }, h("h3", "Download a support bundle of the last 30 minutes?"),
      h("p", "It holds log records, configuration, metrics and request timings; no payloads. Known secrets are taken out."),
      isRaw ? h("p.fault", "Raw HTTP logging is on: the records hold whole messages. Look through the bundle before you share it.") : null,
      h("div.toolbar", h("a.button", { href: "/api/logs/export?minutes=30", download: "", onclick: close }, "Download"),
        h("button.small", { onclick: close }, "Cancel"))));
    dialog.showModal();
  }

  const stream = new Stream(() => "/api/logs/stream?since=" + lastSequence, {
    log: accept,
    gap: gap => accept({ gap: true, level: "WARN", message: (gap.dropped ?? "Some") + " records were lost here: they came faster than they could be sent" }),
  }, state => shell.setLogsBadge({ open: "good", connecting: "warn" }[state] || "idle", { open: "live", connecting: "connecting" }[state] || "paused"));

  async function load() {
    const mine = run;
    let isGood = false;
    try {
      const [list, now] = await Promise.all([get("/api/logs?limit=500"), get("/api/log-levels")]);
      if (mine !== run) return;
      if (run) {
        // The stream may have brought some of them before.
        const known = new Set(list.events.map(keyOf));
        events = events.filter(event => !known.has(keyOf(event)));
        note("tunnel-client was started again");
      }
      for (const event of list.events || []) take(event);
      showLevels(now);
      isGood = true;
    } catch { /* the stream begins with what the daemon has */ }
    if (mine !== run) return;
    if (!isGood) loading = null;
    if (!isPaused) render();
    stream.start();
  }

  function start() { loading ||= load(); }

  function keyOf(event) { return event.seq + " " + event.time; }

  // Another process: its numbers begin anew, and may already be beyond those that were seen.
  let run = 0;
  shell.onRestart(() => {
    run += 1;
    lastSequence = 0;
    stream.reset();
    loading = null;
    start();
  });

  // Open behind other tabs, too, when there is a place: its badge is in the header.
  stream.first = 3;
  start();
  return { id: "logs", title: "Logs", content,
    show() { isVisible = true; stream.first = 0; if (!isPaused) render(); start(); },
    hide() { isVisible = false; stream.first = 3; } };
}
