// Makes and changes elements. Text is always set as text: nothing that a server says becomes markup.

/** h("p.quiet", { title: "x" }, "text", child): an element with a class, attributes and children. */
export function h(tag, ...rest) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  if (name === "button") node.type = name;
  for (const item of rest) add(node, item);
  return node;
}

function add(node, item) {
  if (item == null || item === false) return;
  if (Array.isArray(item)) return item.forEach(each => add(node, each));
  if (item instanceof Node) return node.append(item);
  if (typeof item !== "object") return node.append(String(item));
  for (const [key, value] of Object.entries(item)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key in node && key !== "list" && key !== "form" && !key.startsWith("aria")) node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
}

export function setText(node, value) {
  const text = value == null || value === "" ? "–" : String(value);
  if (node.textContent !== text) node.textContent = text;
}

/** Whether somebody has marked text in here, to copy it: then nothing is replaced. */
export function isMarked(node) {
  const selection = getSelection();
  return Boolean(selection && !selection.isCollapsed && selection.anchorNode && node.contains(selection.anchorNode));
}

/** Replaces a node's children when they differ; focus, what is folded out and scroll positions stay. */
export function replace(node, ...children) {
  const wanted = children.flat().filter(child => child != null && child !== false)
    .map(child => child instanceof Node ? child : document.createTextNode(String(child)));
  const fresh = document.createDocumentFragment();
  fresh.append(...wanted);
  const folded = new Map([...node.querySelectorAll("details")].map(each => [name(each), each.open]));
  if (folded.size) for (const each of fresh.querySelectorAll("details")) each.open = folded.get(name(each)) ?? each.open;
  const isSame = fresh.childNodes.length === node.childNodes.length
    && [...fresh.childNodes].every((child, index) => child.isEqualNode(node.childNodes[index]));
  if (isSame || isMarked(node)) return;
  const focus = place(node, document.activeElement);
  const scrolled = [...node.querySelectorAll("pre, .scroller")].filter(each => each.scrollTop || each.scrollLeft)
    .map(each => [place(node, each), each.scrollTop, each.scrollLeft]);
  node.replaceChildren(fresh);
  for (const [where, top, left] of scrolled) find(node, where)?.scrollTo(left, top);
  if (focus) find(node, focus)?.focus({ preventScroll: true });
}

function name(details) { return details.dataset.key || details.querySelector("summary")?.textContent; }

// Where an element stands below a node: the position among its siblings at each step, and what it is.
function place(node, element) {
  if (!element || element === node || !node.contains(element)) return null;
  const steps = [];
  for (let at = element; at !== node; at = at.parentNode) steps.unshift([...at.parentNode.children].indexOf(at));
  return { steps, tag: element.tagName };
}

function find(node, where) {
  const found = where.steps.reduce((at, step) => at?.children[step], node);
  return found?.tagName === where.tag ? found : null;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS(svgSpace, tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Copies what `value()` says at that moment; `name` tells it from others with the same label. */
export function copyButton(label, value, name) {
  return h("button.small", { "aria-label": name, onclick: async () => {
    try {
      await navigator.clipboard.writeText(value());
      toast("Copied");
    } catch {
      toast("This browser does not let the page copy; select the text instead");
    }
  } }, label);
}

let toastTimer = 0;
export function toast(text) {
  const node = document.getElementById("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 4000);
}

/** A labelled choice; options are [value, name]. */
export function select(label, options, value) {
  const input = h("select", options.map(([key, name]) => new Option(name, key, key === value, key === value)));
  return { input, label: h("label", label + " ", input) };
}

/** Adds the options that are not there yet: lists grow while the page is open. */
export function offer(input, names) {
  for (const name of names) if (![...input.options].some(option => option.value === name)) input.append(new Option(name, name));
}

export function badge(tone, text) {
  return h("span.badge", { data: { tone } }, text);
}

/** A list of facts: [[name, value], …]; a value may be an element. Facts without a value are left out. */
export function facts(rows) {
  return h("dl.facts", rows.filter(([, value]) => value != null && value !== "")
    .map(([name, value]) => h("div", h("dt", name), h("dd", value))));
}

export function card(title, ...children) {
  return h("section.card", h("h3", title), ...children);
}

/** A table: columns are [label, className]; rows are arrays of cells. On a narrow screen each row is a block. */
export function table(caption, columns, rows, empty) {
  if (!rows.length) return empty instanceof Node ? empty : h("p.empty", empty);
  return h("div.scroller", { tabIndex: 0, role: "region", "aria-label": caption },
    h("table", h("caption.visually-hidden", caption),
      h("thead", h("tr", columns.map(([label, name]) => h("th", { scope: "col", className: name || "" }, label)))),
      h("tbody", rows.map(cells => h("tr", cells.map((cell, index) =>
        h("td", { className: columns[index][1] || "", data: { label: columns[index][0] } }, cell ?? "–")))))));
}

/** A path that breaks behind its slashes. */
export function path(text) {
  return h("code.path", String(text).split(/(?<=\/)/).flatMap((part, index) => index ? [h("wbr"), part] : [part]));
}

/** What one sees instead of a list that is empty or cannot be had. */
export function blank(title, more) {
  return h("div.empty", h("p", h("strong", title)), more ? h("p", more) : null);
}

/** Text that is folded away; `key` tells it from others, so that it stays as it is from update to update. */
export function fold(title, text, { key = title, isOpen = false, copyable } = {}) {
  return h("details.raw", { open: isOpen, data: { key } }, h("summary", title),
    copyable ? h("div.above", copyButton("Copy", () => copyable, "Copy: " + title)) : null, h("pre", { tabIndex: 0 }, text));
}

/** What stands where an answer will be. */
export function loading() { return h("p.quiet", "Loading"); }

export function raw(title, value) { return fold(title, JSON.stringify(value, null, 2)); }
