// Charts of the last minutes or the last hour, kept by the daemon in memory.
import { facts, h, replace, setText } from "../dom.js";
import { bytes, count, micro, rate, seconds, span } from "../format.js";
import { Poll, get } from "../live.js";
import { chart } from "../charts.js";

/** The daemon's history with the names that charts use. */
export async function readHistory(window, channel = "") {
  const query = "?window=" + window + (channel ? "&channel=" + encodeURIComponent(channel) : "");
  return adapt(await get("/api/metrics/history" + query));
}

function adapt(answer) {
  const series = answer.series || {};
  const points = Math.max(0, ...Object.values(series).filter(Array.isArray).map(values => values.length));
  const step = (answer.interval_seconds || 1) * 1000;
  const end = Date.parse(answer.end || answer.until || "") || Date.now();
  const errors = series.errors || {};
  return {
    times: Array.from({ length: points }, (_, index) => end - (points - 1 - index) * step),
    commands: series.commands_per_second || [], p50: series.p50_us || [], p90: series.p90_us || [], p99: series.p99_us || [],
    queue: series.queue_depth || [], workers: series.workers_active || [], pollAge: series.poll_age_seconds || [],
    rss: series.rss_bytes || [], errors, channels: answer.channels || [], raw: answer,
  };
}

export function last(history) {
  const of = values => { for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null) return values[i]; return null; };
  return { commands: of(history.commands), p50: of(history.p50), p99: of(history.p99), rss: of(history.rss) };
}

export function metrics() {
  const window = select("Window", [["5m", "last 5 minutes"], ["1h", "last hour"]]);
  const channel = select("Channel", [["", "all channels"]]);
  const summary = h("div");
  const charts = h("div.charts");
  const rawText = h("pre", { tabIndex: 0 });
  const details = h("details.raw", { ontoggle: event => { if (event.target.open) loadRaw(); } },
    h("summary", "Raw metrics, as Prometheus reads them"), rawText);
  const content = h("div.stack", h("div.toolbar", window.label, channel.label,
    h("button.small", { type: "button", onclick: () => poll.now() }, "Refresh"), h("a", { href: "/metrics" }, "/metrics")),
  summary, charts, details);

  for (const each of [window, channel]) each.input.addEventListener("change", () => poll.now());

  async function loadRaw() {
    rawText.textContent = "Loading";
    try {
      rawText.textContent = await (await fetch("/metrics", { cache: "no-store" })).text();
    } catch { rawText.textContent = "No answer."; }
  }

  function showSummary(answer) {
    replace(summary, h("section.card", h("h3", "Now"), facts([
      ["Last poll", answer.last_poll_at ? new Date(answer.last_poll_at).toISOString() + " (" + span((Date.now() - Date.parse(answer.last_poll_at)) / 1000) + " ago)" : "none yet"],
      ["Poll cycles", count(answer.poll_cycles)], ["Poll errors", count(answer.poll_errors)],
      ["Queue", count(answer.queue_depth) + " / " + count(answer.queue_capacity)],
      ["Workers", count(answer.workers_active) + " / " + count(answer.workers_limit)],
      ["Commands", count(answer.commands_total)], ["Memory", bytes(answer.rss_bytes)],
    ])));
  }

  function showCharts(data) {
    const { times } = data;
    const make = (title, format, ...series) => chart({ title, times, format,
      series: series.filter(each => each.values.length), empty: "Nothing happened yet." });
    const errors = Object.entries(data.errors).map(([name, values]) => ({ name: name.replace("_", " "), values }));
    const active = document.activeElement;
    if (charts.contains(active) && active.tagName === "svg") return; // somebody reads it with the keyboard
    charts.replaceChildren(
      make("Commands per second", rate, { name: "commands", values: data.commands }),
      make("Latency", micro, { name: "p50", values: data.p50 }, { name: "p90", values: data.p90 }, { name: "p99", values: data.p99 }),
      make("Queue and workers", count, { name: "queued", values: data.queue }, { name: "at work", values: data.workers }),
      make("Errors by source, per second", rate, ...errors),
      make("Poll age", seconds, { name: "since the last answer", values: data.pollAge }),
      make("Memory", bytes, { name: "resident", values: data.rss }));
  }

  const note = h("p.empty", { hidden: true });
  content.append(note);
  const poll = new Poll(2000, async () => {
    try {
      const [history, now] = await Promise.all([readHistory(window.input.value, channel.input.value), get("/api/metrics/summary")]);
      note.hidden = true;
      showSummary(now);
      showCharts(history);
      const names = (now.channels || history.channels || []).map(each => each.name || each);
      const known = [...channel.input.options].map(option => option.value);
      for (const name of names) if (!known.includes(name)) channel.input.append(new Option(name, name));
    } catch (error) {
      note.hidden = false;
      setText(note, "No metrics: " + error.message);
    }
  });
  window.input.addEventListener("change", () => { poll.interval = window.input.value === "5m" ? 2000 : 10000; });

  return { id: "metrics", title: "Metrics", content, show: () => poll.start(), hide: () => poll.stop() };
}

export function select(label, options, value) {
  const input = h("select", options.map(([key, name]) => new Option(name, key, key === value, key === value)));
  return { input, label: h("label", label + " ", input) };
}
