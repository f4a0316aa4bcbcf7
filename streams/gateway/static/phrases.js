// Short phrases: counts in a few characters, times from now.

/** A count [low, best, high] in a few characters: 14, 14+, 10–12. */
export function brief(count) {
  if (!count) return "–";
  const [low, best, high] = count;
  const say = (number) => number >= 10000 ? `${Math.round(number / 1000)}k` : number.toLocaleString("en");
  if (high === null) return low === null ? (best === null ? "?" : `~${say(best)}`) : `${say(low)}+`;
  if (low === high) return say(high);
  return low ? `${say(low)}–${say(high)}` : `≤${say(high)}`;
}

/** The most telling count of a summary: what happened, and how many. */
export function leading(summary) {
  for (const kind of ["killed", "missing", "injured"]) if (summary[kind]) return [kind, summary[kind]];
  return ["affected", null];
}

const UNITS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [2592000, "day", 86400], [31536000, "month", 2592000]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** How long ago, in words. */
export function ago(iso, now = Date.now()) {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (!Number.isFinite(seconds)) return "";
  if (Math.abs(seconds) < 45) return "now";
  for (const [below, unit, size] of UNITS) {
    if (Math.abs(seconds) < below) return relative.format(-Math.round(seconds / size), unit);
  }
  return relative.format(-Math.round(seconds / 31536000), "year");
}

const clock = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
export function moment(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.valueOf()) ? String(iso) : clock.format(time);
}

export const GRADES = {
  confirmed: "Confirmed: accepted by the party itself, or beyond dispute",
  fair: "Fair: two or more credible sources",
  weak: "Weak: a single source",
  contested: "Contested: sources contradict each other",
  discounted: "Discounted: found not to be so",
};

export const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
