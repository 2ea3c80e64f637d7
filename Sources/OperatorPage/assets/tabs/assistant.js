// A chat with Codex on this machine, through the plugin that bridges to it.
import { badge, facts, h, loading, raw, replace, select, toast } from "../dom.js";
import { clock } from "../format.js";
import { Poll, Stream, getIfThere, send } from "../live.js";

const says = {
  ready: ["good", "ready"], logged_out: ["warn", "signed out"], starting: ["warn", "starting"], codex_missing: ["idle", "codex is not installed"],
  app_server_unsupported: ["bad", "this codex has no app server"], error: ["bad", "error"], not_ready: ["idle", "not started"],
};

export function assistant(shell) {
  let status = null;
  let isVisible = false;
  const chats = new Map(); // by thread: what was said, whatever came first
  const settled = new Set(); // questions that were answered: an older answer of the daemon does not bring them back
  const recent = []; // the last events, as lines
  const head = h("header.row", loading());
  const help = h("div");
  const device = h("div");
  const transcript = h("div.transcript", { role: "log", "aria-label": "Conversation", tabIndex: 0 });
  const approvals = h("div.stack");
  const prompt = h("textarea", { rows: 3, placeholder: "Ask about this tunnel (Enter sends, Shift+Enter is a new line)", "aria-label": "Prompt" });
  prompt.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const inject = h("input", { type: "checkbox", checked: true });
  const ask = h("button", { type: "submit" }, "Send");
  const stop = h("button.small", { hidden: true, onclick: () => act("turn/interrupt", { thread_id: status?.thread?.id, turn_id: status?.turn?.id }) }, "Stop");
  const form = h("form.prompt", { onsubmit: submit }, prompt, h("div.toolbar", ask, stop, h("label.check", inject, " Send the tunnel's state along")));
  const cwd = h("input", { type: "text", placeholder: "the daemon's folder", "aria-label": "Folder" });
  const model = h("input", { type: "text", placeholder: "default", "aria-label": "Model" });
  const sandbox = select("May", [["read-only", "only read"], ["workspace-write", "write in the folder"]]);
  const instructions = h("textarea", { rows: 2, "aria-label": "Developer instructions" });
  const output = h("pre", { tabIndex: 0 });
  const diagnostics = h("div");
  const settings = h("details.raw", h("summary", "Session settings"), h("div.fields", h("label", "Folder ", cwd), h("label", "Model ", model), sandbox.label,
      h("label", "Developer instructions ", instructions)), h("p.quiet", "They hold for the next chat."));
  const outputs = h("details.raw", h("summary", "Command output"), output);
  const chat = h("div.stack", { hidden: true }, transcript, approvals, form, settings, outputs, h("details.raw", h("summary", "Diagnostics"), diagnostics));
  const content = h("div.stack", h("section.card", head, help, device), chat);

  async function act(path, body) {
    try { return await send("POST", "/api/codex/" + path, body || {}); } catch (error) { toast(error.message); return null; }
    finally { poll.now(); }
  }

  // An event that names no thread is of the one that is shown.
  function chatOf(thread = status?.thread?.id ?? "") {
    if (!chats.has(thread)) chats.set(thread, { node: h("div"), items: new Map(), open: null });
    return chats.get(thread);
  }

  function say(chat, who, text) {
    const node = h("div.bubble", { data: { who } }, text);
    follow(() => chat.node.append(node));
    return node;
  }

  function follow(change) {
    const isAtEnd = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 24;
    change();
    if (isAtEnd) transcript.scrollTop = transcript.scrollHeight;
  }

  // The answer that an event adds to; codex may name it, or only say it in order.
  function answer(chat, item) {
    const found = item ? chat.items.get(item) : chat.open;
    if (found) return found;
    const node = say(chat, "assistant", "");
    if (item) chat.items.set(item, node); else chat.open = node;
    return node;
  }

  async function start() {
    return act("thread/start", { cwd: cwd.value, model: model.value, sandbox_type: sandbox.input.value, approval_policy: "on-request",
      developer_instructions: instructions.value, inject_context: inject.checked });
  }

  async function submit(event) {
    event.preventDefault();
    const text = prompt.value.trim();
    if (!text) return;
    if (ask.disabled) return;
    ask.disabled = true;
    // It comes back as an event, to every window; what could not be asked stays in the box.
    const thread = status?.thread?.id ?? (await start())?.thread_id;
    const isAsked = thread && await act("turn/start", { thread_id: thread, prompt: text, inject_context: inject.checked });
    ask.disabled = false;
    if (isAsked && prompt.value.trim() === text) prompt.value = "";
    transcript.scrollTop = transcript.scrollHeight;
  }

  function onEvent(event) {
    const chat = chatOf(event.thread_id), item = event.payload?.params?.item;
    recent.push(clock(event.time, 1) + " " + event.method + (event.summary ? ": " + event.summary : ""));
    if (recent.length > 8) recent.shift();
    if (event.method === "turn/prompt") {
      chat.open = null;
      say(chat, "user", event.payload?.prompt ?? event.summary + "…");
    } else if (event.method === "item/agentMessage/delta") {
      follow(() => answer(chat, event.item_id).append(event.delta || ""));
    } else if (event.method === "item/commandExecution/outputDelta") {
      output.append(event.delta || "");
      while (output.childNodes.length > 2000) output.firstChild.remove();
    } else if (event.method === "turn/completed") {
      const error = event.payload?.params?.turn?.error?.message;
      if (error) say(chat, "error", error);
      chat.open = null;
      poll.now();
    } else if (event.method === "error" || event.method === "process/error") {
      say(chat, "error", event.summary || event.payload?.params?.error?.message || "error");
    } else if (event.method === "item/completed") {
      // The whole of it: its beginning may have been before what the daemon remembers.
      if (item?.type === "agentMessage" && item.text) follow(() => { answer(chat, event.item_id).textContent = item.text; });
      chat.open = null;
    } else if (event.method === "account/login/completed" || event.method === "account/updated") {
      poll.now();
    }
    if (event.approval) {
      settled.delete(event.approval.id);
      showApproval(event.approval);
    }
    if (event.method === "approval/settled") settle(event.item_id);
    if (event.method === "process/exited") for (const each of [...approvals.children]) settle(each.dataset.id);
  }

  // W-72: what codex asks is answered by a person, and by nobody else.
  function showApproval(approval) {
    if (settled.has(approval.id) || [...approvals.children].some(each => each.dataset.id === approval.id)) return;
    const node = h("section.card.warnings", { data: { tone: "warn", id: approval.id } }, h("h3", "Codex asks for permission"), approval.command ? h("p", h("code.wrap", approval.command)) : null, h("p", approval.summary || ""),
      h("div.toolbar", ["accept", "decline"].map(decision => h(decision === "accept" ? "button" : "button.small", {
        onclick: async () => { node.remove(); prompt.focus(); await act("approval", { id: approval.id, decision }); } }, decision === "accept" ? "Allow once" : "Refuse"))));
    approvals.append(node);
  }

  function settle(id) {
    settled.add(id);
    for (const each of [...approvals.children]) if (each.dataset.id === id) each.remove();
  }

  function show() {
    const { node } = chatOf();
    if (transcript.firstChild !== node) {
      transcript.replaceChildren(node);
      transcript.scrollTop = transcript.scrollHeight;
    }
    const [tone, name] = says[status.state] || ["idle", status.state];
    const account = status.account;
    replace(head, h("h3", "Codex"), badge(tone, name),
      account ? badge("idle", [account.email || account.type, account.plan_type].filter(Boolean).join(", ")) : null,
      h("span.quiet", status.thread ? "chat " + status.thread.id : ""),
      status.state === "ready" ? h("button.small", { onclick: start }, status.thread ? "New chat" : "Start chat") : null,
      status.state === "logged_out" && !status.login?.pending ? h("button", { onclick: () => act("login/device") }, "Sign in") : null);
    replace(help, status.state === "codex_missing"
      ? h("p", (status.last_error || "codex is not there") + ". Install the codex command and put it on the PATH of tunnel-client; nothing else here needs it.")
      : status.last_error ? h("p.fault", status.last_error) : null);
    const login = status.login;
    replace(device, login?.pending ? h("div.device", h("p", "Open the page and enter the code:"), h("p.code", login.user_code || "…"),
      login.verification_url ? h("p", h("a", { href: safe(login.verification_url), target: "_blank", rel: "noreferrer" }, login.verification_url)) : null,
      h("button.small", { onclick: () => act("login/cancel", { login_id: login.login_id }) }, "Cancel")) : null);
    for (const approval of status.approvals || []) showApproval(approval);
    stop.hidden = status.turn?.status !== "inProgress" && status.turn?.status !== "in_progress";
    // Nobody is shown a box that takes nothing; what was said stays to be read.
    for (const part of [form, settings, outputs]) part.hidden = status.state !== "ready";
    const info = status.initialize_info || {};
    replace(diagnostics, facts([["Command", h("code", [status.command, ...(status.command_args || [])].join(" "))], ["Process", status.pid],
      ["Platform", [info.platform_family, info.platform_os].filter(Boolean).join(" / ")], ["User agent", info.user_agent], ["Codex home", info.codex_home],
      ["Signed in with", status.auth_method], ["Last error", status.last_error],
      ["Last events", recent.length ? h("ul.plain", recent.map(each => h("li", each))) : null]]), raw("Raw state", status));
  }

  function safe(url) { return /^https:\/\//.test(url) ? url : "#codex"; }

  const poll = new Poll(7000, async () => {
    try {
      const asked = [...approvals.children].map(each => each.dataset.id);
      status = await getIfThere("/api/codex/status");
      // Answered elsewhere, or by nobody.
      for (const id of asked) if (!status?.approvals?.some(each => each.id === id)) settle(id);
      chat.hidden = !status;
      // The first question starts it: whoever opened this tab waits for that.
      poll.interval = ["starting", "not_ready"].includes(status?.state) ? 1500 : 7000;
      if (status) {
        show();
        if (isVisible) stream.start();
        return;
      }
      replace(head, h("h3", "Codex"), badge("idle", "not loaded"));
      replace(help, h("p", "No assistant is loaded: it is turned off (--no-admin-ui.assistant), or the codex plugin is not beside the program. See ", h("code", "tunnel-client help plugins"), "."));
    } catch (error) {
      if (!error.status) return;
      chat.hidden = true;
      replace(head, h("h3", "Codex"), badge("bad", "no answer"));
      replace(help, h("p", error.message));
    }
  });
  // From the first that the daemon remembers.
  const stream = new Stream(last => "/api/codex/events/stream?since=" + (last || 0), { codex: onEvent,
    gap: ({ from }) => { if (from > 1) say(chatOf(), "error", "Some of what was said here is lost: the daemon keeps the last 512 events."); } });
  shell.onRestart(() => {
    stream.reset();
    chats.clear();
    settled.clear();
    approvals.replaceChildren();
    output.replaceChildren();
    status = null;
    if (isVisible) poll.now();
  });

  return { id: "codex", title: "Assistant", content,
    show() { isVisible = true; poll.start(); if (status) stream.start(); },
    hide() { isVisible = false; poll.stop(); stream.stop(); } };
}
