// The shell: tabs in the URL fragment, badges, theme, and who is asked when.
import { h, setText, toast } from "./dom.js";
import { span } from "./format.js";
import { Poll, forgetMissing, get } from "./live.js";
import { overview } from "./tabs/overview.js";
import { requests } from "./tabs/requests.js";
import { metrics } from "./tabs/metrics.js";
import { logs } from "./tabs/logs.js";
import { plugins } from "./tabs/plugins.js";
import { oauth } from "./tabs/oauth.js";
import { harpoon } from "./tabs/harpoon.js";
import { system } from "./tabs/system.js";
import { assistant } from "./tabs/assistant.js";
import { loadPanels } from "./panels.js";
import { hasSingleKeys, keyHelp } from "./keys.js";

const $ = id => document.getElementById(id);
const state = { status: null, listeners: new Set(), onLost: new Set(), onRestart: new Set(), answeredAt: 0, own: "" };

// What tabs get to know of the rest of the page.
const shell = {
  get status() { return state.status; },
  onStatus(listener) { state.listeners.add(listener); if (state.status) listener(state.status); },
  onLost(listener) { state.onLost.add(listener); },
  onRestart(listener) { state.onRestart.add(listener); },
  // A stream that breaks, or is back, is the first to know of it.
  setLogsBadge(tone, text) {
    setBadge("logs", tone, "Logs: " + text);
    if (tone === "idle" || !state.status) return;
    statusPoll.now();
    badgePoll.now();
  },
  go(id) { location.hash = id; },
};

const sections = [overview, requests, metrics, logs, plugins, oauth, harpoon, system, assistant]
  .map(make => make(shell));
let current = null;

function add(section) {
  section.tab = h("button", { role: "tab", id: "tab-" + section.id, "aria-controls": "panel-" + section.id,
    "aria-selected": "false", tabIndex: -1, onclick: () => { location.hash = section.id; } }, section.title);
  section.panel = h("div.panel", { role: "tabpanel", id: "panel-" + section.id, "aria-labelledby": "tab-" + section.id,
    tabIndex: 0, hidden: true }, h("h2.visually-hidden", section.title), section.content);
  $("tabs").append(section.tab);
  $("main").append(section.panel);
}

function build() {
  sections.forEach(add);
  $("tabs").addEventListener("keydown", event => {
    const index = sections.indexOf(current);
    const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: sections.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = sections[(target + sections.length) % sections.length];
    location.hash = next.id;
    show(next.id);
    next.tab.focus();
  });
}

function show(id) {
  const [name, ...rest] = id.split("/");
  const next = sections.find(section => section.id === name) || sections[0];
  if (next !== current) {
    current?.hide?.();
    for (const section of sections) {
      const isSelected = section === next;
      section.tab.setAttribute("aria-selected", String(isSelected));
      section.tab.tabIndex = isSelected ? 0 : -1;
      section.panel.hidden = !isSelected;
    }
    current = next;
    // Not scrollIntoView: that would scroll the page, too.
    const { tab } = next, strip = $("tabs");
    strip.scrollLeft = Math.max(Math.min(strip.scrollLeft, tab.offsetLeft - 32), tab.offsetLeft + tab.offsetWidth + 32 - strip.clientWidth);
    statusPoll.interval = pace();
    if (statusPoll.interval === 2000 && state.status) statusPoll.now();
    next.show?.();
  }
  next.open?.(rest.join("/"));
}

// `/` goes to the search of the tab, `?` says which keys there are; a tab may have keys of its own.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, select, textarea, dialog")) return;
  if (event.key.length === 1 && event.key !== " " && !hasSingleKeys()) return;
  if (event.key === "?") {
    event.preventDefault();
    $("keys").click();
  } else if (event.key === "/") {
    const search = current.panel.querySelector('input[type="search"]');
    if (!search?.checkVisibility()) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else {
    current.key?.(event);
  }
}

// Who looks at the state, and who waits for the daemon to come back, wants to know soon.
function pace() { return !$("offline").hidden || ["overview", "plugins"].includes(current?.id) ? 2000 : 10000; }

function setBadge(name, tone, text) {
  const node = $("badge-" + name);
  node.dataset.tone = tone;
  node.title = text;
  setText(node.firstElementChild, text);
}

async function probe(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(5000) });
  return { ok: response.ok, text: (await response.text()).trim() };
}

// live is good; a body with "pending" warns; any other 503 is bad.
const badgePoll = new Poll(5000, async () => {
  try {
    const [health, ready] = await Promise.all([probe("/healthz"), probe("/readyz")]);
    setBadge("health", health.ok ? "good" : "bad", "Health: " + health.text);
    const tone = ready.ok ? (ready.text === "ready" ? "good" : "warn") : ready.text.includes("pending") ? "warn" : "bad";
    setBadge("ready", tone, !ready.ok ? "Not ready: " + ready.text : tone === "good" ? "Ready" : "Ready: " + ready.text);
    document.title = (ready.ok ? "Ready" : "Not ready") + " · tunnel-client";
  } catch {
    setBadge("health", "bad", "Health: no answer");
    setBadge("ready", "bad", "Ready: no answer");
    document.title = "No answer · tunnel-client";
  }
});

const statusPoll = new Poll(2000, async () => {
  const before = state.status;
  try {
    state.status = await get("/api/status");
  } catch (error) {
    return error.status === 401 ? askForToken() : lost(error);
  }
  state.answeredAt = performance.now();
  $("offline").hidden = true;
  document.body.classList.remove("stale");
  welcome();
  if (before && before.instance_id !== state.status.instance_id) restarted();
  // The page itself is of the version that answered first.
  state.own ||= state.status.version;
  $("outdated").hidden = state.own === state.status.version;
  setText($("version"), state.status.version);
  for (const listener of state.listeners) listener(state.status);
  statusPoll.interval = pace();
});

// What is said aloud is said once.
function lost(error) {
  document.body.classList.add("stale");
  $("offline").hidden = false;
  setText($("offline").firstElementChild, error.status ? "tunnel-client answers with an error: " + error.message : "No answer from tunnel-client.");
  const age = state.answeredAt ? "What you see is " + span((performance.now() - state.answeredAt) / 1000) + " old. " : "";
  setText($("offline").lastElementChild, age + "Trying again.");
  for (const listener of state.onLost) listener(error);
  statusPoll.interval = pace();
}

// Another process answers at the same address: it counts anew, and may have other plugins.
function restarted() {
  forgetMissing();
  for (const listener of state.onRestart) listener();
  loadPanels(addPanel);
  toast("tunnel-client was started again");
}

// The token went with the process that printed it: a new one wants a new one.
function askForToken() {
  $("offline").hidden = true;
  document.body.classList.add("stale");
  if (!$("login").hidden) return;
  $("login").hidden = false;
  // Not out of a field that somebody writes in.
  if (document.activeElement === document.body) $("token").focus();
}

function welcome() {
  const login = $("login");
  if (login.hidden) return;
  const hadFocus = login.contains(document.activeElement);
  login.hidden = true;
  if (hadFocus) $("main").focus();
}

function freshness() {
  if (!state.answeredAt) return;
  const age = (performance.now() - state.answeredAt) / 1000;
  setText($("fresh"), age < 12 && $("offline").hidden ? "Live" : "Updated " + span(age) + " ago");
}

const themes = { auto: ["follow the system", "◐"], light: ["light", "☀"], dark: ["dark", "☾"] };
function applyTheme(name) {
  const [label, sign] = themes[name];
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  $("theme").textContent = sign;
  $("theme").setAttribute("aria-label", "Theme: " + label);
  $("theme").title = "Theme: " + label;
}

function theme() {
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  let name = stored() in themes ? stored() : "auto";
  applyTheme(name);
  // Another window of this page has chosen.
  addEventListener("storage", event => {
    if (event.key === "theme" && event.newValue in themes) applyTheme(name = event.newValue);
  });
  $("theme").addEventListener("click", () => {
    const names = Object.keys(themes);
    name = names[(names.indexOf(name) + 1) % names.length];
    try { localStorage.setItem("theme", name); } catch { /* private mode: for this page only */ }
    applyTheme(name);
    toast("Theme: " + themes[name][0]);
  });
}

theme();
build();
addEventListener("hashchange", () => show(location.hash.slice(1)));
document.addEventListener("keydown", onKey);
// A fragment that names no tab leads to none: the skip link's, for one.
$("skip").addEventListener("click", event => { event.preventDefault(); $("main").focus(); });
show(location.hash.slice(1));
function addPanel(section) {
  if (sections.some(each => each.id === section.id)) return;
  sections.push(section);
  add(section);
  if (location.hash.slice(1).split("/")[0] === section.id) show(section.id);
}
loadPanels(addPanel);
keyHelp();
// Whoever signs in comes back to where they were.
$("login").addEventListener("submit", () => { $("login").action = "/ui" + location.hash; });
badgePoll.start();
statusPoll.start();

// A second that took half a minute: the machine slept, and what was open may be dead.
let lastTick = Date.now();
setInterval(() => {
  const slept = Date.now() - lastTick > 30000;
  lastTick = Date.now();
  if (document.hidden) return;
  freshness();
  if (!slept) return;
  dispatchEvent(new Event("wake"));
  statusPoll.now();
  badgePoll.now();
}, 1000);
document.addEventListener("visibilitychange", () => { lastTick = Date.now(); });
