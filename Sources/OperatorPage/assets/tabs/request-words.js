// The words and colours of a command, for the list and for the one that is open.
import { h } from "../dom.js";

const tones = { ok: "good", pending: "idle", rpc_error: "warn", tool_error: "warn", cancelled: "idle", dropped: "warn" };

export const stageNames = { queued: "Waiting", plugin: "Plugin", mcp: "MCP server", post: "Answer posted" };

export function toneOf(status) { return tones[status] || "bad"; }

export function wordOf(status) { return status.replaceAll("_", " "); }

/** The tool tells one call from the next: it comes first, to be cut last. */
export function titleOf(record) {
  const method = record.rpc_method || record.kind.replaceAll("_", " ");
  return record.tool ? [h("strong", record.tool), h("span.quiet", " " + method)] : h("strong", method);
}
