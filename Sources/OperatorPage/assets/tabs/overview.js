// Is it up, and if not, why: readiness as a chain of dependencies, the tunnel, its channels.
import { badge, card, copyButton, facts, h, raw, replace, setText, table } from "../dom.js";
import { ago, bytes, count, micro, rate, span } from "../format.js";
import { Poll, get } from "../live.js";
import { sparkline, worst } from "../charts.js";
import { readHistory } from "./metrics.js";

export const tones = {
  up: "good", ok: "good", ready: "good", enabled: "good", starting: "warn", pending: "warn", degraded: "warn", down: "bad",
  failed: "bad", stopped: "idle", disabled: "idle", unknown: "idle",
};
export function tone(state) { return tones[state] || "idle"; }
function word(state) { return state ? state[0].toUpperCase() + state.slice(1).replaceAll("_", " ") : "–"; }

export function overview(shell) {
  const title = h("h2", "Loading");
  const reason = h("p", "Asking the daemon for its state.");
  const hero = h("section.hero", { data: { tone: "idle" } }, h("span.lamp", { "aria-hidden": "true" }),
    h("div", { "aria-live": "polite" }, title, reason));
  const chain = h("ol.chain", { "aria-label": "What readiness depends on" });
  const tiles = h("section.tiles", { "aria-label": "Right now" });
  const cards = h("div.cards");
  const channels = h("div");
  const warnings = h("div");
  const everything = h("div");
  const content = h("div.stack", hero, warnings, h("section", h("h2.section", "What readiness depends on"), chain), tiles, cards,
    h("section", h("h2.section", "Channels"), channels), everything);

  let history = null;
  let figures = null;
  const historyPoll = new Poll(5000, async () => {
    try { [history, figures] = await Promise.all([readHistory("5m"), get("/api/metrics/summary")]); } catch { /* what was known stays */ }
    if (shell.status) showTiles(shell.status);
  });

  function showHero(status) {
    const { ready, text } = status.readiness;
    // "ready (…)" carries a reservation that must not look like an unreserved yes.
    const isReserved = ready && text !== "ready";
    hero.dataset.tone = ready ? (isReserved ? "warn" : "good") : text.includes("pending") ? "warn" : "bad";
    setText(title, ready ? "Ready" : "Not ready");
    setText(reason, ready && !isReserved ? "Calls pass through this tunnel." : text);
  }

  // Whether it holds readiness up says more than the name of its state; a reason is a reservation.
  function toneOf(step) {
    const own = tone(step.state);
    if (step.ready) return own === "warn" || step.reason ? "warn" : "good";
    return own === "warn" ? "warn" : "bad";
  }

  function nameOf(step) {
    if (step.name.startsWith("mcp:")) return [h("span.quiet", "MCP server "), step.name.slice(4)];
    return { "control-plane": "Control plane", oauth: "OAuth" }[step.name] || step.name;
  }

  function sinceOf(step, now) {
    return step.since ? h("span.quiet", { title: step.since }, "for " + span((now - Date.parse(step.since)) / 1000)) : null;
  }

  function showChain(status, now) {
    replace(chain, status.readiness.dependencies.map(step => h("li", { data: { tone: toneOf(step) } },
      h("span.dot", { "aria-hidden": "true" }),
      h("div", h("p", h("strong", nameOf(step))), h("p", h("span.state", word(step.state)), " ", sinceOf(step, now)),
        step.reason ? h("p", step.reason) : null))));
  }

  function tile(name, value, more, values, colour, how) {
    return h("article.tile", h("h3", name), h("p.figure", value),
      h("p.quiet", more), values?.length > 1 ? sparkline(values, name + ", last 5 minutes", colour, how) : h("span.spark"));
  }

  // The figures are those of the metrics tab.
  function showTiles(status) {
    const now = figures || {}, recent = now.latency?.last_5m || {};
    const each = Object.values(history?.errors || {});
    const errors = Array.from({ length: history?.times.length ?? 0 }, (_, at) => each.reduce((sum, values) => sum + (values[at] || 0), 0));
    const fresh = Math.round(errors.reduce((sum, value) => sum + value, 0));
    const total = Object.values(now.errors || {}).reduce((sum, value) => sum + value, 0);
    replace(tiles,
      tile("Commands per second", rate(now.commands_per_second), count(now.commands_total) + " so far", history?.commands),
      tile("Latency p99", micro(recent.p99_us), "p50 " + micro(recent.p50_us), history?.p99, 0, worst),
      tile("Errors in 5 min", figures ? count(fresh) : "–", figures ? count(total) + " so far" : "–", errors, fresh ? "bad" : 0),
      tile("Queue", count(status.queue.depth), "of " + count(status.queue.capacity) + " places", history?.queue),
      tile("Workers", count(status.workers.active), "of " + count(status.workers.limit), history?.workers),
      tile("Memory", bytes(now.rss_bytes), "resident", history?.rss));
  }

  function showCards(status, now) {
    const plane = status.control_plane;
    const metadata = status.tunnel_metadata || {};
    const route = status.control_plane_route || {};
    replace(cards,
      card("Tunnel", facts([
        ["Name", metadata.name || "–"], ["Description", metadata.description || null],
        ["Tunnel id", h("span.copyable", h("code", status.tunnel_id), copyButton("Copy", () => shell.status.tunnel_id, "Copy the tunnel id"))],
        ["As of", status.tunnel_metadata_error ? h("span.fault", status.tunnel_metadata_error) : metadata.as_of ? ago(metadata.as_of, now) : null],
      ])),
      card("Control plane", facts([
        ["State", badge(tone(plane.state), word(plane.state))], ["URL", h("code", plane.url)],
        ["Last answer", plane.last_success_at ? ago(plane.last_success_at, now) : "none yet"],
        ["Failures in a row", plane.consecutive_failures || null], ["Last error", plane.state === "up" ? null : plane.last_error],
        ["Poll timeout", status.control_plane_poll_timeout], ["Max in flight", status.control_plane_max_inflight],
        ["Route", route.route_mode ? route.route_mode + (route.proxy_source && route.proxy_source !== "none" ? " (" + route.proxy_source + ")" : "") : null],
        ["Proxy", route.proxy_url ? h("code", route.proxy_url) : null], ["Proxy id", route.proxy_id ? h("code", route.proxy_id.slice(0, 12)) : null],
      ])),
      card("Client", facts([
        ["Version", status.version], ["Up for", span(status.uptime_seconds)],
        ["Instance", h("span.copyable", h("code", status.instance_id), copyButton("Copy", () => shell.status.instance_id, "Copy the instance id"))],
        ["Started", h("time", { dateTime: status.started_at, title: status.started_at }, new Date(status.started_at).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" }))],
        ["Process", status.pid], ["Endpoints", status.health_listen_addr ? h("code", status.health_listen_addr) : null], ["Configuration", status.config_source],
        ["Raw HTTP logging", status.raw_http_logging_enabled ? h("span.fault", "on") : null],
      ])));
  }

  const probeTones = { ok: "good", pending: "warn", "auth-required": "warn", timeout: "bad", failed: "bad" };

  function showChannels(status, now) {
    const list = status.channels || [];
    const routes = new Map((status.mcp_routes || []).map(route => [route.name, route]));
    replace(channels, table("Channels", [["Channel"], ["State"], ["Probe"], ["Server"], ["Route", "route"], ["In flight", "number"], ["Completed", "number"],
      ["Failed", "number"], ["Since", "number"]], list.map(channel => {
      const route = routes.get(channel.name);
      const failed = figures?.channels?.find(each => each.name === channel.name)?.failed ?? channel.failed;
      // One reason is said once.
      const said = [channel.reason, channel.probe_error];
      return [
        h("strong", channel.name),
        h("span", badge(tone(channel.state), word(channel.state)),
          channel.reason && channel.reason !== channel.probe_error ? h("span.sub", channel.reason) : null),
        channel.probe_status ? h("span", badge(probeTones[channel.probe_status] || "idle", channel.probe_status.replaceAll("-", " ")),
          channel.probe_error ? h("span.sub.fault", channel.probe_error) : null) : "–",
        h("span", server(channel),
          channel.detail && !said.includes(channel.detail) ? h("span.sub", channel.detail) : null,
          ...(channel.details || []).filter(each => each.value && each.value !== "—").map(each => h("span.sub", each.key + " ", h("code", String(each.value)))),
          channel.idle_since ? h("span.sub", "no command from the service for " + span((now - Date.parse(channel.idle_since)) / 1000)) : null),
        route ? h("span", route.route_mode, route.proxy_url ? h("span.sub", h("code", route.proxy_url)) : null,
          route.proxy_url && route.proxy_source ? h("span.sub", route.proxy_source) : null,
          route.target ? h("span.sub", h("code", route.target)) : null) : "–",
        count(channel.in_flight), count(channel.completed),
        failed ? h("strong.fault", count(failed)) : "0",
        channel.since ? ago(channel.since, now) : "–",
      ];
    }), "No channel is configured."));
  }

  function server(channel) {
    const kind = [channel.server_kind, channel.transport_kind].filter(Boolean).join(", ");
    return [h("span", channel.plugin_id ? channel.plugin_id + " " + (channel.plugin_version || "") : kind || "–"),
      channel.plugin_id && kind ? h("span.sub", kind) : null];
  }

  shell.onRestart(() => { history = figures = null; });
  shell.onLost(() => {
    hero.dataset.tone = "bad";
    setText(title, "No answer");
    setText(reason, "Below is what tunnel-client said last.");
  });
  shell.onStatus(status => {
    const now = Date.parse(status.started_at) + status.uptime_seconds * 1000;
    showHero(status);
    showChain(status, now);
    showTiles(status);
    showCards(status, now);
    showChannels(status, now);
    replace(warnings, (status.warnings || []).length
      ? h("section.card.warnings", { data: { tone: "warn" } }, h("h3", "Warnings"), h("ul", status.warnings.map(text => h("li", text))))
      : null);
    replace(everything, raw("Raw status", status));
  });

  return { id: "overview", title: "Overview", content, show: () => historyPoll.start(), hide: () => historyPoll.stop() };
}
