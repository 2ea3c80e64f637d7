// Numbers and times as people read them.

const exact = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function count(number) {
  if (number == null) return "–";
  return Math.abs(number) < 1e6 ? exact.format(number) : short.format(number);
}

export function rate(number) {
  if (number == null) return "–";
  return number === 0 ? "0" : number < 10 ? number.toFixed(1) : count(Math.round(number));
}

export function bytes(number) {
  if (number == null) return "–";
  if (number < 1000) return number + " B";
  const units = ["kB", "MB", "GB", "TB"];
  let value = number, unit = -1;
  do { value /= 1000; unit += 1; } while (value >= 999.5 && unit < units.length - 1);
  return (value < 10 ? value.toFixed(1) : Math.round(value)) + " " + units[unit];
}

/** Microseconds. */
export function micro(us) {
  if (us == null || us < 0) return "–";
  if (us < 1000) return Math.round(us) + " µs";
  if (us < 999500) return (us / 1000).toFixed(us < 9950 ? 1 : 0) + " ms";
  return seconds(us / 1e6);
}

export function seconds(value) {
  if (value == null) return "–";
  if (value < 60) return value.toFixed(value < 10 ? 1 : 0) + " s";
  return span(value);
}

export function span(total) {
  const s = Math.max(0, Math.floor(total));
  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min";
  if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min";
  return Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) + " h";
}

export function ago(time, now = Date.now()) {
  if (!time) return "–";
  const age = (now - Date.parse(time)) / 1000;
  return age < 2 ? "just now" : span(age) + " ago";
}

/** The local time of day; `detail`: 0 for minutes, 1 for seconds, 2 for milliseconds. */
export function clock(time, detail = 2) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "–";
  const two = number => String(number).padStart(2, "0");
  return two(date.getHours()) + ":" + two(date.getMinutes()) + (detail > 0 ? ":" + two(date.getSeconds()) : "")
    + (detail > 1 ? "." + String(date.getMilliseconds()).padStart(3, "0") : "");
}

export function day(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "–" : date.toLocaleDateString([], { dateStyle: "medium" });
}

export function prettyJSON(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
