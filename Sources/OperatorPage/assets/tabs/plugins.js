// What is loaded: who serves what, what it may do, how it behaves.
import { badge, blank, copyButton, facts, h, loading, path, raw, replace } from "../dom.js";
import { count } from "../format.js";
import { Poll, getIfThere } from "../live.js";

export function plugins(shell) {
  const list = h("div.cards.wide", loading());
  const content = h("div.stack", list);

  function plugin(each, channels) {
    const serves = each.channels || channels.filter(channel => channel.plugin_id === each.id).map(channel => channel.name);
    const panel = each.panel ? h("p", h("a.button", { href: "#" + (each.panel.tab || "plugin-" + each.id) }, "Open " + (each.panel.title || "its panel"))) : null;
    const names = list => list?.length ? h("ul.inline", list.map(name => h("li", h("code", name)))) : null;
    return h("section.card", h("header", h("h3", each.id), h("span.quiet", each.version),
      badge(each.faults ? "bad" : "good", each.faults ? count(each.faults) + (each.faults === 1 ? " fault" : " faults") : "no faults")),
      each.summary ? h("p", each.summary) : null,
      facts([["Vendor", each.vendor], ["Channels", serves.join(", ")],
        ["Extensions", names(each.extensions)], ["Isolation", each.isolation === "none" ? "in this process" : each.isolation === "process" ? "a process of its own" : each.isolation],
        ["Process", each.pid], ["Restarts", each.restarts || null], ["API", each.mount ? h("code", "/api/" + each.mount) : null],
        ["Grants", names(each.grants) || (each.grants ? "none" : null)], ["Not granted", names(each.denied)],
        ["Library", each.path ? path(each.path) : null], ["Found", each.origin],
        ["SHA-256", each.sha256 ? h("span.copyable", h("code", { title: each.sha256 }, each.sha256.slice(0, 16) + "…"), copyButton("Copy", () => each.sha256, "Copy the SHA-256 of " + each.id)) : null]]),
      panel, each.config ? raw("Configuration of " + each.id, each.config) : null,
      each.config_schema ? raw("Schema of its configuration: " + each.id, each.config_schema) : null);
  }

  async function load() {
    const channels = shell.status?.channels || [];
    const found = (await getIfThere("/api/plugins").catch(() => null))?.plugins || shell.status?.plugins;
    if (!found) return;
    replace(list, found.length ? found.map(each => plugin(each, channels)) : blank("No plugin is loaded"));
  }

  const poll = new Poll(5000, load);
  return { id: "plugins", title: "Plugins", content, show: () => poll.start(), hide: () => poll.stop() };
}
