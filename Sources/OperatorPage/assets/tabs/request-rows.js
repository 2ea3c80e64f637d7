// The rows of the list of commands: what each column shows, and the bar that says where the time went.
import { badge, h } from "../dom.js";
import { bytes, clock, micro } from "../format.js";
import { stageNames, titleOf, toneOf, wordOf } from "./request-words.js";

// What a column shows, and what it is sorted by. "wide" and "middle" go first when there is little room.
export const columns = [
  { label: "Time", sort: record => record.sequence },
  { label: "Channel", name: "middle" },
  { label: "Method" },
  { label: "Status" },
  { label: "Queue", name: "number wide", sort: record => record.timing?.queued_us },
  { label: "MCP", name: "number wide", sort: record => record.timing?.mcp_us },
  { label: "Total", name: "number", sort: record => record.timing?.total_us },
  { label: "Waterfall", name: "bar" },
  { label: "Size", name: "number wide", sort: record => record.bytes_in + record.bytes_out },
];

/** A row, and its bar, whose width depends on the others. */
export function row(record) {
  const timing = record.timing || {};
  const bar = stages(record);
  const cell = (index, title, ...inside) => h("td", { className: columns[index].name || "", title, data: { label: columns[index].label } }, ...inside);
  const node = h("tr", { data: { sequence: record.sequence } },
    cell(0, null, clock(record.received_at)), cell(1, record.channel, record.channel),
    cell(2, [record.rpc_method, record.tool].filter(Boolean).join(" "), h("button.link", titleOf(record))),
    cell(3, record.error?.text, badge(toneOf(record.status), wordOf(record.status))),
    cell(4, null, micro(timing.queued_us)), cell(5, null, micro(timing.mcp_us)), cell(6, null, micro(timing.total_us)), cell(7, null, bar),
    cell(8, null, bytes(record.bytes_in) + " → " + bytes(record.bytes_out)));
  return { record, node, bar };
}

// The longer, the wider, on one scale for all rows; what exceeds it fills the column.
function stages(record) {
  if (!record.timing?.total_us) return null;
  return h("span.stages", { "aria-hidden": "true" }, Object.keys(stageNames).map(name => {
    const piece = h("i", { data: { stage: name } });
    piece.style.setProperty("flex-grow", record.timing[name + "_us"] || 0);
    return piece;
  }));
}

/** Draws the bar on a scale: `scale` microseconds fill the column. */
export function widen({ record, bar }, scale) {
  bar?.style.setProperty("width", Math.max(4, Math.min(1, record.timing.total_us / scale) * 100).toFixed(0) + "%");
}

// Steps of 1, 2, 5, so that the bars do not breathe with every new row.
export function scaleOf(shown) {
  const totals = shown.map(record => record.timing?.total_us || 0).sort((a, b) => a - b);
  const limit = Math.max(1000, totals[Math.floor(totals.length * 0.9)] || 0);
  const power = 10 ** Math.floor(Math.log10(limit));
  return [1, 2, 5, 10].find(each => each * power >= limit) * power;
}
