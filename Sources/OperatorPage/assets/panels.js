// Tabs that plugins bring along: `panel(container, api)` of their script fills one when it is first shown.
import { blank, h } from "./dom.js";
import { Poll, Stream, get, getIfThere, send } from "./live.js";

/** What a panel may ask: its own plugin's endpoints, by the path below the mount. */
function api(base) {
  return {
    base,
    get: path => get(base + path),
    send: (method, path, body) => send(method, base + path, body),
    stream: (path, handlers, onState) => new Stream(base + path, handlers, onState),
    poll: (interval, task) => new Poll(interval, task),
  };
}

function section(plugin) {
  const { title, script, tab, api: base } = plugin.panel;
  const content = h("div.stack");
  let loading = null;
  async function load() {
    try {
      return await (await import(script)).panel(content, api(base)) || {};
    } catch (error) {
      content.replaceChildren(blank("The panel of " + plugin.id + " cannot be shown", error.message));
      return {};
    }
  }
  return { id: tab, title, content,
    async show() { loading ||= load(); (await loading).show?.(); },
    async hide() { (await loading)?.hide?.(); } };
}

/** Calls `add` with a section for each plugin that has a script for one. */
export async function loadPanels(add) {
  let plugins = [];
  try { plugins = (await getIfThere("/api/plugins"))?.plugins || []; } catch { /* an older daemon, or no access: no tabs */ }
  for (const plugin of plugins) if (plugin.panel?.script) add(section(plugin));
}
