// Line charts and sparklines in SVG. A series is { name, values: [number|null], tone }; the newest value is the last.
import { h, s } from "./dom.js";

const width = 600, height = 160, left = 44, right = 8, top = 10, bottom = 20;

function nice(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 2.5, 5, 10].find(each => each * power >= most) ?? 10;
  return step * power;
}

function line(values, most, x, y) {
  let path = "", isOpen = false;
  values.forEach((value, index) => {
    if (value === null || value === undefined) { isOpen = false; return; }
    path += (isOpen ? "L" : "M") + x(index).toFixed(1) + " " + y(Math.min(value, most)).toFixed(1);
    isOpen = true;
  });
  return path;
}

/** A small line without axes. */
export function sparkline(values, label) {
  const most = nice(Math.max(0, ...values.filter(value => value !== null)));
  const x = index => 2 + index / Math.max(1, values.length - 1) * 116;
  const y = value => 26 - value / most * 24;
  const path = line(values, most, x, y);
  return s("svg", { viewBox: "0 0 120 28", class: "spark", role: "img", "aria-label": label, preserveAspectRatio: "none" },
    s("path", { d: path, class: "line", "data-series": 0, "vector-effect": "non-scaling-stroke" }));
}

/** A chart with axes, a legend and a reading of each series under the pointer; arrow keys move the reading. */
export function chart({ title, series, times, format, empty }) {
  const known = series.flatMap(each => each.values).filter(value => value !== null && value !== undefined);
  const points = times.length;
  const heading = h("h3", title);
  if (!known.length) return h("section.card.chart", heading, h("p.quiet", empty || "No values yet."));
  const most = nice(Math.max(...known));
  const x = index => left + index / Math.max(1, points - 1) * (width - left - right);
  const y = value => top + (1 - value / most) * (height - top - bottom);
  const picture = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0,
    "aria-label": title + ": " + series.map(each => each.name + " " + format(each.values.at(-1))).join(", ") });
  for (const share of [0, 0.5, 1]) {
    picture.append(s("line", { x1: left, x2: width - right, y1: y(most * share), y2: y(most * share), class: "grid" }),
      s("text", { x: left - 6, y: y(most * share) + 4, class: "tick", "text-anchor": "end" },
        document.createTextNode(format(most * share))));
  }
  for (const share of [0, 0.5, 1]) {
    const index = Math.round(share * (points - 1));
    picture.append(s("text", { x: x(index), y: height - 4, class: "tick",
      "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, document.createTextNode(clock(times[index]))));
  }
  series.forEach((each, index) => {
    const path = line(each.values, most, x, y);
    if (index === 0 && series.length === 1) {
      const first = each.values.findIndex(value => value !== null);
      picture.append(s("path", { class: "area", "data-series": 0,
        d: path.replace(/(\d)M/g, "$1L") + `L${x(points - 1).toFixed(1)} ${y(0)}L${x(first).toFixed(1)} ${y(0)}Z` }));
    }
    picture.append(s("path", { d: path, class: "line", "data-series": index }));
  });
  const cursor = s("line", { y1: top, y2: height - bottom, class: "cursor", visibility: "hidden" });
  picture.append(cursor);
  const values = series.map((each, index) => h("span", h("i", { data: { series: index } }), each.name + " ", h("b")));
  const moment = h("span.quiet");
  const legend = h("div.legend", values, moment);
  const show = index => {
    series.forEach((each, number) => { values[number].querySelector("b").textContent = format(each.values[index]); });
    moment.textContent = index === points - 1 ? "" : clock(times[index]);
  };
  let at = points - 1;
  const move = (index, isPointed) => {
    at = Math.max(0, Math.min(points - 1, index));
    cursor.setAttribute("x1", x(at));
    cursor.setAttribute("x2", x(at));
    cursor.setAttribute("visibility", isPointed ? "visible" : "hidden");
    show(at);
  };
  picture.addEventListener("pointermove", event => {
    const box = picture.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width * width;
    move(Math.round((place - left) / (width - left - right) * (points - 1)), true);
  });
  picture.addEventListener("pointerleave", () => move(points - 1, false));
  picture.addEventListener("blur", () => move(points - 1, false));
  picture.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); move(at + step, true); }
  });
  move(points - 1, false);
  return h("section.card.chart", heading, legend, picture);
}

function clock(time) {
  return new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}
