// HTTP targets that the service may call, and its recent calls.
import { badge, facts, h, replace, table } from "../dom.js";
import { bytes, clock, prettyJSON } from "../format.js";
import { Poll, get } from "../live.js";
import { select } from "./metrics.js";

export function harpoon() {
  const top = h("div");
  const targets = h("div");
  const calls = h("div");
  const label = select("Target", [["", "all"]]);
  label.input.addEventListener("change", () => poll.now());
  const content = h("div.stack", top, h("section", h("h2.section", "Targets"), targets),
    h("section", h("h2.section", "Recent calls"), h("div.toolbar", label.label), calls));

  async function load() {
    let status, list, recent;
    try {
      const query = label.input.value ? "?label=" + encodeURIComponent(label.input.value) : "";
      [status, list, recent] = await Promise.all([get("/api/harpoon/status"), get("/api/harpoon/targets"), get("/api/harpoon/calls" + query)]);
    } catch (error) {
      replace(targets);
      replace(calls);
      return replace(top, h("p.empty", error.status === 404 ? "No plugin serves the harpoon channel." : error.message));
    }
    const open = new Set([...calls.querySelectorAll("details[open]")].map(node => node.dataset.key));
    replace(top, h("section.card", h("header", h("h3", "Harpoon"), badge(status.enabled ? "good" : "idle", status.enabled ? "enabled" : "disabled"),
      badge(status.capture_payloads ? "warn" : "idle", status.capture_payloads ? "payloads are kept" : "payloads are not kept")),
    status.reason ? h("p", status.reason) : null,
    facts([["Plaintext HTTP", status.allow_plaintext_http ? "allowed" : "refused"], ["Longest answer", bytes(status.max_response_bytes)],
      ["Redirects", String(status.max_redirects)],
      ["Routes", (status.proxy_routes || []).map(route => route.name + ": " + route.route_mode).join(", ")]])));
    const known = [...label.input.options].map(option => option.value);
    for (const each of list.targets || []) if (!known.includes(each.label)) label.input.append(new Option(each.label, each.label));
    replace(targets, table("Targets", [["Label"], ["URL"], ["From"], ["Why"]], (list.targets || []).map(each =>
      [h("strong", each.label), h("span", h("code.wrap", each.url), each.description ? h("span.sub", each.description) : null),
        [each.source, ...(each.tags || [])].filter(Boolean).join(", "), each.inclusion_reason || "–"]), "No targets."));
    replace(calls, table("Recent calls", [["Time"], ["Target"], ["Call"], ["Status"], ["Took", "number"], ["Size", "number"]],
      (recent.calls || []).map((call, index) => [clock(call.timestamp), call.label,
        h("span", h("code.wrap", call.method + " " + call.url), call.error ? h("span.sub.fault", call.error) : null,
          bodies(call, call.timestamp + index)),
        badge(call.error || call.status >= 400 ? "bad" : "good", call.status ? String(call.status) : "failed"),
        call.latency_ms + " ms", bytes(call.req_bytes) + " → " + bytes(call.resp_bytes)]), "No calls yet."));
    for (const node of calls.querySelectorAll("details")) node.open = open.has(node.dataset.key);
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
