// Each command with where its time went: a list that follows, and the one that is open.
import { blank, h, isMarked, offer, replace, select, setText } from "../dom.js";
import { Poll, Stream, get } from "../live.js";
import { details } from "./request.js";
import { capture } from "./request-capture.js";
import { columns, row, scaleOf, widen } from "./request-rows.js";
import { stageNames, wordOf } from "./request-words.js";

const keep = 500; // as many as the daemon remembers
const few = 200; // as many are drawn until somebody asks for all
const pace = 250; // ms between two drawings: hundreds of commands a second must not keep the browser busy

export function requests(shell) {
  const records = new Map(); // by sequence
  const revisions = new Map(); // by sequence: of the record that is known
  const rows = new Map(); // by sequence: { record, node, bar }
  let selected = null;
  let toReveal = null; // the one that was just opened
  let isPaused = false;
  let frozenAt = 0; // the newest that is shown while the view is frozen
  let isVisible = false;
  let most = few;
  let order = { column: columns[0], isDown: true };
  let scale = 1;
  let newest = 0; // the newest that was seen at the top of the list
  let revision = 0; // of the list: the stream begins there

  const text = h("input", { type: "search", placeholder: "id, method, tool, error", "aria-label": "Filter by text" });
  const channel = select("Channel", [["", "all"]]);
  const status = select("Status", [["", "all"], ["ok", "ok"], ["failed", "failed"], ["pending", "pending"]]);
  const pause = h("button.small", { "aria-pressed": "false", onclick: togglePause }, "Pause");
  const capturing = capture();
  const counter = h("span.quiet");
  const legend = h("span.legend", Object.entries(stageNames).map(([stage, name]) => h("span", h("i", { data: { stage } }), name)));
  const heads = columns.map(column => h("th", { scope: "col", className: column.name || "" },
    column.sort ? h("button.sort", { onclick: () => sortBy(column) }, column.label) : column.label));
  const body = h("tbody");
  const tableNode = h("table.requests", h("caption.visually-hidden", "Recent commands"), h("thead", h("tr", heads)), body);
  const empty = h("div");
  const older = h("div.older", { hidden: true });
  const newer = h("button.small.newer", { hidden: true, onclick: () => { list.scrollTop = 0; } });
  const list = h("div.scroller", { tabIndex: 0, role: "region", "aria-label": "Recent commands" }, tableNode, empty, older);
  const pane = details({ leave });
  const split = h("div.split", list, newer, pane.node);
  const content = h("div.stack", h("div.toolbar", text, channel.label, status.label, pause, capturing.button, capturing.note, counter, legend), split);

  for (const input of [text, channel.input, status.input]) input.addEventListener("input", () => render());
  list.addEventListener("scroll", showNewer);
  body.addEventListener("click", event => {
    const found = event.target.closest("tr");
    if (found && !isMarked(body)) choose(Number(found.dataset.sequence));
  });

  function togglePause() {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    frozenAt = latest();
    setText(pause, isPaused ? "Resume" : "Pause");
    if (!isPaused) render();
  }

  function latest() { return Math.max(0, ...records.keys()); }

  function sortBy(column) {
    order = { column, isDown: order.column === column ? !order.isDown : true };
    list.scrollTop = 0;
    render();
  }

  function matches(record) {
    if (isPaused && record.sequence > frozenAt) return false;
    if (channel.input.value && record.channel !== channel.input.value) return false;
    const isFailed = !["ok", "pending"].includes(record.status);
    if (status.input.value === "failed" ? !isFailed : status.input.value && record.status !== status.input.value) return false;
    const wanted = text.value.trim().toLowerCase();
    return !wanted || [record.request_id, record.rpc_method, record.tool, record.channel, wordOf(record.status), record.error?.text]
      .some(value => value?.toLowerCase().includes(wanted));
  }

  // A list may have been made before, and come after, what the stream brought.
  function merge(found, at) {
    for (const record of found) {
      if (at < revisions.get(record.sequence)) continue;
      revisions.set(record.sequence, at);
      const before = records.get(record.sequence);
      // What did not change keeps its row.
      if (before && JSON.stringify(before) === JSON.stringify(record)) continue;
      records.set(record.sequence, record);
      offer(channel.input, [record.channel]);
      pane.changed(record);
    }
    while (records.size > keep) forget(Math.min(...records.keys()));
    if (!isPaused) schedule();
    else if (latest() > frozenAt) setText(pause, "Resume (" + (latest() - frozenAt) + " new)");
  }

  function forget(sequence) {
    records.delete(sequence);
    revisions.delete(sequence);
  }

  let timer = 0, drawnAt = 0;
  function schedule() {
    if (timer || !isVisible) return;
    timer = setTimeout(() => requestAnimationFrame(() => { timer = 0; render(); }), drawnAt + pace - performance.now());
  }

  function sorted() {
    const value = order.column.sort;
    // What has no value yet, as a pending one, stands at the end.
    return [...records.values()].filter(matches).sort((a, b) => {
      const first = value(a) ?? -1, second = value(b) ?? -1;
      return (first < 0 || second < 0 ? second - first : order.isDown ? second - first : first - second) || b.sequence - a.sequence;
    });
  }

  function rowOf(record) {
    let entry = rows.get(record.sequence);
    if (entry?.record !== record) {
      const hadFocus = entry?.node.contains(document.activeElement);
      const fresh = row(record);
      entry?.node.replaceWith(fresh.node);
      if (hadFocus) fresh.node.querySelector("button").focus({ preventScroll: true });
      rows.set(record.sequence, entry = fresh);
      widen(entry, scale);
    }
    mark(entry);
    return entry.node;
  }

  function mark({ record, node }) {
    const isOpen = record.sequence === selected;
    node.className = isOpen ? "selected" : "";
    node.querySelector("button").setAttribute("aria-expanded", String(isOpen));
  }

  function render() {
    drawnAt = performance.now();
    if (isMarked(body)) return; // somebody is about to copy
    const anchor = held(), before = topOf(anchor);
    const all = sorted();
    // What somebody looks at is not pushed out by what comes.
    const reach = [anchor, selected].map(sequence => sequence ? all.findIndex(record => record.sequence === sequence) + 50 : 0);
    const shown = all.slice(0, Math.max(most, ...reach));
    showEmpty(shown.length, records.size);
    const wanted = scaleOf(shown);
    if (wanted !== scale) {
      scale = wanted;
      for (const entry of rows.values()) widen(entry, scale);
    }
    const gone = new Set(body.children);
    let at = body.firstElementChild;
    for (const record of shown) {
      const node = rowOf(record);
      gone.delete(node);
      // Rows that stay are not moved.
      if (at && !at.isConnected) at = node.nextElementSibling;
      else if (node === at) at = at.nextElementSibling;
      else body.insertBefore(node, at);
    }
    for (const node of gone) {
      const sequence = Number(node.dataset.sequence);
      if (rows.get(sequence)?.node === node) rows.delete(sequence);
      node.remove();
    }
    const after = topOf(anchor);
    if (before !== null && after !== null) list.scrollTop += after - before;
    heads.forEach((head, index) => {
      if (columns[index] === order.column) head.setAttribute("aria-sort", order.isDown ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    setText(counter, all.length === records.size ? records.size + (records.size === 1 ? " command" : " commands") : all.length + " of " + records.size);
    older.hidden = all.length <= shown.length;
    if (!older.hidden) replace(older, h("span.quiet", shown.length + " of " + all.length + " are shown"),
      h("button.small", { onclick: () => { most = keep; render(); } }, "Show all"));
    if (toReveal) reveal();
    showNewer();
  }

  // Whoever comes by a link sees the row, too.
  function reveal() {
    const node = rows.get(toReveal)?.node;
    if (!node?.isConnected) return;
    if (list.scrollHeight > list.clientHeight && !isSeen(node)) list.scrollTop = node.offsetTop - list.clientHeight / 2;
    toReveal = null;
  }

  function showEmpty(shown, known) {
    tableNode.hidden = shown === 0;
    const isReady = shell.status?.readiness?.ready !== false;
    replace(empty, shown ? null : known ? blank("No command matches the filter")
      : blank("No commands yet", isReady ? "They appear here as the service sends them."
        : h("span", "The tunnel is not ready: ", h("a", { href: "#overview" }, "see why"), ".")));
  }

  function isSeen(node) {
    return node.offsetTop + node.offsetHeight > list.scrollTop && node.offsetTop < list.scrollTop + list.clientHeight;
  }

  function topOf(sequence) {
    const node = rows.get(sequence)?.node;
    return node?.isConnected ? node.offsetTop : null;
  }

  // The command whose row must not move: the open one, or the first that is seen.
  function held() {
    const top = list.scrollTop;
    const open = rows.get(selected)?.node;
    if (open?.isConnected && isSeen(open)) return selected;
    const first = top > 0 ? [...body.children].find(node => node.offsetTop >= top) : null;
    return first ? Number(first.dataset.sequence) : null;
  }

  function showNewer() {
    if (!newest || list.scrollTop < 8 || isPaused || order.column !== columns[0]) newest = latest();
    const above = [...records.values()].filter(record => record.sequence > newest && matches(record)).length;
    newer.hidden = !above;
    setText(newer, "↑ " + above + " new");
  }

  // One that is gone leaves the focus to the list.
  function focusRow(sequence) { (body.querySelector(`tr[data-sequence="${sequence}"] button`) || list).focus({ preventScroll: true }); }

  // Up and down (or k and j) go from row to row, Home and End to the ends, Escape closes.
  function key(event) {
    if (event.key === "Escape" && !pane.node.hidden) return leave();
    const inList = list.contains(event.target) || event.target === document.body;
    const isLetter = event.key === "j" || event.key === "k";
    if (!isLetter && (!inList || event.target === document.body)) return;
    const shown = [...body.children];
    const from = document.activeElement?.closest?.(".requests tr");
    const index = shown.indexOf(from || rows.get(selected)?.node);
    const target = { ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (target === undefined || !shown.length || (event.target === list && !isLetter && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const next = shown[Math.max(0, Math.min(shown.length - 1, target))];
    next.querySelector("button").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    if (selected && Number(next.dataset.sequence) !== selected) choose(Number(next.dataset.sequence));
  }

  function choose(sequence) {
    if (sequence === selected) return leave();
    // From one to the next is one step back in the browser's history, not many.
    if (selected) location.replace("#requests/" + sequence);
    else location.hash = "requests/" + sequence;
    // On a narrow screen the details stand above the list.
    if (matchMedia("(max-width: 60rem)").matches) requestAnimationFrame(() => split.scrollIntoView({ block: "start" }));
  }

  function leave() {
    const before = selected;
    if (location.hash === "#requests") open(""); else location.hash = "requests";
    requestAnimationFrame(() => focusRow(before));
  }

  function open(rest) {
    selected = Number(rest) || null;
    split.classList.toggle("open", Boolean(selected));
    pane.open(selected);
    toReveal = selected;
    rows.forEach(mark);
    if (isVisible && !isPaused) render();
  }

  // Another process counts from one again; what one reads stays.
  shell.onRestart(() => {
    stream.reset();
    records.clear();
    revisions.clear();
    newest = frozenAt = revision = 0;
    run += 1;
    if (selected) {
      selected = toReveal = null;
      history.replaceState(null, "", isVisible ? "#requests" : location.hash);
      pane.detach();
    }
    if (isVisible) poll.now();
  });

  // The stream goes on where the list ended: what happens between the two answers is not lost.
  const stream = new Stream(last => "/api/requests/stream?since=" + Math.max(revision, last),
    { request: (record, id) => merge([record], Number(id)) }, state => { poll.interval = state === "open" ? 15000 : 2000; });
  let run = 0; // how many restarts were seen
  async function load() {
    const mine = run;
    try {
      const answer = await get("/api/requests?limit=" + keep);
      if (mine !== run) return; // of the process before: the next answer is under way
      revision = answer.revision;
      merge(answer.requests.reverse(), revision);
      capturing.show(answer.capture);
      pane.retry();
    } catch { /* the badge says that nobody answers */ }
    if (isVisible) stream.start();
    if (!isPaused || !body.childElementCount) render();
  }
  // The stream may have missed some while the page was hidden, or have no place.
  const poll = new Poll(15000, load);

  return { id: "requests", title: "Requests", content, open, key,
    show() { isVisible = true; poll.start(); },
    hide() { isVisible = false; poll.stop(); stream.stop(); } };
}
