// The list: only the rows in sight are in the document, so that thousands scroll as quickly as ten.
import { el } from "./dom.js";
import { ago, brief, leading, GRADES, plural } from "./phrases.js";

const SPARE = 6;

export class List {
  constructor({ box, rows, store, open }) {
    Object.assign(this, { box, rows, store, open });
    this.nodes = new Map(); this.current = null; this.fresh = new Set(); this.asked = false;
    box.addEventListener("scroll", () => this.soon(), { passive: true });
    box.addEventListener("keydown", (event) => this.key(event));
    rows.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) { this.select(row.dataset.id); this.open(row.dataset.id); }
    });
    new ResizeObserver(() => { this.height = 0; this.soon(); }).observe(box);
  }

  /** Height of a row in pixels: set in the style sheet in rem, so it follows the reader's text size. */
  measure() {
    if (!this.height) this.height = parseFloat(getComputedStyle(this.box).getPropertyValue("--row")) * parseFloat(getComputedStyle(document.documentElement).fontSize) || 104;
    return this.height;
  }

  soon() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => { this.asked = false; this.draw(); });
  }

  /** Change the store with the rows in sight staying where they are, unless the reader is at the top. */
  keeping(change) {
    const height = this.measure(), top = this.box.scrollTop;
    const anchor = top > height / 2 ? this.store.at(Math.floor(top / height)) : null;
    const result = change();
    if (anchor) {
      const index = this.store.indexOf(anchor.id);
      if (index >= 0) { this.size(); this.box.scrollTop = index * height + (top % height); }
    }
    this.soon();
    return result;
  }

  size() { this.rows.style.height = `${this.store.size * this.measure()}px`; }

  draw() {
    const height = this.measure(), total = this.store.size;
    this.size();
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - SPARE);
    const last = Math.min(total, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + SPARE);
    const seen = new Set();
    for (let index = first; index < last; index++) {
      const summary = this.store.at(index);
      seen.add(summary.id);
      let node = this.nodes.get(summary.id);
      if (!node || node.summary !== summary) {
        const made = this.row(summary);
        if (node) node.element.replaceWith(made); else this.rows.append(made);
        node = { element: made, summary };
        this.nodes.set(summary.id, node);
      }
      const { element } = node;
      element.style.transform = `translateY(${index * height}px)`;
      element.setAttribute("aria-posinset", index + 1);
      element.setAttribute("aria-setsize", total);
      element.setAttribute("aria-selected", summary.id === this.current);
    }
    for (const [id, node] of this.nodes) if (!seen.has(id)) { node.element.remove(); this.nodes.delete(id); }
    const active = this.current && this.nodes.get(this.current);
    if (active) this.box.setAttribute("aria-activedescendant", active.element.id); else this.box.removeAttribute("aria-activedescendant");
  }

  row(summary) {
    const [kind, count] = leading(summary);
    const updates = summary.revision > 1 ? el("span", { class: "updates" }, plural(summary.revision - 1, "update")) : null;
    const row = el("div", {
      class: `row${summary.withdrawn ? " withdrawn" : ""}${this.fresh.has(summary.id) ? " fresh" : ""}`,
      id: `row-${summary.id}`, role: "option", "data-id": summary.id, "data-severity": summary.severity,
    },
      el("div", { class: `tally ${kind}${brief(count).length > 4 ? " long" : ""}`, "aria-hidden": "true" }, el("b", {}, brief(count)), el("span", {}, kind)),
      el("div", { class: "said" },
        el("p", { class: "words" }, summary.withdrawn ? `Withdrawn: ${summary.words}` : summary.words),
        el("p", { class: "where" }, el("span", { class: "place" }, summary.place), el("span", { class: "day" }, summary.day)),
        el("p", { class: "who" }, el("span", {}, `Reported by ${summary.said_by}`), el("span", {}, summary.blamed === "nobody" ? "nobody blamed" : `blamed: ${summary.blamed}`)),
        summary.quote ? el("p", { class: "quote" }, `“${summary.quote}”`) : null),
      el("div", { class: "meta" },
        el("time", { datetime: summary.sent }, ago(summary.sent)),
        el("span", { class: `grade ${summary.grading}`, title: GRADES[summary.grading] }, summary.grading),
        updates));
    this.fresh.delete(summary.id);
    return row;
  }

  select(id, into = true) {
    this.current = id;
    const index = this.store.indexOf(id);
    if (into && index >= 0) {
      const height = this.measure(), top = index * height;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top + height > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + height - this.box.clientHeight;
    }
    this.draw();
  }

  move(by) {
    if (!this.store.size) return;
    const from = this.current ? this.store.indexOf(this.current) : -1;
    const to = Math.max(0, Math.min(this.store.size - 1, from < 0 ? (by > 1 ? by : 0) : from + by));
    this.select(this.store.at(to).id);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.measure()) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves && !event.altKey && !event.ctrlKey && !event.metaKey) { event.preventDefault(); this.move(moves[event.key]); }
    else if ((event.key === "Enter" || event.key === " ") && this.current) { event.preventDefault(); this.open(this.current); }
  }

  /** Write times anew, in place. */
  tick() { for (const time of this.rows.querySelectorAll("time")) time.textContent = ago(time.dateTime); }
}
