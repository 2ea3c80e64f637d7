// Line charts and sparklines in SVG. A series is { name, values: [number|null], colour? }; the newest value is the last.
import { h, replace, s } from "./dom.js";
import { clock } from "./format.js";

const colours = 8; // that styles.css has
const height = 168, left = 52, right = 12, top = 10, bottom = 22;

/** Round ticks from 0 up to at least `most`: three to five of them. */
function ticks(most, isWhole) {
  if (!(most > 0)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(most / 3));
  let step = [1, 2, 2.5, 5, 10].map(each => each * power).find(each => most / each <= 4) ?? 10 * power;
  if (isWhole) step = Math.max(1, Math.ceil(step));
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Times on the axis: whole minutes and their like, at most five. */
function moments(from, to) {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map(each => each * 1000);
  const step = steps.find(each => (to - from) / each <= 5) ?? 3600000;
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return { found, isFine: step < 60000 };
}

function line(values, x, y) {
  let path = "", isOpen = false;
  values.forEach((value, index) => {
    if (value == null) { isOpen = false; return; }
    // A lone value between gaps is a dot.
    const isLone = !isOpen && (values[index + 1] ?? null) === null;
    path += (isOpen ? "L" : "M") + x(index).toFixed(1) + " " + y(value).toFixed(1) + (isLone ? "h0" : "");
    isOpen = true;
  });
  return path;
}

function area(values, x, y, floor) {
  let path = "", start = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const isThere = index < values.length && values[index] != null;
    if (isThere && start < 0) start = index;
    if (isThere || start < 0) continue;
    path += line(values.slice(start, index), each => x(start + each), y)
      + `L${x(index - 1).toFixed(1)} ${floor}L${x(start).toFixed(1)} ${floor}Z`;
    start = -1;
  }
  return path;
}

/** Of neighbours; percentiles have no mean. */
export const mean = known => known.reduce((sum, value) => sum + value, 0) / known.length;
export const worst = known => Math.max(...known);

// One value for those up to each of `ends`.
function join(values, ends, how) {
  return ends.map((end, at) => {
    const known = values.slice(ends[at - 1] || 0, end).filter(value => value !== null);
    return known.length ? how(known) : null;
  });
}

/** A small line without axes: at most 60 values. */
export function sparkline(all, label, colour = 0, how = mean) {
  const size = Math.ceil(all.length / 60);
  const values = join(all, Array.from({ length: Math.ceil(all.length / size) }, (_, index) => (index + 1) * size), how);
  const most = Math.max(0, ...values.filter(value => value !== null)) || 1;
  const x = index => index / Math.max(1, values.length - 1) * 120;
  const y = value => 26 - value / most * 23;
  return s("svg", { viewBox: "0 0 120 28", class: "spark", role: "img", "aria-label": label, preserveAspectRatio: "none", "data-series": colour },
    s("path", { d: area(values, x, y, 28), class: "area" }),
    s("path", { d: line(values, x, y), class: "line", "vector-effect": "non-scaling-stroke" }));
}

/**
 * A chart with axes, a legend and a reading of each series at a moment: the same in all charts. It stays the same element
 * from update to update, so that nobody loses the place.
 */
export class Chart {
  #picture;
  #legend = h("div.legend");
  #means = h("span.quiet");
  #note = h("p.chart-note.quiet", { hidden: true });
  #series = [];
  #times = [];
  #span = 60000;
  #at = null; // the time that is read; null: the newest
  #cursor = s("g");
  #x = () => 0;
  #y = () => 0;
  static #all = new Set();

  constructor({ title, format, isWhole, empty }) {
    Object.assign(this, { format, isWhole, empty: empty || "Nothing happened yet." });
    // What is read moves along the time: for assistive technology that is a slider.
    this.#picture = s("svg", { role: "slider", tabindex: 0, "aria-label": title, "aria-valuemin": 0 });
    this.node = h("section.card.chart", h("h3", title, this.#means), this.#legend, h("div.plot", this.#picture, this.#note));
    this.#picture.addEventListener("pointermove", event => this.#point(event));
    this.#picture.addEventListener("pointerdown", event => this.#point(event));
    this.#picture.addEventListener("pointerleave", () => this.#read(null));
    this.#picture.addEventListener("blur", () => this.#read(null));
    this.#picture.addEventListener("keydown", event => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.#picture);
    Chart.#all.add(this);
  }

  /**
   * `span`: how many milliseconds the time axis has at least. With `means` only the worst of each 60th of it is drawn, and
   * `means` says so. Which belong together depends on the time alone: nothing that is drawn changes later.
   */
  update(times, series, span, means = "") {
    const group = index => Math.ceil(times[index] / span * 60);
    const ends = means ? times.flatMap((_, index) => group(index) === group(index + 1) ? [] : index + 1) : [];
    this.#times = means ? ends.map(end => times[end - 1]) : times;
    this.#series = means ? series.map(each => ({ ...each, values: join(each.values, ends, worst) })) : series;
    this.#span = span;
    this.#means.textContent = means && ", " + means;
    this.#draw();
  }

  #draw() {
    const width = this.#picture.clientWidth;
    if (!width) return;
    const series = this.#series, times = this.#times, points = times.length;
    const known = series.flatMap(each => each.values).filter(value => value != null);
    const isEmpty = !known.length;
    this.#note.hidden = !isEmpty;
    this.#note.textContent = this.empty;
    const marks = ticks(Math.max(0, ...known), this.isWhole), most = marks.at(-1);
    const to = times.at(-1) ?? Date.now(), from = Math.min(times[0] ?? to, to - this.#span);
    const place = time => left + (time - from) / (to - from) * (width - left - right);
    const x = index => place(times[index]);
    const y = value => top + (1 - value / most) * (height - top - bottom);
    this.#x = x;
    this.#y = y;
    const parts = marks.flatMap(mark => [
      s("line", { x1: left, x2: width - right, y1: y(mark), y2: y(mark), class: "grid" }),
      s("text", { x: left - 8, y: y(mark) + 4, class: "tick", "text-anchor": "end" }, isEmpty && mark ? "" : mark === 0 ? "0" : this.format(mark).replace(/\.0(?!\d)/, ""))]);
    const { found, isFine } = moments(from, to);
    for (const time of found) {
      if (place(time) < left + 12 || place(time) > width - right - (isFine ? 22 : 12)) continue;
      parts.push(s("text", { x: place(time), y: height - 5, class: "tick", "text-anchor": "middle" }, clock(time, isFine ? 1 : 0)));
    }
    if (series.length === 1) parts.push(s("path", { class: "area", "data-series": colourOf(series[0], 0), d: area(series[0].values, x, y, y(0)) }));
    // The lower ones before the higher ones; what is only zero hides nothing of the others.
    const order = series.map((each, index) => [each, index, -Math.max(0, ...each.values) || -Infinity]).sort((a, b) => a[2] - b[2]);
    for (const [each, index] of order) parts.push(s("path", { d: line(each.values, x, y), class: "line", "data-series": colourOf(each, index) }));
    this.#picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#picture.setAttribute("aria-valuemax", Math.max(0, points - 1));
    this.#picture.replaceChildren(...parts, this.#cursor);
    this.#show();
  }

  #index() {
    if (this.#at === null) return this.#times.length - 1;
    const index = this.#times.findIndex(time => time >= this.#at);
    return index < 0 ? this.#times.length - 1 : index;
  }

  #show() {
    const index = this.#index(), time = this.#times[index], isRead = this.#at !== null && time !== undefined;
    const readings = this.#series.map((each, number) => [each.name, this.format(each.values[index]), colourOf(each, number)]);
    replace(this.#legend, readings.map(([name, value, series]) => h("span", h("i", { data: { series } }), name + " ", h("b", value))),
      h("span.moment", isRead ? clock(time, 1) : ""));
    const said = readings.map(([name, value]) => name + " " + value).join(", ");
    this.#picture.setAttribute("aria-valuenow", Math.max(0, index));
    this.#picture.setAttribute("aria-valuetext", time ? clock(time, 1) + ": " + said : this.empty);
    if (!isRead) return this.#cursor.replaceChildren();
    const x = this.#x(index);
    this.#cursor.replaceChildren(s("line", { x1: x, x2: x, y1: top, y2: height - bottom, class: "cursor" }),
      ...this.#series.map((each, number) => [each.values[index], colourOf(each, number)]).filter(([value]) => value != null)
        .map(([value, series]) => s("circle", { cx: x, cy: this.#y(value), r: 3.5, class: "mark", "data-series": series })));
  }

  #read(time) {
    for (const chart of Chart.#all) {
      chart.#at = time;
      if (chart.#picture.clientWidth) chart.#show();
    }
  }

  #point(event) {
    const place = event.clientX - this.#picture.getBoundingClientRect().left;
    let best = -1, least = Infinity;
    this.#times.forEach((_, index) => {
      const distance = Math.abs(this.#x(index) - place);
      if (distance < least) { least = distance; best = index; }
    });
    if (best >= 0) this.#read(this.#times[best]);
  }

  #key(event) {
    const lastIndex = this.#times.length - 1, index = this.#index();
    const target = { ArrowLeft: index - 1, ArrowDown: index - 1, ArrowRight: index + 1, ArrowUp: index + 1,
      PageDown: index - 10, PageUp: index + 10, Home: 0, End: lastIndex }[event.key];
    if (target === undefined || lastIndex < 0) return;
    event.preventDefault();
    this.#read(this.#times[Math.max(0, Math.min(lastIndex, target))]);
  }
}

// One of many channels keeps its colour in every chart: then the caller says which.
function colourOf(series, index) { return (series.colour ?? index) % colours; }
