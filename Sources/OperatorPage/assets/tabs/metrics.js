// Charts of the last minutes or the last hour, kept by the daemon in memory.
import { blank, h, offer, replace, select } from "../dom.js";
import { ago, bytes, count, micro, rate, seconds } from "../format.js";
import { Poll, get } from "../live.js";
import { Chart } from "../charts.js";

/** The daemon's history with the names that charts use. */
export async function readHistory(window, channel = "") {
  const query = "?window=" + window + (channel ? "&channel=" + encodeURIComponent(channel) : "");
  const answer = await get("/api/metrics/history" + query);
  const series = answer.series || {};
  const points = Math.max(0, ...Object.values(series).filter(Array.isArray).map(values => values.length));
  const step = (answer.interval_seconds || 1) * 1000;
  const end = Date.parse(answer.end) || Date.now();
  return {
    times: Array.from({ length: points }, (_, index) => end - (points - 1 - index) * step),
    commands: series.commands_per_second || [], p50: series.p50_us || [], p90: series.p90_us || [], p99: series.p99_us || [],
    queue: series.queue_depth || [], workers: series.workers_active || [], pollAge: series.poll_age_seconds || [],
    rss: series.rss_bytes || [], errors: series.errors || {}, channels: answer.channels || [],
  };
}

const sources = { client: "this program", network: "network", service: "service", mcp_server: "MCP server" };

export function metrics() {
  const window = select("Window", [["5m", "last 5 minutes"], ["1h", "last hour"]]);
  const channel = select("Channel", [["", "all channels"]]);
  const summary = h("dl.figures", { "aria-label": "Now" });
  const note = h("div");
  const all = {
    commands: new Chart({ title: "Commands per second", format: rate }),
    latency: new Chart({ title: "Latency", format: micro, empty: "No command ended yet." }),
    errors: new Chart({ title: "Errors by source, per second", format: rate }),
    queue: new Chart({ title: "Queue and workers", format: count, isWhole: true }),
    perChannel: new Chart({ title: "Commands per second by channel", format: rate }),
    latencyPerChannel: new Chart({ title: "Latency p99 by channel", format: micro, empty: "No command ended yet." }),
    pollAge: new Chart({ title: "Poll age", format: seconds, empty: "No poll was answered yet." }),
    rss: new Chart({ title: "Memory", format: bytes }),
  };
  const charts = h("div.charts", Object.values(all).map(each => each.node));
  const rawText = h("pre", { tabIndex: 0 });
  const details = h("details.raw", { ontoggle: event => { if (event.target.open) loadRaw(); } },
    h("summary", "Raw metrics, as Prometheus reads them"), rawText);
  const content = h("div.stack", h("div.toolbar", window.label, channel.label,
    h("button.small", { onclick: () => { poll.now(); if (details.open) loadRaw(); } }, "Refresh")),
  summary, note, charts, details);

  window.input.addEventListener("change", () => { poll.interval = window.input.value === "5m" ? 2000 : 10000; });
  for (const each of [window, channel]) each.input.addEventListener("change", () => poll.now());

  async function loadRaw() {
    if (!rawText.textContent) rawText.textContent = "Loading";
    try {
      rawText.textContent = await (await fetch("/metrics", { cache: "no-store" })).text();
    } catch { rawText.textContent = "No answer."; }
  }

  function showSummary(now) {
    const recent = now.latency?.last_5m || {};
    const errors = Object.entries(now.errors || {}).filter(([, number]) => number);
    const figure = (name, value, more) => h("div", h("dt", name), h("dd", value, more ? h("span.sub", more) : null));
    replace(summary,
      figure("Commands", count(now.commands_total), rate(now.commands_per_second) + "/s, last minute"),
      figure("Latency p99, 5 min", micro(recent.p99_us), "p50 " + micro(recent.p50_us) + ", p90 " + micro(recent.p90_us)),
      figure("Errors", count(errors.reduce((sum, [, number]) => sum + number, 0)),
        errors.map(([name, number]) => count(number) + " " + (sources[name] || name)).join(", ") || "none since the start"),
      figure("Queue", count(now.queue_depth) + " / " + count(now.queue_capacity), "waiting"),
      figure("Workers", count(now.workers_active) + " / " + count(now.workers_limit), "at work"),
      figure("Last poll", h("time", { dateTime: now.last_poll_at || "", title: now.last_poll_at || "" }, now.last_poll_at ? ago(now.last_poll_at) : "none yet"),
        now.last_poll_at ? new Date(now.last_poll_at).toISOString().slice(0, 19) + "Z" : null),
      figure("Polls", count(now.poll_cycles), count(now.poll_errors) + " failed"),
      figure("Memory", bytes(now.rss_bytes), "resident"));
  }

  function showCharts(data, isAll, span) {
    const { times } = data;
    const known = each => each.values.some(value => value != null);
    const draw = (chart, ...series) => chart.update(times, series.filter(known), span);
    const drawWorst = (chart, ...series) => chart.update(times, series.filter(known), span,
      span === 300000 ? "the worst second of each 5" : "the worst 10 seconds of each minute");
    draw(all.commands, { name: "commands", values: data.commands });
    drawWorst(all.latency, { name: "p50", values: data.p50 }, { name: "p90", values: data.p90 }, { name: "p99", values: data.p99 });
    draw(all.errors, ...Object.entries(data.errors).map(([name, values]) => ({ name: sources[name] || name, values })));
    draw(all.queue, { name: "waiting", values: data.queue }, { name: "at work", values: data.workers });
    draw(all.pollAge, { name: "since the last answer", values: data.pollAge });
    draw(all.rss, { name: "resident", values: data.rss });
    const several = isAll && data.channels.length > 1;
    for (const chart of [all.perChannel, all.latencyPerChannel]) chart.node.hidden = !several;
    for (const chart of [all.queue, all.pollAge, all.rss]) chart.node.hidden = !isAll;
    if (!several) return;
    draw(all.perChannel, ...data.channels.map((each, colour) => ({ name: each.name, colour, values: each.commands_per_second || [] })));
    drawWorst(all.latencyPerChannel, ...data.channels.map((each, colour) => ({ name: each.name, colour, values: each.p99_us || [] })));
  }

  const poll = new Poll(2000, async () => {
    try {
      const chosen = channel.input.value, width = window.input.value;
      const [history, now] = await Promise.all([readHistory(width, chosen), get("/api/metrics/summary")]);
      // Something else was chosen since: that is asked for next.
      if (chosen !== channel.input.value || width !== window.input.value) return;
      replace(note);
      showSummary(now);
      showCharts(history, !chosen, width === "5m" ? 300000 : 3600000);
      offer(channel.input, (now.channels || []).map(each => each.name));
    } catch (error) {
      replace(note, error.status && error.status !== 401 ? blank("The metrics cannot be had", error.message) : null);
    }
  });

  return { id: "metrics", title: "Metrics", content, show: () => poll.start(), hide: () => poll.stop() };
}
