// HTTP targets that the service may call, and its recent calls.
import { badge, blank, facts, h, loading, offer, replace, select, table } from "../dom.js";
import { bytes, clock, micro, prettyJSON } from "../format.js";
import { Poll, get, getIfThere } from "../live.js";

export function harpoon() {
  const top = h("div", loading());
  const routes = h("div");
  const targets = h("div");
  const calls = h("div");
  const label = select("Target", [["", "all"]]);
  label.input.addEventListener("change", () => poll.now());
  const lists = h("div.stack", { hidden: true }, h("section", h("h2.section", "Routes"), routes), h("section", h("h2.section", "Targets"), targets),
    h("section", h("div.heading", h("h2.section", "Recent calls"), label.label), calls));
  const content = h("div.stack", top, lists);

  async function load() {
    const wanted = label.input.value;
    let status = null, list, recent, problem = "A plugin that serves the harpoon channel lets the service call HTTP targets that you name.";
    try {
      status = await getIfThere("/api/harpoon/status");
      const query = wanted ? "?label=" + encodeURIComponent(wanted) : "";
      if (status) [list, recent] = await Promise.all([get("/api/harpoon/targets"), get("/api/harpoon/calls" + query)]);
    } catch (error) {
      // What is known stays.
      if (error.status && lists.hidden) replace(top, blank("Harpoon's state cannot be had", error.message));
      return;
    }
    if (wanted !== label.input.value) return; // the answer to what is chosen now is under way
    lists.hidden = !status;
    if (!status) return replace(top, blank("Harpoon is not in use", problem));
    replace(top, h("section.card", h("header", h("h3", "Harpoon"), badge(status.enabled ? "good" : "idle", status.enabled ? "enabled" : "disabled"),
      badge(status.capture_payloads ? "warn" : "idle", status.capture_payloads ? "payloads are kept" : "payloads are not kept")),
    status.reason ? h("p", status.reason) : null,
    facts([["Plaintext HTTP", status.allow_plaintext_http ? "allowed" : "refused"], ["Longest answer", bytes(status.max_response_bytes)],
      ["Redirects", "at most " + status.max_redirects]])));
    const ways = status.proxy_routes || [];
    routes.parentNode.hidden = !ways.length;
    replace(routes, table("Routes", [["Target"], ["Address"], ["Way"], ["Proxy"]], ways.map(route => [h("strong", route.name), h("code.wrap", route.target || "–"), route.route_mode,
      route.proxy_url ? h("span", h("code.wrap", route.proxy_url), h("span.sub", route.proxy_source)) : "–"]), ""));
    offer(label.input, (list.targets || []).map(each => each.label));
    replace(targets, table("Targets", [["Label"], ["URL"], ["From"], ["Why"]], (list.targets || []).map(each =>
      [h("strong", each.label), h("span", h("code.wrap", each.url), each.description ? h("span.sub", each.description) : null),
        [...new Set([each.source, ...(each.tags || [])])].filter(Boolean).join(", "), each.inclusion_reason || "–"]), "No targets."));
    replace(calls, table("Recent calls", [["Time"], ["Target"], ["Call"], ["Status"], ["Took", "number"], ["Size", "number"]],
      (recent.calls || []).map(call => [clock(call.timestamp), call.label,
        h("span", h("code.wrap", call.method + " " + call.url), call.error ? h("span.sub.fault", call.error) : null,
          bodies(call, call.timestamp + call.label)),
        badge(call.error || call.status >= 400 ? "bad" : "good", call.status ? String(call.status) : "failed"),
        micro(call.latency_ms * 1000), bytes(call.req_bytes) + " → " + bytes(call.resp_bytes)]), "No calls yet."));
  }

  function bodies(call, key) {
    if (call.request_body === undefined && call.response_body === undefined) return null;
    const part = (name, text) => text === undefined ? null : [h("h4", name), h("pre", { tabIndex: 0 }, prettyJSON(text))];
    return h("details", { data: { key } }, h("summary", "Bodies"), part("Request", call.request_body), part("Response", call.response_body),
      part("Response as passed on", call.response_body_transformed));
  }

  const poll = new Poll(5000, load);
  return { id: "harpoon", title: "Harpoon", content, show: () => poll.start(), hide: () => poll.stop() };
}
