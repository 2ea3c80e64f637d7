// Each command with where its time went; its payload when capturing is on; and sending it again.
import { badge, copyButton, facts, h, replace, setText, toast } from "../dom.js";
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

  const text = h("input", { type: "search", placeholder: "id, method, tool, error", "aria-label": "Filter by text" });
  const channel = select("Channel", [["", "all"]]);
  const status = select("Status", [["", "all"], ["ok", "ok"], ["failed", "failed"], ["pending", "pending"]]);
  const pause = h("button.small", { type: "button", "aria-pressed": "false", onclick: () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    setText(pause, isPaused ? "Resume" : "Pause");
    if (!isPaused) render();
  } }, "Pause");
  const captureButton = h("button.small", { type: "button", "aria-pressed": "false", onclick: toggleCapture }, "Capture payloads");
  const captureNote = h("span.quiet");
  const body = h("tbody");
  const tableNode = h("table.requests", h("caption.visually-hidden", "Recent commands, the newest first"),
    h("thead", h("tr", ["Time", "Channel", "Method", "Status", "Time taken", "Size"].map((name, index) =>
      h("th", { scope: "col", className: index > 3 ? "number" : "" }, name)))), body);
  const empty = h("p.empty", "No commands yet. They appear here as the service sends them.");
  const pane = h("aside.pane", { "aria-label": "Details of a command", tabIndex: -1 }, h("p.quiet", "Choose a command to see where its time went."));
  const content = h("div.stack",
    h("div.toolbar", text, channel.label, status.label, pause, captureButton, captureNote),
    h("div.split", h("div.scroller", { tabIndex: 0, role: "region", "aria-label": "Recent commands" }, tableNode, empty), pane));

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
      records.set(record.sequence, record);
      if (![...channel.input.options].some(option => option.value === record.channel)) {
        channel.input.append(new Option(record.channel, record.channel));
      }
    }
    while (records.size > keep) records.delete(Math.min(...records.keys()));
    if (!isPaused) schedule();
    if (details && list.some(each => each.sequence === selected && each.status !== details.status)) open(selected);
  }

  let isScheduled = false;
  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => { isScheduled = false; render(); });
  }

  function row(record) {
    const total = record.timing?.total_us;
    const button = h("button.link", { type: "button", onclick: event => { event.stopPropagation(); choose(record.sequence); } },
      record.rpc_method || record.kind.replaceAll("_", " "));
    return h("tr", { data: { sequence: record.sequence }, className: record.sequence === selected ? "selected" : "",
      onclick: () => choose(record.sequence) },
    h("td", { data: { label: "Time" } }, clock(record.received_at)), h("td", { data: { label: "Channel" } }, record.channel),
    h("td", { data: { label: "Method" } }, button, record.tool ? h("span.sub", record.tool) : null),
    h("td", { data: { label: "Status" } }, badge(tone(record.status), record.status.replaceAll("_", " "))),
    h("td.number", { data: { label: "Time taken" } }, micro(total), bar(record)),
    h("td.number", { data: { label: "Size" } }, bytes(record.bytes_in) + " → " + bytes(record.bytes_out)));
  }

  // One line of the waterfall: how the time was divided.
  function bar(record) {
    const total = record.timing?.total_us;
    if (!total) return null;
    return h("span.stages", { "aria-hidden": "true" }, Object.keys(stageNames).map(name => {
      const piece = h("i", { data: { stage: name } });
      piece.style.setProperty("flex-grow", record.timing[name + "_us"] || 0);
      return piece;
    }));
  }

  function render() {
    const shown = [...records.values()].filter(matches).sort((a, b) => b.sequence - a.sequence).slice(0, 200);
    const old = new Map([...body.children].map(each => [each.dataset.sequence, each]));
    const wanted = shown.map(record => {
      const fresh = row(record);
      const before = old.get(String(record.sequence));
      return before?.isEqualNode(fresh) ? before : fresh;
    });
    const focused = document.activeElement?.closest?.("tr")?.dataset.sequence;
    body.replaceChildren(...wanted);
    if (focused) body.querySelector(`tr[data-sequence="${focused}"] button`)?.focus({ preventScroll: true });
    tableNode.hidden = shown.length === 0;
    empty.hidden = shown.length > 0;
    setText(empty, records.size ? "No command matches the filter." : "No commands yet. They appear here as the service sends them.");
  }

  function choose(sequence) {
    location.hash = "requests/" + sequence;
    if (matchMedia("(max-width: 60rem)").matches) pane.scrollIntoView({ block: "start" });
  }

  async function open(rest) {
    const sequence = Number(rest);
    if (!sequence) return;
    selected = sequence;
    schedule();
    try {
      details = await get("/api/requests/" + sequence);
      if (selected === sequence) showDetails(details);
    } catch (error) {
      details = null;
      replace(pane, h("p.empty", error.status === 404 ? "This command is no longer remembered." : error.message));
    }
  }

  function waterfall(record) {
    const stages = record.waterfall || [];
    const total = stages.reduce((most, stage) => Math.max(most, stage.start_us + stage.duration_us), 1);
    const line = (name, start, duration, kind, more) => {
      const piece = h("i", { data: { stage: kind } });
      piece.style.setProperty("margin-left", (start / total * 100).toFixed(2) + "%");
      piece.style.setProperty("width", Math.max(0.5, duration / total * 100).toFixed(2) + "%");
      return h("li", h("span", name), h("span.track", piece), h("span.number", micro(duration) + (more ? " " + more : "")));
    };
    return h("ol.waterfall", { "aria-label": "Where the time went" },
      stages.map(stage => line(stageNames[stage.stage] || stage.stage, stage.start_us, stage.duration_us, stage.stage)),
      (record.posts || []).length > 1 ? record.posts.map((post, index) =>
        line("Attempt " + (index + 1), post.start_us, post.duration_us || 0, "attempt", post.status ? "HTTP " + post.status : post.error)) : null);
  }

  function payload(name, captured) {
    if (!captured) return null;
    return h("details.raw", { open: true }, h("summary", name + ", " + bytes(captured.bytes) + (captured.complete ? "" : " (its front)")),
      h("pre", { tabIndex: 0 }, prettyJSON(captured.text)));
  }

  function showDetails(record) {
    const replay = h("button", { type: "button", disabled: !record.can_replay,
      title: record.can_replay ? "" : "Only captured requests can be sent again" }, "Send again");
    const answer = h("div", { "aria-live": "polite" });
    replay.addEventListener("click", async () => {
      replay.disabled = true;
      setText(replay, "Sending");
      try {
        const result = await send("POST", "/api/requests/" + record.sequence + "/replay");
        replace(answer, h("h4", "Sent again"), h("p", badge(tone(result.status), result.status.replaceAll("_", " ")), " in " + micro(result.timing?.total_us)),
          result.error ? h("p.fault", result.error.text) : null,
          ...(result.messages || []).map(message => h("pre", { tabIndex: 0 }, JSON.stringify(message, null, 2))));
      } catch (error) {
        replace(answer, h("p.fault", error.message));
      }
      replay.disabled = !record.can_replay;
      setText(replay, "Send again");
    });
    replace(pane,
      h("header", h("h3", (record.rpc_method || record.kind) + (record.tool ? " " + record.tool : "")), badge(tone(record.status), record.status.replaceAll("_", " "))),
      record.error ? h("p.fault", "Because of " + (sources[record.error.source] || record.error.source) + ": " + record.error.text) : null,
      waterfall(record),
      facts([["Request", h("code", record.request_id)], ["Channel", record.channel], ["Received", clock(record.received_at)],
        ["HTTP status", record.http_status], ["Size", bytes(record.bytes_in) + " in, " + bytes(record.bytes_out) + " out"],
        ["Messages on the way", record.notifications || null], ["Attempts", count(record.attempts)], ["Session", record.session],
        ["Headers", record.header_names?.length ? record.header_names.join(", ") : null]]),
      h("div.toolbar", replay, copyButton(record.curl.startsWith("curl") ? "Copy as curl" : "Copy as command", () => record.curl)),
      record.captured ? null : h("p.quiet", "The payload was not captured: turn on capturing before the command comes."),
      answer, payload("Request", record.request), payload("Response", record.response));
  }

  async function showCapture(state) {
    captureButton.setAttribute("aria-pressed", String(state.enabled));
    setText(captureButton, state.enabled ? "Stop capturing" : "Capture payloads");
    captureNote.textContent = state.enabled
      ? "Payloads are kept in memory, secrets taken out" + (state.seconds_left ? ", for " + Math.ceil(state.seconds_left / 60) + " min more." : ".")
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
