/// `/assets/app.js`.
enum Script {
  static let js = #"""
    "use strict";

    const interval = 2000;
    const tones = { up: "good", starting: "warn", degraded: "warn", down: "bad", stopped: "idle" };
    const words = { up: "Up", starting: "Starting", degraded: "Degraded", down: "Down", stopped: "Stopped" };
    const exact = new Intl.NumberFormat("en");
    const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
    const $ = id => document.getElementById(id);

    let timer = 0;
    let lastAnswer = 0;
    let waiting = false;

    function text(node, value) {
      if (node.textContent !== value) node.textContent = value;
    }

    function count(number) { return (number < 1e6 ? exact : short).format(number); }

    function showCount(node, number) {
      text(node, count(number));
      node.title = number < 1e6 ? "" : exact.format(number);
    }

    function tone(state) { return tones[state] || "idle"; }

    function word(state) { return words[state] || state; }

    function span(seconds) {
      const s = Math.max(0, Math.floor(seconds));
      if (s < 60) return s + " s";
      if (s < 3600) return Math.floor(s / 60) + " min";
      if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min";
      return Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) + " h";
    }

    function roughly(seconds) { return span(seconds).split(" ").slice(0, 2).join(" ") + " ago"; }

    // Ages are measured against the daemon's clock, which this one need not agree with.
    function ago(time, now) { return span((now - Date.parse(time)) / 1000) + " ago"; }

    function element(tag, className, value) {
      const node = document.createElement(tag);
      if (className) node.className = className;
      if (value !== undefined) node.textContent = value;
      return node;
    }

    function showBar(name, now, limit) {
      text($(name + "-now"), count(now));
      text($(name + "-of"), "of " + count(limit));
      const share = limit > 0 ? Math.min(1, now / limit) : 0;
      const bar = $(name + "-bar");
      bar.firstElementChild.style.width = share * 100 + "%";
      bar.toggleAttribute("data-full", share >= 0.9);
    }

    function showControlPlane(plane, now) {
      $("cp").dataset.tone = tone(plane.state);
      text($("cp-state"), word(plane.state));
      text($("cp-detail"), plane.detail);
      text($("cp-url"), plane.url);
      const notes = [];
      notes.push(plane.last_success_at ? "Last answer " + ago(plane.last_success_at, now) : "No answer yet");
      if (plane.consecutive_failures > 0) {
        notes.push(count(plane.consecutive_failures) +
          (plane.consecutive_failures === 1 ? " failure" : " failures") + " in a row");
      }
      if (plane.last_error && plane.state !== "up" && plane.last_error !== plane.detail) notes.push(plane.last_error);
      text($("cp-last"), notes.join(" · "));
    }

    // Which side stopped: nothing is wrong here, the service has just not sent anything.
    function idle(since, now) {
      const moment = new Date(since);
      const day = now - moment < 86400000 ? "" : moment.toLocaleDateString() + " ";
      return "no commands from the service since " + day
        + moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    }

    function channelRow(name) {
      const row = element("tr");
      row.dataset.name = name;
      for (const [key, label, className] of [
        ["channel", "Channel", "half"], ["state", "State", "half end"], ["plugin", "Plugin", "wide"],
        ["inFlight", "In flight", "number"], ["completed", "Completed", "number"], ["failed", "Failed", "number"],
        ["since", "Since", "number"],
      ]) {
        const cell = element("td", className);
        cell.dataset.key = key;
        cell.dataset.label = label;
        row.append(cell);
      }
      const cell = key => row.querySelector("[data-key=" + key + "]");
      cell("channel").append(element("span", "name", name));
      cell("state").append(element("span", "badge"));
      cell("plugin").append(element("span", "id"), element("span", "sub path"), element("span", "sub detail"),
        element("span", "sub idle"));
      return row;
    }

    function showChannel(row, channel, now) {
      const cell = key => row.querySelector("[data-key=" + key + "]");
      const badge = row.querySelector(".badge");
      badge.dataset.tone = tone(channel.state);
      text(badge, word(channel.state));
      text(row.querySelector(".id"), channel.plugin_id + " " + channel.plugin_version);
      row.querySelector(".path").title = channel.plugin_path;
      text(row.querySelector(".path"), channel.plugin_path.split("/").pop());
      const detail = row.querySelector(".detail");
      text(detail, channel.detail);
      detail.hidden = !channel.detail;
      detail.classList.toggle("fault", tone(channel.state) === "bad");
      const quiet = row.querySelector(".idle");
      text(quiet, channel.idle_since ? idle(channel.idle_since, now) : "");
      quiet.hidden = !channel.idle_since;
      showCount(cell("inFlight"), channel.in_flight);
      showCount(cell("completed"), channel.completed);
      showCount(cell("failed"), channel.failed);
      cell("failed").classList.toggle("some-failed", channel.failed > 0);
      text(cell("since"), channel.since ? roughly((now - Date.parse(channel.since)) / 1000) : "–");
      cell("since").title = channel.since || "";
    }

    function showChannels(channels, now) {
      const body = document.querySelector("#channels tbody");
      const rows = new Map([...body.children].map(row => [row.dataset.name, row]));
      channels.forEach((channel, index) => {
        const row = rows.get(channel.name) || channelRow(channel.name);
        rows.delete(channel.name);
        if (body.children[index] !== row) body.insertBefore(row, body.children[index] || null);
        showChannel(row, channel, now);
      });
      rows.forEach(row => row.remove());
      $("channels-section").hidden = false;
      $("channels").hidden = channels.length === 0;
      $("no-channels").hidden = channels.length > 0;
    }

    function showPlugins(plugins) {
      $("plugins-section").hidden = plugins.length === 0;
      const items = plugins.map(plugin => {
        const item = element("li");
        const faults = plugin.faults === 0 ? "no faults"
          : count(plugin.faults) + (plugin.faults === 1 ? " fault" : " faults");
        item.append(element("span", "", plugin.id + " " + plugin.version), element("code", "", plugin.path),
          element("span", plugin.faults > 0 ? "faults" : "quiet", faults));
        return item;
      });
      const list = $("plugins");
      const isSame = list.children.length === items.length
        && items.every((item, index) => item.isEqualNode(list.children[index]));
      if (!isSame) list.replaceChildren(...items);
    }

    function show(status) {
      const now = Date.parse(status.started_at) + status.uptime_seconds * 1000;
      const ready = status.readiness.ready;
      // "ready (…)" carries a reservation that must not look like an unreserved yes.
      const reserved = ready && status.readiness.text !== "ready";
      $("hero").dataset.tone = ready ? (reserved ? "warn" : "good") : "bad";
      text($("ready"), ready ? "Ready" : "Not ready");
      text($("reason"), ready && !reserved ? "Calls pass through this tunnel." : status.readiness.text);
      document.title = (ready ? "Ready" : "Not ready") + " · tunnel-client";
      text($("version"), status.version);
      text($("tunnel"), status.tunnel_id);
      text($("uptime"), span(status.uptime_seconds));
      text($("instance"), status.instance_id);
      showControlPlane(status.control_plane, now);
      showBar("queue", status.queue.depth, status.queue.capacity);
      showBar("workers", status.workers.active, status.workers.limit);
      showChannels(status.channels, now);
      showPlugins(status.plugins);
    }

    function showFreshness() {
      if (lastAnswer === 0) return;
      const age = (performance.now() - lastAnswer) / 1000;
      text($("fresh"), age < 3 ? "Live, updated every 2 s" : "Updated " + span(age) + " ago");
      if (!$("offline").hidden) text($("offline-text"), "What you see is " + span(age) + " old. Trying again.");
    }

    function showOffline(isOffline) {
      $("offline").hidden = !isOffline;
      document.body.classList.toggle("stale", isOffline);
      if (!isOffline) return;
      document.title = "No answer · tunnel-client";
      if (lastAnswer === 0) {
        text($("offline-text"), "Trying again.");
        text($("ready"), "Unknown");
        text($("reason"), "The daemon has not answered yet.");
      }
    }

    async function update() {
      if (waiting) return;
      waiting = true;
      clearTimeout(timer);
      try {
        const response = await fetch("/api/status", { cache: "no-store", signal: AbortSignal.timeout(5000) });
        if (!response.ok) throw new Error("status " + response.status);
        show(await response.json());
        lastAnswer = performance.now();
        showOffline(false);
      } catch {
        showOffline(true);
      } finally {
        waiting = false;
        showFreshness();
        if (!document.hidden) timer = setTimeout(update, interval);
      }
    }

    document.addEventListener("visibilitychange", () => {
      if (document.hidden) clearTimeout(timer); else update();
    });
    setInterval(() => { if (!document.hidden) showFreshness(); }, 1000);
    update();

    """#
}
