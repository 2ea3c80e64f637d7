// What the process trusts, which ways it takes, and every setting with where it came from.
import { badge, blank, card, facts, h, loading, path, raw, replace, table } from "../dom.js";
import { ago, clock, day } from "../format.js";
import { Poll, getIfThere } from "../live.js";

export function system() {
  const trust = h("div.cards", loading());
  const certificates = h("div");
  const routes = h("div");
  const filter = h("input", { type: "search", placeholder: "setting, value or source", "aria-label": "Filter settings" });
  const onlyGiven = h("input", { type: "checkbox", checked: true });
  const settings = h("div");
  const problems = h("div");
  const everything = h("div");
  let configuration = null;
  const proxies = h("div");
  const ways = h("section", { hidden: true }, h("h2.section", "Ways out"), routes);
  const configured = h("section", { hidden: true }, h("div.heading", h("h2.section", "Configuration"),
    h("div.toolbar", h("label.check", onlyGiven, " Hide defaults"), filter)), problems, settings);
  const content = h("div.stack", trust, certificates, ways, proxies, configured, everything);
  for (const input of [filter, onlyGiven]) input.addEventListener("input", showSettings);

  const states = { healthy: ["good", "reachable"], unhealthy: ["bad", "unreachable"], direct: ["idle", "direct"] };

  function showTrust(tls) {
    const own = tls.system_trust || {};
    const extra = tls.extra_bundle;
    replace(trust, card("System trust", facts([["In use", own.enabled ? "yes" : "no"], ["From", own.source],
      ["Paths", (own.source_paths || []).length ? h("ul.plain", own.source_paths.map(each => h("li", path(each)))) : null], ["Note", own.fallback_note]])),
    card("Extra CA bundle", extra ? facts([["File", extra.path ? path(extra.path) : "–"], ["Certificates", String(extra.cert_count)],
      ["Unreadable", extra.parse_errors || null]]) : h("p.quiet", "None: --ca-bundle adds one.")));
    replace(certificates, (extra?.certificates || []).length ? h("section", h("h2.section", "Certificates of the bundle"),
      table("Certificates", [["Subject"], ["Issuer"], ["Valid until"], ["State"]], extra.certificates.map(each =>
        [each.subject_cn || each.name, each.issuer_cn, each.not_after ? h("time", { dateTime: each.not_after, title: each.not_after }, day(each.not_after)) : null,
          validity(each)]), "")) : null);
  }

  // One that ends soon is worth knowing of before it does.
  function validity(certificate) {
    if (certificate.parse_status !== "ok") return badge("bad", certificate.parse_status);
    const days = Math.floor((Date.parse(certificate.not_after) - Date.now()) / 86400000);
    if (Number.isNaN(days) || days >= 30) return badge("good", "ok");
    return badge(days < 0 ? "bad" : "warn", days < 0 ? "expired" : "ends in " + days + (days === 1 ? " day" : " days"));
  }

  function showRoutes(answer) {
    replace(routes, table("Routes", [["Route"], ["Target"], ["Proxy"], ["State"], ["Last check"]], (answer.proxy_health || []).map(each => {
      const [tone, name] = states[each.health_state] || ["idle", "unknown"];
      return [h("span", each.route.name, h("span.sub", each.route.kind.replaceAll("_", " "))), h("code.wrap", each.route.target || "–"),
        each.route.route_mode === "proxy" ? h("span", h("code.wrap", each.route.proxy_url), h("span.sub", each.route.proxy_source)) : "direct",
        h("span", badge(tone, name), history(each.history)), each.last_check ? ago(each.last_check) : "–"];
    }), "No routes."));
  }

  function showProxies(list) {
    replace(proxies, list.length ? h("section", h("h2.section", "Proxies"), table("Proxies", [["Id"], ["Proxy"], ["From"]],
      list.map(each => [h("code", { title: each.proxy_id }, each.proxy_id.slice(0, 12)), h("code.wrap", each.proxy_url), each.proxy_source]), "")) : null);
  }

  function history(checks) {
    if (!checks?.length) return null;
    return h("details", h("summary", checks.length + " checks"), h("ul.plain", checks.map(check => h("li",
      clock(check.timestamp, 1) + " " + (check.success ? "ok" : (check.error_phase || "") + " " + (check.error_reason || "failed"))
      + (check.tcp_duration_ms !== undefined ? ", TCP " + check.tcp_duration_ms + " ms" : "")
      + (check.connect_duration_ms !== undefined ? ", CONNECT " + check.connect_duration_ms + " ms" : "")
      + (check.http_status_category ? ", " + check.http_status_category : "")))));
  }

  function showSettings() {
    configured.hidden = !configuration;
    if (!configuration) return;
    const wanted = filter.value.trim().toLowerCase();
    const known = (configuration.settings || []).filter(each => each.value != null);
    const rows = known.filter(each => wanted || !onlyGiven.checked || each.source?.layer !== "default").filter(each => !wanted || [each.key, each.value, each.source?.label].some(text => text?.toLowerCase().includes(wanted)));
    replace(settings, table("Settings", [["Setting"], ["Value"], ["From"]], rows.map(each => [h("code", each.key), h("code.wrap", each.value),
      h("span", each.source?.label || "–", (each.hides || []).length ? h("span.sub", "hides " + each.hides.map(other => other.label).join(", ")) : null)]),
    "No setting matches."), rows.length < known.length ? h("p.quiet", rows.length + " of " + known.length + " settings") : null);
    const said = [...(configuration.problems || []), ...(configuration.notes || [])].map(each => typeof each === "string" ? each : each.message || each.text || JSON.stringify(each));
    replace(problems, said.length ? h("section.card.warnings", { data: { tone: "warn" } }, h("ul", said.map(text => h("li", text)))) : null);
  }

  async function load() {
    let answer = null;
    try { answer = await getIfThere("/api/system"); } catch (error) {
      // What is known stays.
      if (error.status && ways.hidden) replace(trust, blank("The state of the system cannot be had", error.message));
      return;
    }
    ways.hidden = !answer;
    if (answer) {
      showTrust(answer.tls || {});
      showRoutes(answer);
      showProxies(answer.proxy_identity_map || []);
      replace(everything, raw("Raw system facts", answer));
    } else {
      replace(trust, blank("Nothing is known about certificates and proxies", "This client has no answer at /api/system."));
    }
    try { configuration = await getIfThere("/api/config"); } catch { /* what is known stays */ }
    showSettings();
  }

  const poll = new Poll(10000, load);
  return { id: "system", title: "System", content, show: () => poll.start(), hide: () => poll.stop() };
}
