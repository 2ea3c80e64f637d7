// The command that is open: its waterfall, its facts, its payload, and sending it again.
import { badge, blank, copyButton, facts, fold, h, replace } from "../dom.js";
import { bytes, clock, count, micro, prettyJSON } from "../format.js";
import { get, send } from "../live.js";
import { stageNames, titleOf, toneOf, wordOf } from "./request-words.js";

const sources = { client: "this program", network: "the network", service: "the tunnel service", mcp_server: "the MCP server" };
const longest = 20000; // characters of a payload that are drawn

/** The pane; `leave` closes it. `open(sequence)` fills it, null hides it; `changed(record)` tells of news. */
export function details({ leave }) {
  let selected = null;
  let shown = null;
  let asked = 0; // how often the daemon was asked: an answer to an older question does not count
  let isFinal = false; // nothing newer will come of it
  let replay = null; // { isUnderWay, result, error }

  const close = h("button.small", { "aria-label": "Close the details", title: "Esc", onclick: () => leave() }, "✕");
  const inside = h("div.stack");
  const node = h("aside.pane", { "aria-label": "Details of a command", tabIndex: -1, hidden: true }, inside);

  function waterfall(record) {
    const stages = record.waterfall || [];
    if (!stages.length) return h("p.quiet", record.status === "pending" ? "Not over yet." : "Its times are not known.");
    const total = stages.reduce((most, stage) => Math.max(most, stage.start_us + stage.duration_us), 1);
    const line = (name, kind, start, duration, more) => {
      const piece = h("i", { data: { stage: kind } });
      piece.style.setProperty("margin-left", Math.min(99.5, start / total * 100).toFixed(2) + "%");
      piece.style.setProperty("width", Math.max(0.5, duration / total * 100).toFixed(2) + "%");
      return h(kind === "attempt" ? "li.attempt" : "li", h("span", name), h("span.track", piece), h("span.number", micro(duration)),
        more ? h("span.more", { title: more }, more) : null);
    };
    const posts = record.posts || [];
    return h("ol.waterfall", { "aria-label": "Where the time went" },
      stages.map(stage => line(stageNames[stage.stage] || stage.stage, stage.stage, stage.start_us, stage.duration_us)),
      posts.length > 1 ? posts.map((post, index) =>
        line("Attempt " + (index + 1), "attempt", post.start_us, post.duration_us || 0, post.status ? "HTTP " + post.status : post.error)) : null,
      h("li.total", h("span", "Total"), h("span"), h("span.number", micro(record.timing?.total_us ?? total))));
  }

  function payload(name, captured) {
    if (!captured) return null;
    const isLong = captured.text.length > longest;
    return fold(name + ", " + bytes(captured.bytes) + (captured.complete ? "" : " (its front)"),
      isLong ? captured.text.slice(0, longest) + "…" : prettyJSON(captured.text), { key: name, isOpen: true, copyable: captured.text });
  }

  async function sendAgain() {
    const mine = replay = { isUnderWay: true };
    const { sequence } = shown;
    show();
    try { mine.result = await send("POST", "/api/requests/" + sequence + "/replay"); } catch (error) { mine.error = error.message; }
    mine.isUnderWay = false;
    if (replay === mine) show();
  }

  function replayed() {
    if (!replay || replay.isUnderWay) return null;
    if (replay.error) return [h("h4", "Sent again"), h("p.fault", replay.error)];
    const { result } = replay;
    const messages = (result.messages || []).map(message => JSON.stringify(message, null, 2)).join("\n");
    return [h("h4", "Sent again: ", badge(toneOf(result.status), wordOf(result.status)), " in " + micro(result.timing?.total_us)),
      result.error ? h("p.fault", result.error.text) : null,
      messages ? fold("Answer", messages, { key: "Answer", isOpen: true, copyable: messages }) : null];
  }

  function show() {
    const record = shown;
    if (!record) return;
    const isUnderWay = Boolean(replay?.isUnderWay);
    const again = h("button", { disabled: !record.can_replay || isUnderWay || !selected, onclick: () => sendAgain(),
      title: record.can_replay ? "Runs it once more at the MCP server; the service does not see it" : "Only captured requests can be sent again" },
    isUnderWay ? "Sending" : "Send again");
    replace(inside, selected ? null : h("p.quiet", "tunnel-client was started again since: this is of the process before."),
      h("header", h("h3", titleOf(record)), badge(toneOf(record.status), wordOf(record.status)), close),
      record.error ? h("p.fault", "Because of " + (sources[record.error.source] || record.error.source) + ": " + record.error.text) : null,
      waterfall(record),
      facts([["Request", h("span.copyable", h("code", record.request_id), copyButton("Copy", () => record.request_id, "Copy the request id"))],
        ["Channel", record.channel],
        ["Received", h("time", { dateTime: record.received_at, title: record.received_at }, clock(record.received_at))],
        ["HTTP status", record.http_status], ["Size", bytes(record.bytes_in) + " in, " + bytes(record.bytes_out) + " out"],
        ["Messages on the way", record.notifications || null], ["Attempts", count(record.attempts)],
        ["Session", record.session ? h("code", record.session) : null],
        ["Headers", record.header_names?.length ? record.header_names.join(", ") : null]]),
      h("div.toolbar", again, record.curl ? copyButton(record.curl.startsWith("curl") ? "Copy as curl" : "Copy as command", () => record.curl) : null),
      record.captured ? null : h("p.quiet", "The payload was not captured: turn on capturing before the command comes."),
      h("div.stack", { "aria-live": "polite" }, replayed()), payload("Request", record.request), payload("Response", record.response));
  }

  async function load() {
    const sequence = selected, mine = asked += 1;
    try {
      const answer = await get("/api/requests/" + sequence);
      if (asked !== mine) return;
      shown = answer;
      show();
    } catch (error) {
      if (asked !== mine) return;
      const isGone = error.status === 404;
      isFinal = isGone;
      // What one reads stays, even when the daemon has forgotten it or does not answer.
      if (shown) return;
      replace(inside, h("header", h("h3", "Command " + sequence), close),
        blank(isGone ? "This command is no longer remembered" : "The details cannot be had", isGone ? "The last 500 are." : error.message));
    }
  }

  function open(sequence) {
    if (sequence !== selected) {
      replay = null;
      shown = null;
      isFinal = false;
      asked += 1;
      node.scrollTop = 0;
    }
    selected = sequence;
    node.hidden = !sequence;
    if (!sequence) return;
    if (!shown) replace(inside, h("header", h("h3", "Command " + sequence), close), h("p.quiet", "Loading"));
    load();
  }

  /** The process that ran it is gone: what is known of it stays to be read. */
  function detach() {
    selected = null;
    replay = null;
    asked += 1;
    if (shown) show(); else open(null);
  }

  return { node, open, detach,
    // Also when the first answer is under way: that may be older.
    changed(record) { if (record.sequence === selected && record.status !== shown?.status) load(); },
    retry() { if (selected && !shown && !isFinal) load(); } };
}
