// The map: land on a canvas, marks above it. Marks that would overlap are one circle with their number.
import { svg } from "./dom.js";
import { brief, leading } from "./phrases.js";
import { BOUNDS, outline, project } from "./world.js";

const CELL = 46, NEAREST = 60, SEVERITIES = ["Unknown", "Minor", "Moderate", "Severe", "Extreme"];

export class WorldMap {
  constructor({ box, canvas, marks, tip, store, open }) {
    Object.assign(this, { box, canvas, marks, tip, store, open });
    this.scale = 0; this.x = 20; this.y = -20; this.asked = false; this.touches = new Map(); this.current = null; this.fresh = new Set();
    new ResizeObserver(() => this.resize()).observe(box);
    outline().then((world) => { this.world = world; this.soon(); });
    box.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY); }, { passive: false });
    marks.addEventListener("pointerdown", (event) => this.down(event));
    marks.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) marks.addEventListener(end, (event) => this.touches.delete(event.pointerId));
    marks.addEventListener("click", (event) => { const mark = event.target.closest(".mark"); if (mark && !this.dragged) this.pick(mark); });
    marks.addEventListener("pointerover", (event) => this.hint(event.target.closest(".mark")));
    marks.addEventListener("pointerout", () => { tip.hidden = true; });
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this, { width, height });
    this.canvas.width = width * ratio; this.canvas.height = height * ratio;
    this.marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (!this.moved) this.fit(); else { this.scale = Math.max(this.scale, this.least()); this.keepIn(); }
    this.soon();
  }

  /** The scale at which the whole world is seen. */
  least() { return Math.min(this.width / (BOUNDS.right - BOUNDS.left), this.height / (BOUNDS.bottom - BOUNDS.top)); }
  keepIn() {
    const w = this.width / this.scale / 2, h = this.height / this.scale / 2;
    const within = (value, low, high) => low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value));
    this.x = within(this.x, BOUNDS.left + w, BOUNDS.right - w);
    this.y = within(this.y, BOUNDS.top + h, BOUNDS.bottom - h);
  }
  soon() { if (!this.asked) { this.asked = true; requestAnimationFrame(() => { this.asked = false; this.draw(); }); } }

  zoom(by, px = this.width / 2, py = this.height / 2) {
    const before = this.scale, after = Math.min(NEAREST, Math.max(this.least(), before * by));
    this.x += (px - this.width / 2) * (1 / before - 1 / after);
    this.y += (py - this.height / 2) * (1 / before - 1 / after);
    this.scale = after; this.moved = true; this.keepIn(); this.soon();
  }

  /** Show every incident there is; the world when there is none. */
  fit() {
    if (!this.width) return;
    const points = this.store.order.filter((summary) => summary.latitude !== null && !summary.withdrawn).map((summary) => project(summary.longitude, summary.latitude));
    const span = (values, low, high) => values.length ? [Math.min(...values), Math.max(...values)] : [low, high];
    const [left, right] = span(points.map((point) => point[0]), BOUNDS.left, BOUNDS.right);
    const [top, bottom] = span(points.map((point) => point[1]), BOUNDS.top, BOUNDS.bottom);
    const scale = Math.min((this.width - 90) / Math.max(1, right - left), (this.height - 110) / Math.max(1, bottom - top));
    this.scale = Math.min(9, Math.max(this.least(), scale));
    this.x = (left + right) / 2; this.y = (top + bottom) / 2;
    this.keepIn(); this.soon();
  }
  all() { this.moved = false; this.fit(); }

  /** Show an incident, coming nearer when the map is far. */
  show(summary) {
    this.current = summary?.id ?? null;
    if (summary && summary.latitude !== null && this.width) {
      [this.x, this.y] = project(summary.longitude, summary.latitude);
      this.scale = Math.max(this.scale, this.least() * 4); this.moved = true; this.keepIn();
    }
    this.soon();
  }

  down(event) { this.dragged = false; this.touches.set(event.pointerId, event); }
  drag(event) {
    const before = this.touches.get(event.pointerId);
    if (!before) return;
    const others = [...this.touches.values()].filter((touch) => touch.pointerId !== event.pointerId);
    if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3 && !this.dragged) return;
    if (!this.dragged) { this.dragged = true; this.marks.setPointerCapture(event.pointerId); }
    if (others.length === 1) {
      const gap = (touch) => Math.hypot(touch.clientX - others[0].clientX, touch.clientY - others[0].clientY) || 1;
      this.zoom(gap(event) / gap(before), event.offsetX, event.offsetY);
    } else {
      this.x -= (event.clientX - before.clientX) / this.scale; this.y -= (event.clientY - before.clientY) / this.scale;
      this.moved = true; this.keepIn(); this.soon();
    }
    this.touches.set(event.pointerId, event);
  }

  draw() {
    if (!this.width) return;
    this.land(); this.place();
  }

  land() {
    const context = this.canvas.getContext("2d"), ratio = this.canvas.width / this.width, style = getComputedStyle(this.box);
    const colour = (name) => style.getPropertyValue(name).trim();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colour("--sea"); context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.world) return;
    const k = this.scale * ratio;
    context.setTransform(k / 100, 0, 0, k / 100, this.canvas.width / 2 - this.x * k, this.canvas.height / 2 - this.y * k);
    context.fillStyle = colour("--land"); context.fill(this.world.land);
    context.strokeStyle = colour("--coast"); context.lineWidth = 80 / k; context.stroke(this.world.land);
    context.strokeStyle = colour("--border"); context.lineWidth = 70 / k; context.stroke(this.world.borders);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colour("--name"); context.textAlign = "center"; context.font = "11px system-ui, sans-serif";
    const taken = [];
    for (const [name, x, y, size] of this.world.labels) {
      if (size * this.scale * this.scale < 1800) break;
      const [px, py] = this.at(x, y), half = name.length * 3.2;
      if (px < -half || py < 0 || px > this.width + half || py > this.height) continue;
      if (taken.some(([ox, oy, other]) => Math.abs(ox - px) < half + other && Math.abs(oy - py) < 14)) continue;
      taken.push([px, py, half]); context.fillText(name, px, py);
    }
  }

  at(x, y) { return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2]; }

  place() {
    const cells = new Map();
    for (const summary of this.store.order) {
      if (summary.latitude === null || summary.longitude === null || summary.withdrawn) continue;
      const [px, py] = this.at(...project(summary.longitude, summary.latitude));
      if (px < -CELL || py < -CELL || px > this.width + CELL || py > this.height + CELL) continue;
      const key = `${Math.floor((px + this.x * this.scale) / CELL)},${Math.floor((py + this.y * this.scale) / CELL)}`;
      const cell = cells.get(key);
      if (cell) { cell.members.push(summary); cell.px += px; cell.py += py; } else cells.set(key, { members: [summary], px, py });
    }
    this.marks.replaceChildren(...apart([...cells.values()]).map((cell) => this.mark(cell)));
  }

  mark({ members, x, y }) {
    const single = members.length === 1;
    const worst = Math.max(...members.map((member) => SEVERITIES.indexOf(member.severity)));
    const chosen = members.some((member) => member.id === this.current), fresh = members.some((member) => this.fresh.has(member.id));
    const node = svg("g", { class: `mark ${single ? "single" : "many"} s${worst}${chosen ? " chosen" : ""}${fresh ? " fresh" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, "data-ids": members.slice(0, 50).map((member) => member.id).join(" ") },
      svg("circle", { r: radius(members).toFixed(1) }), single ? null : svg("text", { dy: "0.35em" }, String(members.length)));
    node.members = members; node.point = [x, y];
    return node;
  }

  pick(mark) {
    if (mark.members.length === 1 || this.scale >= NEAREST) this.open(mark.members[0].id);
    else this.zoom(2.6, ...mark.point);
  }

  hint(mark) {
    if (!mark) return;
    const { members, point } = mark;
    this.tip.textContent = members.length === 1 ? `${members[0].words}. ${members[0].place}`
      : `${members.length} incidents; the newest: ${brief(leading(members[0])[1])} ${leading(members[0])[0]}, ${members[0].place}`;
    this.tip.hidden = false;
    this.tip.style.left = `${Math.min(this.width - 130, Math.max(130, point[0]))}px`;
    this.tip.style.top = `${point[1] < 90 ? point[1] + 24 : point[1] - 20}px`;
    this.tip.classList.toggle("below", point[1] < 90);
  }
}

/** One incident: as large as its toll; many: as large as their number. */
function radius(members) {
  if (members.length > 1) return 11 + Math.min(14, 2.4 * Math.log2(members.length));
  const [, count] = leading(members[0]);
  return 6 + Math.min(10, 2.2 * Math.log2(1 + (count?.[0] ?? 0) / 2));
}

/** Join cells whose circles would overlap, the larger taking in the smaller; returns them largest first. */
function apart(cells) {
  const kept = [];
  cells.sort((a, b) => b.members.length - a.members.length);
  for (const cell of cells) {
    cell.x = cell.px / cell.members.length; cell.y = cell.py / cell.members.length;
    const near = kept.find((other) => Math.hypot(other.x - cell.x, other.y - cell.y) < 0.85 * (radius(other.members) + radius(cell.members)));
    if (!near) { kept.push(cell); continue; }
    near.members = near.members.concat(cell.members);
  }
  for (const cell of kept) cell.members.sort((a, b) => b.sentAt - a.sentAt);
  return kept;
}
