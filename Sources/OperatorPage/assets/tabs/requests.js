// Each command with where its time went; its payload when capturing is on; and sending it again.
import { badge, blank, copyButton, facts, h, isMarked, replace, setText, toast } from "../dom.js";
import { bytes, clock, count, micro, prettyJSON } from "../format.js";
import { Poll, Stream, get, send } from "../live.js";
import { select } from "./metrics.js";

const statusTones = { ok: "good", pending: "idle", rpc_error: "warn", tool_error: "warn", cancelled: "idle", dropped: "warn" };
const stageNames = { queued: "Waiting", plugin: "Plugin", mcp: "MCP server", post: "Answer posted" };
const sources = { client: "this program", network: "the network", service: "the tunnel service", mcp_server: "the MCP server" };
const keep = 500;

function tone(status) { return statusTones[status] || "bad"; }

export function requests(shell) {
  const records = new Map(); // by sequence
  let selected = null;
  let isPaused = false;
  let details = null;
  const waiting = new Set(); // new ones while the view is frozen

  const text = h("input", { type: "search", placeholder: "id, method, tool, error", "aria-label": "Filter by text" });
  const channel = select("Channel", [["", "all"]]);
  const status = select("Status", [["", "all"], ["ok", "ok"], ["failed", "failed"], ["pending", "pending"]]);
  const pause = h("button.small", { type: "button", "aria-pressed": "false", onclick: () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    waiting.clear();
    setText(pause, isPaused ? "Resume" : "Pause");
    if (!isPaused) render();
  } }, "Pause");
  const captureButton = h("button.small", { type: "button", "aria-pressed": "false", onclick: toggleCapture }, "Capture payloads");
  const captureNote = h("span.quiet");
  const body = h("tbody");
  const columns = [["Time"], ["Channel", "wide"], ["Method"], ["Status"], ["Queue", "number wide"], ["MCP", "number wide"], ["Total", "number"],
    ["Waterfall", "bar"], ["Size", "number wide"]];
  const tableNode = h("table.requests", h("caption.visually-hidden", "Recent commands, the newest first"),
    h("thead", h("tr", columns.map(([label, name]) => h("th", { scope: "col", className: name || "" }, label)))), body);
  const empty = h("div");
  const close = h("button.small", { type: "button", "aria-label": "Close the details", onclick: () => leave() }, "✕");
  const inside = h("div.stack");
  const pane = h("aside.pane", { "aria-label": "Details of a command", tabIndex: -1, hidden: true }, inside);
  const list = h("div.scroller", { tabIndex: 0, role: "region", "aria-label": "Recent commands", onkeydown: step }, tableNode, empty);
  const split = h("div.split", { onkeydown: event => { if (event.key === "Escape" && selected) leave(); } }, list, pane);
  const content = h("div.stack", h("div.toolbar", text, channel.label, status.label, pause, captureButton, captureNote, h("span.legend", Object.entries(stageNames).map(([stage, name]) =>
    h("span", h("i", { data: { stage } }), name)))), split);

  for (const input of [text, channel.input, status.input]) input.addEventListener("input", () => render());

  function matches(record) {
    if (channel.input.value && record.channel !== channel.input.value) return false;
    const isFailed = !["ok", "pending"].includes(record.status);
    if (status.input.value === "failed" ? !isFailed : status.input.value && record.status !== status.input.value) return false;
    const wanted = text.value.trim().toLowerCase();
    return !wanted || [record.request_id, record.rpc_method, record.tool, record.channel, record.status, record.error?.text]
      .some(value => value?.toLowerCase().includes(wanted));
  }

  function merge(list) {
    for (const record of list) {
      if (isPaused && !records.has(record.sequence)) waiting.add(record.sequence);
      records.set(record.sequence, record);
      if (![...channel.input.options].some(option => option.value === record.channel)) {
        channel.input.append(new Option(record.channel, record.channel));
      }
    }
    while (records.size > keep) records.delete(Math.min(...records.keys()));
    if (!isPaused) schedule();
    else if (waiting.size) setText(pause, "Resume (" + waiting.size + " new)");
    if (details && list.some(each => each.sequence === selected && each.status !== details.status)) open(String(selected));
  }

  let isScheduled = false;
  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => { isScheduled = false; render(); });
  }

  function row(record) {
    const timing = record.timing || {};
    const cell = (index, ...content) => h("td", { className: columns[index][1] || "", data: { label: columns[index][0] } }, ...content);
    return h("tr", { data: { sequence: record.sequence }, className: record.sequence === selected ? "selected" : "" },
      cell(0, clock(record.received_at)), cell(1, record.channel),
      cell(2, h("button.link", { type: "button", "aria-expanded": String(record.sequence === selected) }, title(record))),
      cell(3, badge(tone(record.status), record.status.replaceAll("_", " "))),
      cell(4, micro(timing.queued_us)), cell(5, micro(timing.mcp_us)), cell(6, micro(timing.total_us)), cell(7, bar(record)),
      cell(8, bytes(record.bytes_in) + " → " + bytes(record.bytes_out)));
  }

  // What tells one call from the next is the tool.
  function title(record) {
    const method = record.rpc_method || record.kind.replaceAll("_", " ");
    return record.tool ? [h("span.quiet", method + " "), h("strong", record.tool)] : h("strong", method);
  }

  // As in a browser's network view: the longer, the wider, on one scale for all rows; what exceeds it fills the column.
  let scale = 1;
  function bar(record) {
    const total = record.timing?.total_us;
    if (!total) return null;
    const stages = h("span.stages", { "aria-hidden": "true" }, Object.keys(stageNames).map(name => {
      const piece = h("i", { data: { stage: name } });
      piece.style.setProperty("flex-grow", record.timing[name + "_us"] || 0);
      return piece;
    }));
    stages.style.setProperty("width", Math.max(4, Math.min(1, total / scale) * 100).toFixed(0) + "%");
    return stages;
  }

  // Steps of 1, 2, 5, so that the bars do not breathe with every new row.
  function scaleOf(shown) {
    const totals = shown.map(record => record.timing?.total_us || 0).sort((a, b) => a - b);
    const most = Math.max(1000, totals[Math.floor(totals.length * 0.9)] || 0);
    const power = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 5, 10].find(each => each * power >= most) * power;
  }

  function render() {
    if (isMarked(body)) return; // somebody is about to copy
    const shown = [...records.values()].filter(matches).sort((a, b) => b.sequence - a.sequence).slice(0, 200);
    scale = scaleOf(shown);
    const old = new Map([...body.children].map(each => [each.dataset.sequence, each]));
    const focused = document.activeElement?.closest?.("tr")?.dataset.sequence;
    // Rows that stay are not moved: whoever scrolled down keeps the place.
    let at = body.firstElementChild;
    for (const record of shown) {
      const fresh = row(record);
      const before = old.get(String(record.sequence));
      old.delete(String(record.sequence));
      const wanted = before?.isEqualNode(fresh) ? before : fresh;
      if (before && wanted !== before) { if (at === before) at = fresh; before.replaceWith(fresh); }
      if (wanted === at) at = at.nextElementSibling; else body.insertBefore(wanted, at);
    }
    for (const gone of old.values()) gone.remove();
    if (focused && !body.contains(document.activeElement)) focusRow(focused);
    tableNode.hidden = shown.length === 0;
    replace(empty, shown.length ? null : records.size ? blank("No command matches the filter")
      : blank("No commands yet", "They appear here as the service sends them."));
  }

  function focusRow(sequence) { body.querySelector(`tr[data-sequence="${sequence}"] button`)?.focus({ preventScroll: true }); }

  // Up and down go from row to row, Home and End to the ends.
  function step(event) {
    const rows = [...body.children];
    const index = rows.indexOf(document.activeElement?.closest?.("tr"));
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target === undefined || !rows.length || (event.target === list && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const next = rows[Math.max(0, Math.min(rows.length - 1, target))];
    next.querySelector("button").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (!pane.hidden) choose(Number(next.dataset.sequence));
  }

  body.addEventListener("click", event => {
    const found = event.target.closest("tr");
    if (found && !isMarked(body)) choose(Number(found.dataset.sequence));
  });

  function choose(sequence) {
    if (sequence === selected) return leave();
    location.hash = "requests/" + sequence;
    // On a narrow screen the details stand above the list.
    if (matchMedia("(max-width: 60rem)").matches) requestAnimationFrame(() => split.scrollIntoView({ block: "start" }));
  }

  function leave() {
    const before = selected;
    location.hash = "requests";
    requestAnimationFrame(() => focusRow(before));
  }

  async function open(rest) {
    const sequence = Number(rest) || null;
    if (sequence !== selected) replay = null;
    selected = sequence;
    pane.hidden = !sequence;
    split.classList.toggle("open", Boolean(sequence));
    schedule();
    if (!sequence) { details = null; return; }
    if (details?.sequence !== sequence) replace(inside, h("header", h("h3", "Command " + sequence), close), h("p.quiet", "Loading"));
    try {
      const answer = await get("/api/requests/" + sequence);
      if (selected === sequence) { details = answer; showDetails(answer); }
    } catch (error) {
      if (selected !== sequence) return;
      details = null;
      replace(inside, h("header", h("h3", "Command " + sequence), close),
        blank(error.status === 404 ? "This command is no longer remembered" : "The details cannot be had", error.status === 404 ? "The last 500 are." : error.message));
    }
  }

  function waterfall(record) {
    const stages = record.waterfall || [];
    const total = stages.reduce((most, stage) => Math.max(most, stage.start_us + stage.duration_us), 1);
    const line = (name, start, duration, kind, more) => {
      const piece = h("i", { data: { stage: kind } });
      piece.style.setProperty("margin-left", (start / total * 100).toFixed(2) + "%");
      piece.style.setProperty("width", Math.max(0.5, duration / total * 100).toFixed(2) + "%");
      return h("li", h("span", name), h("span.track", piece), h("span.number", micro(duration)), more ? h("span.more", more) : null);
    };
    return h("ol.waterfall", { "aria-label": "Where the time went" },
      stages.map(stage => line(stageNames[stage.stage] || stage.stage, stage.start_us, stage.duration_us, stage.stage)),
      (record.posts || []).length > 1 ? record.posts.map((post, index) =>
        line("Attempt " + (index + 1), post.start_us, post.duration_us || 0, "attempt", post.status ? "HTTP " + post.status : post.error)) : null);
  }

  function payload(name, captured) {
    if (!captured) return null;
    return h("details.raw", { open: true }, h("summary", name + ", " + bytes(captured.bytes) + (captured.complete ? "" : " (its front)")),
      h("pre", { tabIndex: 0 }, captured.text.length > 20000 ? captured.text.slice(0, 20000) + "…" : prettyJSON(captured.text)));
  }

  let replay = null; // { sequence, isUnderWay, result, error }
  async function sendAgain(record) {
    replay = { isUnderWay: true };
    const mine = replay;
    showDetails(details);
    try { mine.result = await send("POST", "/api/requests/" + record.sequence + "/replay"); } catch (error) { mine.error = error.message; }
    mine.isUnderWay = false;
    if (replay === mine && details) showDetails(details);
  }

  function replayed() {
    if (!replay || replay.isUnderWay) return null;
    if (replay.error) return [h("h4", "Sent again"), h("p.fault", replay.error)];
    const { result } = replay;
    return [h("h4", "Sent again"), h("p", badge(tone(result.status), result.status.replaceAll("_", " ")), " in " + micro(result.timing?.total_us)),
      result.error ? h("p.fault", result.error.text) : null,
      (result.messages || []).map(message => h("pre", { tabIndex: 0 }, JSON.stringify(message, null, 2)))];
  }

  function showDetails(record) {
    const again = h("button", { type: "button", disabled: !record.can_replay || replay?.isUnderWay, onclick: () => sendAgain(details),
      title: record.can_replay ? "To the MCP server only: the service does not see it" : "Only captured requests can be sent again" },
    replay?.isUnderWay ? "Sending" : "Send again");
    replace(inside,
      h("header", h("h3", title(record)), badge(tone(record.status), record.status.replaceAll("_", " ")), close),
      record.error ? h("p.fault", "Because of " + (sources[record.error.source] || record.error.source) + ": " + record.error.text) : null,
      waterfall(record),
      facts([["Request", h("span.copyable", h("code", record.request_id), copyButton("Copy", () => record.request_id, "Copy the request id"))], ["Channel", record.channel],
        ["Received", h("time", { dateTime: record.received_at, title: record.received_at }, clock(record.received_at))],
        ["HTTP status", record.http_status], ["Size", bytes(record.bytes_in) + " in, " + bytes(record.bytes_out) + " out"],
        ["Messages on the way", record.notifications || null], ["Attempts", count(record.attempts)], ["Session", record.session ? h("code", record.session) : null],
        ["Headers", record.header_names?.length ? record.header_names.join(", ") : null]]),
      h("div.toolbar", again, record.curl ? copyButton(record.curl.startsWith("curl") ? "Copy as curl" : "Copy as command", () => record.curl) : null),
      record.captured ? null : h("p.quiet", "The payload was not captured: turn on capturing before the command comes."),
      h("div.stack", { "aria-live": "polite" }, replayed()), payload("Request", record.request), payload("Response", record.response));
  }

  async function showCapture(state) {
    captureButton.setAttribute("aria-pressed", String(state.enabled));
    setText(captureButton, state.enabled ? "Stop capturing" : "Capture payloads");
    captureNote.textContent = state.enabled
      ? "Kept in memory, secrets taken out" + (state.seconds_left ? ", for " + Math.ceil(state.seconds_left / 60) + " min more." : ".")
      : "";
  }

  async function toggleCapture() {
    const isOn = captureButton.getAttribute("aria-pressed") === "true";
    try {
      showCapture(await send("PUT", "/api/requests/capture", isOn ? { enabled: false } : { enabled: true, for: "10m" }));
      toast(isOn ? "Capturing is off" : "Capturing the payloads of new commands for 10 minutes");
    } catch (error) { toast(error.message); }
  }

  const stream = new Stream("/api/requests/stream", { request: record => merge([record]), requests: list => merge(list) });
  async function load() {
    try {
      const list = await get("/api/requests?limit=200");
      merge(list.requests || []);
      if (list.capture) showCapture(list.capture); else showCapture(await get("/api/requests/capture"));
    } catch { /* the badge says that nobody answers */ }
    render();
  }
  // The stream may have missed some while the page was hidden.
  const poll = new Poll(15000, load);

  return { id: "requests", title: "Requests", content, open,
    show() { poll.start(); stream.start(); }, hide() { poll.stop(); stream.stop(); } };
}
