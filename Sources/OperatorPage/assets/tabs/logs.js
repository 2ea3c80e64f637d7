// The log as it is written, with what came before.
import { copyButton, h, setText, toast } from "../dom.js";
import { Stream, get, send } from "../live.js";
import { select } from "./metrics.js";

const ranks = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 };
const keep = 5000, drawn = 1000;
const hints = [["request_id", "req"], ["channel", "ch"], ["session_id", "sess"], ["error", "error"], ["retry_in_ms", "retry"]];

export function logs(shell) {
  let events = [];
  let lastSequence = 0;
  let isPaused = false;
  let isFresh = false;

  const text = h("input", { type: "search", placeholder: "message or attribute", "aria-label": "Filter by text" });
  const level = select("Show", [["DEBUG", "debug and above"], ["INFO", "info and above"], ["WARN", "warnings and errors"], ["ERROR", "errors"]], "DEBUG");
  const component = select("Component", [["", "all"]]);
  const scroll = checkbox("Follow", true);
  const attributes = checkbox("Attributes", false);
  const pause = h("button.small", { type: "button", "aria-pressed": "false", onclick: () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    setText(pause, isPaused ? "Resume" : "Pause");
    if (!isPaused) render();
  } }, "Pause");
  const clear = h("button.small", { type: "button", onclick: () => { events = []; render(); } }, "Clear");
  const download = h("button.small", { type: "button", onclick: () => save() }, "Download support bundle");
  const runtime = select("Log level", [["debug", "debug"], ["info", "info"], ["warn", "warn"]]);
  const apply = h("button.small", { type: "button", onclick: setLevel }, "Apply");
  const command = () => `curl -fsSJO "${location.origin}/api/logs/export?minutes=30"`;
  const view = h("div.log", { tabIndex: 0, role: "log", "aria-label": "Log records", "aria-live": "off" });
  const counter = h("span.quiet");
  const dialog = h("dialog", { "aria-label": "Download support bundle" });
  const content = h("div.stack",
    h("div.toolbar", text, level.label, component.label, scroll.label, attributes.label, pause, clear, counter),
    view,
    h("div.toolbar", runtime.label, apply, download, copyButton("Copy as curl", command), h("code.quiet.curl", command())),
    dialog);

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
    const attrs = event.attrs || {};
    const shown = attributes.input.checked
      ? Object.entries(attrs).filter(([key]) => key !== "component").map(([key, value]) => `${key}=${value}`)
      : hints.filter(([key]) => attrs[key] !== undefined).map(([key, short]) => `${short}=${attrs[key]}`);
    return h("p", { data: { level: event.level, sequence: event.seq } },
      h("time", { title: event.time }, event.time.slice(11, 23)), " ", h("b", event.level.padEnd(5)), " ",
      attrs.component ? h("span.component", "[" + attrs.component + "] ") : null, h("span", event.message),
      shown.length ? h("span.attrs", " " + shown.join(" ")) : null);
  }

  function render() {
    const shown = events.filter(matches).slice(-drawn);
    view.replaceChildren(...shown.map(event => event.gap ? gapLine(event) : line(event)));
    finish();
  }

  function gapLine(event) { return h("p.gap", event.message); }

  function finish() {
    const waiting = isPaused ? events.filter(event => event.seq > seenSequence()).length : 0;
    setText(counter, isPaused && waiting ? waiting + " new while paused" : events.length + " records");
    if (scroll.input.checked && !isPaused) view.scrollTop = view.scrollHeight;
  }

  function seenSequence() { return Number(view.lastElementChild?.dataset.sequence || 0); }

  function accept(event) {
    if (event.seq !== undefined) {
      if (event.seq <= lastSequence) return;
      lastSequence = event.seq;
    }
    events.push(event);
    if (events.length > keep) events.splice(0, events.length - keep);
    noteComponent(event);
    if (isPaused) return finish();
    if (matches(event)) {
      view.append(line(event));
      while (view.childElementCount > drawn) view.firstElementChild.remove();
    }
    finish();
  }

  function noteComponent(event) {
    const name = event.attrs?.component;
    if (name && ![...component.input.options].some(option => option.value === name)) component.input.append(new Option(name, name));
  }

  async function setLevel() {
    try {
      const answer = await send("PUT", "/api/log-level", { level: runtime.input.value });
      runtime.input.value = answer.level;
      toast("Log level: " + answer.level);
    } catch (error) { toast(error.message); }
  }

  // raw HTTP at the debug level may hold what nobody wants to share.
  function save() {
    const isRaw = shell.status?.raw_http_logging_enabled;
    const close = () => dialog.close();
    dialog.replaceChildren(h("form", { method: "dialog" }, h("h3", "Download the last 30 minutes?"),
      h("p", "The bundle holds log records, configuration, metrics and request timings; no payloads. Known secrets are taken out."),
      isRaw ? h("p.fault", "Raw HTTP logging is on: the records hold whole messages. Look through the bundle before you share it.") : null,
      h("div.toolbar", h("a.button", { href: "/api/logs/export?minutes=30", download: "", onclick: close }, "Download"),
        h("button.small", { type: "button", onclick: close }, "Cancel"))));
    dialog.showModal();
  }

  const stream = new Stream(() => "/api/logs/stream" + (lastSequence ? "?since=" + lastSequence : ""), {
    log: accept,
    gap: gap => accept({ gap: true, level: "WARN", time: "", message: `${gap.dropped ?? "some"} records were lost here` }),
  }, state => shell.setLogsBadge({ open: "good", connecting: "warn" }[state] || "idle", { open: "live", connecting: "connecting" }[state] || "paused"));

  async function start() {
    if (!isFresh) {
      isFresh = true;
      try {
        const [list, now] = await Promise.all([get("/api/logs?limit=500"), get("/api/log-level")]);
        for (const event of list.events || []) { if (event.seq > lastSequence) { events.push(event); lastSequence = event.seq; noteComponent(event); } }
        runtime.input.value = now.level;
      } catch { isFresh = false; }
      render();
    }
    stream.start();
  }

  // The stream stays open behind other tabs: its badge is part of the header.
  start();
  return { id: "logs", title: "Logs", content, show() { render(); } };
}
