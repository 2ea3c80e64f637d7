// Is it up, and if not, why: readiness as a chain of dependencies, the tunnel, its channels.
import { badge, card, copyButton, facts, h, raw, replace, setText, table } from "../dom.js";
import { ago, bytes, count, micro, rate, span } from "../format.js";
import { Poll, get } from "../live.js";
import { sparkline } from "../charts.js";
import { last, readHistory } from "./metrics.js";

export const tones = {
  up: "good", ok: "good", ready: "good", starting: "warn", pending: "warn", degraded: "warn", down: "bad",
  failed: "bad", stopped: "idle", disabled: "idle", unknown: "idle",
};
const words = { up: "Up", starting: "Starting", degraded: "Degraded", down: "Down", stopped: "Stopped" };

export function tone(state) { return tones[state] || "idle"; }
export function word(state) { return words[state] || state || "–"; }

export function overview(shell) {
  const title = h("h2", "Loading");
  const reason = h("p", "Asking the daemon for its state.");
  const hero = h("section.hero", { data: { tone: "idle" } }, h("span.lamp", { "aria-hidden": "true" }),
    h("div.hero-text", { "aria-live": "polite" }, title, reason));
  const chain = h("ol.chain", { "aria-label": "What readiness depends on" });
  const tiles = h("section.tiles", { "aria-label": "Right now" });
  const cards = h("div.cards");
  const channels = h("div");
  const warnings = h("div");
  const everything = h("div");
  const content = h("div.stack", hero, warnings, h("section", h("h2.section", "Readiness"), chain), tiles, cards,
    h("section", h("h2.section", "Channels"), channels), everything);

  let history = null;
  const historyPoll = new Poll(5000, async () => {
    try { history = await readHistory("5m"); } catch { history = null; }
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

  function showChain(status, now) {
    const steps = status.readiness.dependencies || [];
    replace(chain, ...steps.map(step => h("li", { data: { tone: step.ready ? tone(step.state) : tone(step.state) === "good" ? "bad" : tone(step.state) } },
      h("span.dot", { "aria-hidden": "true" }),
      h("div", h("strong", step.name), " ", h("span.state", word(step.state)),
        step.reason ? h("p", step.reason) : null,
        step.since ? h("p.quiet", { title: step.since }, "since " + ago(step.since, now)) : null))));
  }

  function tile(name, value, more, values) {
    return h("article.tile", h("h3", name), h("p.figure", value), values?.length ? sparkline(values, name + ", last 5 minutes") : null,
      h("p.quiet", more));
  }

  function showTiles(status) {
    const now = history ? last(history) : {};
    replace(tiles,
      tile("Commands per second", rate(now.commands), count(now.total ?? sum(status.channels, "completed")) + " so far", history?.commands),
      tile("Latency p99", micro(now.p99), "p50 " + micro(now.p50), history?.p99),
      tile("Queue", count(status.queue.depth), "of " + count(status.queue.capacity) + " places", history?.queue),
      tile("Workers", count(status.workers.active), "of " + count(status.workers.limit), history?.workers),
      tile("Memory", bytes(now.rss), "resident", history?.rss));
  }

  function sum(list, key) { return (list || []).reduce((total, each) => total + (each[key] || 0), 0); }

  function showCards(status, now) {
    const plane = status.control_plane;
    const metadata = status.tunnel_metadata || {};
    const route = status.control_plane_route || {};
    replace(cards,
      card("Tunnel", facts([
        ["Name", metadata.name || "–"], ["Description", metadata.description || "–"],
        ["Tunnel id", h("span.copyable", h("code", status.tunnel_id), copyButton("Copy", () => shell.status.tunnel_id))],
        ["Metadata as of", metadata.as_of ? ago(metadata.as_of, now) : status.tunnel_metadata_error],
      ])),
      card("Control plane", facts([
        ["State", badge(tone(plane.state), word(plane.state))], ["URL", h("code", plane.url)],
        ["Last answer", plane.last_success_at ? ago(plane.last_success_at, now) : "none yet"],
        ["Failures in a row", plane.consecutive_failures || null], ["Last error", plane.state === "up" ? null : plane.last_error],
        ["Poll timeout", status.control_plane_poll_timeout], ["Max in flight", status.control_plane_max_inflight],
        ["Route", route.route_mode ? route.route_mode + (route.proxy_source && route.proxy_source !== "none" ? " (" + route.proxy_source + ")" : "") : null],
        ["Proxy", route.proxy_url],
      ])),
      card("Client", facts([
        ["Version", status.version], ["Up for", span(status.uptime_seconds)],
        ["Instance", h("span.copyable", h("code", status.instance_id), copyButton("Copy", () => shell.status.instance_id))],
        ["Process", status.pid], ["Endpoints", status.health_listen_addr], ["Configuration", status.config_source],
      ])));
  }

  function showChannels(status, now) {
    const list = status.channels || [];
    replace(channels, table("Channels", [["Channel"], ["State"], ["Server"], ["In flight", "number"], ["Completed", "number"],
      ["Failed", "number"], ["Since", "number"]], list.map(channel => [
      h("strong", channel.name),
      h("span", badge(tone(channel.state), word(channel.state)),
        channel.probe_status && channel.probe_status !== "ok" ? h("span.sub", "probe: " + channel.probe_status) : null,
        channel.probe_error ? h("span.sub.fault", channel.probe_error) : null),
      h("span", h("span", (channel.plugin_id || channel.server_kind || "") + " " + (channel.plugin_version || "")),
        channel.detail ? h("span.sub", channel.detail) : null,
        ...(channel.details || []).map(each => h("span.sub", each.key + ": ", h("code", String(each.value)))),
        channel.idle_since ? h("span.sub", "no commands from the service since " + ago(channel.idle_since, now)) : null),
      count(channel.in_flight), count(channel.completed),
      channel.failed ? h("strong.fault", count(channel.failed)) : "0",
      channel.since ? ago(channel.since, now) : "–",
    ]), "No channel is configured."));
  }

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
    const isOpen = everything.querySelector("details")?.open;
    replace(everything, raw("Raw status", status));
    if (isOpen && everything.firstChild) everything.firstChild.open = true;
  });

  return { id: "overview", title: "Overview", content, show: () => historyPoll.start(), hide: () => historyPoll.stop() };
}

export { get };
