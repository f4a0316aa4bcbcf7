// One incident in full: counts with bounds, who says so, who is blamed, the proof in its article, and its history.
import { el, outward } from "./dom.js";
import { article, incident } from "./feed.js";
import { capital, GRADES, moment, plural } from "./phrases.js";

const AROUND = 420;
const PRECISION = ["", "exact place", "near this place", "second-order division", "first-order division", "line or area", "country", "international"];

export class Detail {
  constructor({ box, close, follow }) { Object.assign(this, { box, close, follow }); this.id = null; }

  async show(id, focus = true) {
    this.id = id;
    const found = await incident(id).catch(() => null);
    if (this.id !== id) return;
    this.box.hidden = false;
    const scroll = this.shown === id ? this.box.scrollTop : 0;
    this.shown = id;
    this.box.replaceChildren(...(found ? this.parts(found) : this.missing(id)));
    this.box.scrollTop = scroll;
    if (focus) this.box.focus({ preventScroll: true });
  }

  hide() { this.id = this.shown = null; this.box.hidden = true; this.box.replaceChildren(); }

  missing(id) {
    return [this.bar(), el("h2", {}, "Not found"), el("p", {}, `The gateway does not know the incident ${id} (any more).`)];
  }

  bar() { return el("div", { class: "bar" }, el("button", { type: "button", class: "close", "aria-label": "Close the incident", onclick: () => this.close() }, "✕")); }

  parts({ incident: told, summary, history }) {
    const alert = history[history.length - 1].alert;
    return [
      this.bar(),
      el("p", { class: "kicker" }, `${summary.event} · ${summary.place}`),
      el("h2", { class: summary.withdrawn ? "gone" : "" }, summary.words),
      el("p", { class: "chips" },
        el("span", { class: `grade ${told.grading}`, title: GRADES[told.grading] }, told.grading),
        el("span", { class: "chip" }, plural(told.number_of_sources, "independent source")),
        ...told.mode.map((mode) => el("span", { class: "chip" }, mode.replaceAll("-", " "))),
        alert.status === "Actual" ? null : el("span", { class: "chip test" }, alert.status)),
      summary.withdrawn ? this.withdrawn(told) : null,
      this.facts(told, summary),
      this.proof(told.reports),
      this.counts(told.counts),
      this.history(history),
      this.links(alert),
    ].filter(Boolean);
  }

  withdrawn(told) {
    const other = told.merged_into;
    return el("p", { class: "warning" }, other ? "Found to be the same as another incident. " : "Withdrawn: no report stands for it any more.",
      other ? el("button", { type: "button", class: "quiet", onclick: () => this.follow(other) }, "Show that one") : null);
  }

  facts(told, summary) {
    const place = told.place, fact = (name, ...values) => el("div", {}, el("dt", {}, name), el("dd", {}, ...values));
    const sources = told.reported_by.map((source) => el("li", {}, source.name, el("small", {}, source.role)));
    const blamed = told.perpetrators.map((party) => el("li", {}, party.name ?? party.text ?? "unknown",
      el("small", {}, party.type === "contested" ? "contested" : party.name === null ? "not named" : party.position)));
    const victims = (told.victims ?? []).filter((victim) => victim.name).map((victim) => el("li", {}, victim.name, el("small", {}, [victim.age === null || victim.age === undefined ? "" : `aged ${victim.age}`, victim.kind ?? ""].filter(Boolean).join(", "))));
    return el("dl", { class: "facts" },
      fact("Where", summary.place, place ? el("small", {}, PRECISION[place.where_prec] ?? "") : null),
      fact("When", summary.day, told.date?.text ? el("small", {}, `“${told.date.text}”`) : null),
      fact("Who says so", sources.length ? el("ul", {}, sources) : "Nobody is named"),
      fact("Who is blamed", blamed.length ? el("ul", {}, blamed) : "Nobody"),
      victims.length ? fact("Named among the victims", el("ul", {}, victims)) : null);
  }

  counts(counts) {
    const cell = (value) => el("td", {}, value === null ? "–" : value.toLocaleString("en"));
    const rows = counts.map((count) => el("tr", { class: count.group === "all" ? "whole" : "part" },
      el("th", { scope: "row" }, count.group === "all" ? capital(count.kind) : `${count.group} among the ${count.kind}`),
      cell(count.low), cell(count.best), count.high === null ? el("td", {}, "no bound") : cell(count.high), el("td", { class: "text" }, count.text ? `“${count.text}”` : "")));
    if (!rows.length) return null;
    const head = ["", "Low", "Best", "High", "In the words"].map((name) => el("th", { scope: "col" }, name || el("span", { class: "visually-hidden" }, "Who")));
    return el("section", {}, el("h3", {}, "Counts"), el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Counts" }, el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows))));
  }

  proof(reports) {
    if (!reports.length) return null;
    const quoted = [...reports].reverse().map((report, index) => this.report(report, index === 0));
    return el("section", {}, el("h3", {}, reports.length === 1 ? "The proof" : `The proof: ${plural(reports.length, "report")}`), ...quoted);
  }

  report(report, wanted) {
    const quote = el("blockquote", {}, el("mark", {}, report.quote));
    const source = el("figcaption", {}, outward(report.article, report.source || "Article"), report.versionCreated ? ` · ${moment(report.versionCreated)}` : "");
    const text = el("div", { class: "article", hidden: true });
    const button = el("button", { type: "button", class: "quiet", "aria-expanded": "false" }, "Show in the article");
    const figure = el("figure", { class: "report" }, quote, text, source, button);
    const show = async (whole) => {
      const found = await article(report.article).catch(() => null);
      if (!found) { button.disabled = true; button.textContent = "The article's text is not kept here"; return; }
      const made = inArticle(found.body, report, whole ? Infinity : AROUND);
      if (!made) { button.hidden = true; return; }
      text.replaceChildren(found.headline ? el("h4", {}, found.headline) : "", made);
      text.hidden = false; quote.hidden = true;
      button.textContent = whole ? "Show less" : "Show the whole article";
      button.setAttribute("aria-expanded", String(whole));
      button.onclick = () => show(!whole);
    };
    button.onclick = () => show(false);
    if (wanted) show(false);
    return figure;
  }

  history(history) {
    const steps = [...history].reverse().map((step) => el("li", { class: step.alert.msgType.toLowerCase() },
      el("time", { datetime: step.alert.sent }, moment(step.alert.sent)), el("p", {}, el("b", {}, step.change)),
      el("p", {}, step.alert.msgType === "Cancel" ? "" : step.words)));
    return el("section", {}, el("h3", {}, "History"), el("ol", { class: "history", reversed: true }, steps));
  }

  links(alert) {
    const base = `/api/v1/alerts/${encodeURIComponent(alert.identifier)}`;
    return el("p", { class: "links" }, el("a", { href: base }, "JSON"), el("a", { href: `${base}/cap` }, "CAP XML"),
      el("button", { type: "button", class: "quiet", onclick: (event) => { navigator.clipboard?.writeText(location.href).then(() => { event.target.textContent = "Copied"; }); } }, "Copy link"));
  }
}

/** The text of an article with the proving words marked; null when they are not where the alert says. */
export function inArticle(body, report, around) {
  // Offsets count characters as Unicode has them; JavaScript counts UTF-16 units: letters beyond U+FFFF make the difference.
  const letters = Array.from(body);
  let start = report.start ?? -1, end = report.end ?? -1;
  if (start < 0 || letters.slice(start, end).join("") !== report.quote) {
    const found = body.indexOf(report.quote);
    if (found < 0) return null;
    start = Array.from(body.slice(0, found)).length; end = start + Array.from(report.quote).length;
  }
  const from = Math.max(0, start - around), to = Math.min(letters.length, end + around);
  const before = letters.slice(from, start).join(""), after = letters.slice(end, to).join("");
  const box = el("div", { class: "text" });
  let paragraph = el("p", {}, from > 0 ? "… " : "");
  const write = (text, wrap) => text.split("\n").forEach((line, index) => {
    if (index) { box.append(paragraph); paragraph = el("p"); }
    if (line) paragraph.append(wrap ? el("mark", {}, line) : line);
  });
  write(before, false); write(letters.slice(start, end).join(""), true); write(after, false);
  if (to < letters.length) paragraph.append(" …");
  box.append(paragraph);
  return box;
}
