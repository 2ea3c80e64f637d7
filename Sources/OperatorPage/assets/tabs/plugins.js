// What is loaded: who serves what, what it may do, how it behaves.
import { badge, facts, h, raw, replace } from "../dom.js";
import { count } from "../format.js";
import { Poll, get } from "../live.js";

export function plugins(shell) {
  const list = h("div.cards.wide");
  const content = h("div.stack", list);

  function plugin(each, channels) {
    const serves = each.channels || channels.filter(channel => channel.plugin_id === each.id).map(channel => channel.name);
    const panel = each.panel ? h("a.button", { href: each.panel.href || "#" + each.panel.tab }, each.panel.title || "Open its panel") : null;
    return h("section.card", h("header", h("h3", each.id), badge(each.faults ? "bad" : "good", each.faults ? count(each.faults) + (each.faults === 1 ? " fault" : " faults") : "no faults")),
      each.summary ? h("p", each.summary) : null,
      facts([["Version", each.version], ["Vendor", each.vendor], ["Kind", each.kind || (each.extensions || []).join(", ")],
        ["Channels", serves.join(", ")], ["Isolation", each.isolation], ["Process", each.pid], ["Restarts", each.restarts || null],
        ["Library", h("code", each.path)], ["Found", each.origin], ["SHA-256", each.sha256 ? h("code", each.sha256) : null],
        ["Grants", (each.grants || []).length ? h("ul.inline", each.grants.map(name => h("li", h("code", name)))) : null],
        ["Not granted", (each.denied || []).length ? h("ul.inline", each.denied.map(name => h("li", h("code", name)))) : null]]),
      panel, each.config_schema ? raw("Schema of its configuration", each.config_schema) : null);
  }

  async function load() {
    const channels = shell.status?.channels || [];
    let found = shell.status?.plugins || [];
    try { found = (await get("/api/plugins")).plugins || found; } catch { /* the status has the main facts */ }
    const open = new Set([...list.querySelectorAll("details[open]")].map(node => node.closest("section").querySelector("h3").textContent));
    replace(list, found.length ? found.map(each => plugin(each, channels)) : h("p.empty", "No plugin is loaded."));
    for (const node of list.querySelectorAll("details")) if (open.has(node.closest("section").querySelector("h3").textContent)) node.open = true;
  }

  const poll = new Poll(5000, load);
  return { id: "plugins", title: "Plugins", content, show: () => poll.start(), hide: () => poll.stop() };
}
