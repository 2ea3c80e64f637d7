// Which OAuth metadata the MCP server has, and how it was looked for.
import { badge, blank, facts, fold, h, loading, raw, replace, table } from "../dom.js";
import { ago } from "../format.js";
import { Poll, getIfThere } from "../live.js";

const tones = { fetched: "good", selected: "good", error: "bad", tried: "warn", pending: "warn", skipped: "idle" };

export function oauth() {
  const top = h("div", loading());
  const steps = h("div");
  const documents = h("div.stack");
  const discovery = h("section", { hidden: true }, h("h2.section", "Discovery"), steps);
  const content = h("div.stack", top, discovery, documents);

  function headers(named) {
    return Object.entries(named).map(([name, values]) => name + ": " + [values].flat().join(", ")).join("\n");
  }

  function state(attempt) {
    if (attempt.selected) return "fetched";
    if (attempt.error) return "error";
    return attempt.tried ? "tried" : "skipped";
  }

  // The names are those of the API; what they mean stands before them.
  const means = { www_authenticate: "Named by the server", well_known_path: "Well-known address with the path", well_known_root: "Well-known address of the host",
    candidate: "To be asked" };

  function row(priority, step, attempt) {
    const name = attempt.pending ? "pending" : state(attempt);
    return [String(priority), h("span", means[step] || "Metadata of the authorization server", h("span.sub", step)), h("code.wrap", attempt.url || "–"), h("span", badge(tones[name], name),
      attempt.status_code ? h("span.sub", "HTTP " + attempt.status_code) : null, attempt.error ? h("span.sub.fault", attempt.error) : null,
      attempt.warning ? h("span.sub", attempt.warning) : null,
      attempt.headers ? fold("Headers", headers(attempt.headers), { key: step + attempt.url }) : null)];
  }

  async function load() {
    let answer = null;
    try { answer = await getIfThere("/api/oauth"); } catch (error) {
      // What is known stays.
      if (error.status && discovery.hidden) replace(top, blank("The state of OAuth cannot be had", error.message));
      return;
    }
    discovery.hidden = !answer;
    if (!answer) {
      replace(documents);
      return replace(top, blank("Nothing is known about OAuth", "This client does not look for OAuth metadata."));
    }
    const metadata = answer.metadata || {};
    const says = { www_authenticate: "The server advertises its metadata in WWW-Authenticate.", well_known: "Found at a well-known address.",
      not_advertised: "The MCP server does not advertise OAuth: callers need no token." }[answer.metadata_source];
    replace(top, h("section.card", h("h3", "OAuth"), h("p", answer.pending ? "Discovery is under way." : answer.error || says || "Nothing is known yet."),
      facts([["Metadata", metadata.url ? h("code.wrap", metadata.url) : null], ["Fetched", metadata.fetched_at ? ago(metadata.fetched_at) : null],
        ["HTTP status", metadata.status_code], ["Issuer", answer.selected_authorization_server ? h("code.wrap", answer.selected_authorization_server) : null],
        ["Issuers named", answer.authorization_server_count || null], ["Which is used", answer.auth_server_metadata_mode]])));
    let priority = 0;
    const rows = (metadata.attempts || []).map(each => row(++priority, each.source, each));
    for (const each of metadata.auth_server_metadata?.attempts || []) {
      rows.push(row(++priority, "auth_server_meta " + (each.document || "") + (each.path_style ? " (" + each.path_style + ")" : ""), each));
    }
    if (!rows.length) for (const url of answer.discovery_urls || []) rows.push(row(++priority, "candidate", { url, pending: answer.pending }));
    replace(steps, table("Discovery steps", [["Priority"], ["Step"], ["URL"], ["Status"]], rows, "Nothing was tried yet."));
    replace(documents, metadata.headers ? fold("Headers of the answer", headers(metadata.headers)) : null,
      metadata.body_text ? fold("Answer that is not JSON", metadata.body_text) : null,
      metadata.body ? raw("Protected resource metadata", metadata.body) : null,
      ...(metadata.auth_server_metadata?.attempts || []).filter(each => each.body).map(each => raw("Authorization server metadata: " + each.url, each.body)));
  }

  const poll = new Poll(15000, load);
  return { id: "oauth", title: "OAuth", content, show: () => poll.start(), hide: () => poll.stop() };
}
