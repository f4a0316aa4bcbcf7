// The live page, put together.
import { Alarms, themes } from "./alarms.js";
import { Detail } from "./detail.js";
import { byId, el } from "./dom.js";
import { Feed, notices } from "./feed.js";
import { Filters } from "./filters.js";
import { List } from "./list.js";
import { WorldMap } from "./map.js";
import { moment, plural } from "./phrases.js";
import { Store } from "./store.js";

const store = new Store();
const open = (id) => { const hash = `#${encodeURIComponent(id)}`; if (location.hash === hash) shown(); else location.hash = hash; };
const close = () => { history.pushState(null, "", location.pathname + location.search); shown(); byId("list").focus(); };
const list = new List({ box: byId("list"), rows: byId("rows"), store, open });
const map = new WorldMap({ box: byId("map"), canvas: byId("land"), marks: byId("marks"), tip: byId("tip"), store, open });
const detail = new Detail({ box: byId("detail"), close, follow: open });
const alarms = new Alarms(open);
let total = 0, waiting = 0, state = "loading";

const feed = new Feed({
  hear(kind, summary) {
    if (kind === "notice") return notice(summary);
    const news = list.keeping(() => kind === "left" ? store.remove(summary.id) : store.put(summary));
    if (!news) return;
    if (kind === "alert") arrived(summary); else counted(-1);
    if (summary.id === detail.id) detail.show(summary.id, false);
    map.soon(); told();
  },
  page(items, first, all) {
    if (first) { store.clear(filters.params().get("sort") === "opened"); total = all ?? items.length; byId("list").scrollTop = 0; }
    list.keeping(() => store.addPage(items));
    if (!map.moved) map.fit();
    map.soon(); told();
    if (first) shown();
  },
  tell(now) {
    state = now;
    byId("status").dataset.state = now;
    byId("status-text").textContent = { loading: "Loading", live: "Live", lost: "Connection lost, trying again" }[now];
    told();
  },
  denied() { byId("sign-in").showModal(); },
});

const seen = new Map();
function arrived(summary) {
  if (!seen.has(summary.id) && summary.revision === 1) counted(1);
  seen.set(summary.id, summary.revision);
  list.fresh.add(summary.id); map.fresh.add(summary.id);
  setTimeout(() => { map.fresh.delete(summary.id); map.soon(); }, 6000);
  alarms.alert(summary);
  spoken.push(`${summary.change === "new" ? "New" : "Changed"}: ${summary.words}, ${summary.place}`);
  if (byId("list").scrollTop > list.measure() / 2) { waiting++; byId("fresh").textContent = `${plural(waiting, "new alert")} above`; byId("fresh").hidden = false; }
}
function counted(by) { total = Math.max(0, total + by); }

function told() {
  const number = Math.max(total, store.size);
  byId("count").textContent = state === "loading" && !store.size ? "Incidents" : plural(number, "incident");
  document.title = `${waiting ? `(${waiting}) ` : ""}Tocsin${number ? ` · ${plural(number, "incident")}` : ""}`;
  const nothing = !store.size && state === "live";
  byId("empty").hidden = !nothing; byId("list").hidden = nothing;
  byId("empty-text").textContent = location.search ? "No incident matches these filters. New ones appear here as they come." : "No incident has been reported yet. They appear here as they come.";
}

// What came is read out at most every four seconds, so that a burst does not talk for minutes.
const spoken = [];
setInterval(() => {
  if (!spoken.length) return;
  byId("announce").textContent = spoken.length > 3 ? `${spoken.length} new alerts. ${spoken.at(-1)}` : spoken.join(". ");
  spoken.length = 0;
}, 4000);
setInterval(() => list.tick(), 30000);

function shown() {
  const id = decodeURIComponent(location.hash.slice(1));
  document.body.classList.toggle("open", Boolean(id));
  list.select(id || list.current, Boolean(id)); // closed: the keyboard goes on from the same row
  map.show(id ? store.get(id) : null);
  if (id) detail.show(id); else detail.hide();
}
addEventListener("hashchange", shown);

function notice(alert) {
  const box = byId("notices");
  const item = el("p", {}, el("span", { class: "message" }, el("b", {}, alert.info[0].headline), alert.info[0].description), el("time", { datetime: alert.sent }, moment(alert.sent)),
    el("button", { type: "button", class: "close", "aria-label": "Hide this notice", onclick: () => { item.remove(); box.hidden = !box.children.length; } }, "✕"));
  box.prepend(item); box.hidden = false;
  while (box.children.length > 3) box.lastChild.remove();
}

byId("list").addEventListener("scroll", () => { if (byId("list").scrollTop < 5 && waiting) { waiting = 0; byId("fresh").hidden = true; told(); } }, { passive: true });
byId("fresh").addEventListener("click", () => { byId("list").scrollTo({ top: 0 }); byId("list").focus(); });
byId("zoom-in").addEventListener("click", () => map.zoom(1.8));
byId("zoom-out").addEventListener("click", () => map.zoom(1 / 1.8));
byId("zoom-all").addEventListener("click", () => map.all());
byId("help").addEventListener("click", () => byId("help-box").showModal());
const view = (name) => {
  byId("main").dataset.view = name;
  for (const tab of document.querySelectorAll(".tabs button")) tab.setAttribute("aria-pressed", tab.dataset.view === name);
};
for (const tab of document.querySelectorAll(".tabs button")) tab.addEventListener("click", () => view(tab.dataset.view));

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape") { if (typing) byId("list").focus(); else if (detail.id) close(); return; }
  if (typing) return;
  const keys = { "/": () => byId("search").focus(), j: () => list.move(1), k: () => list.move(-1), "?": () => byId("help-box").showModal(), m: () => view(byId("main").dataset.view === "map" ? "list" : "map") };
  if (event.key in keys) { event.preventDefault(); keys[event.key](); }
  else if (event.key === "Enter" && event.target === document.body && list.current) open(list.current);
});

byId("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/api/v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: byId("token").value }) });
  if (answer.ok) { byId("sign-in").close(); begin(); }
  else byId("sign-in-wrong").textContent = "This token is not known, or may not read.";
});

const filters = new Filters(() => { begin(); });
function begin() { waiting = 0; byId("fresh").hidden = true; feed.open(filters.params()); }
themes(() => map.soon());
begin();
notices().then((items) => items.slice(0, 3).reverse().forEach((item) => { if (Date.now() - Date.parse(item.sent) < 86400000) notice(item); })).catch(() => {});
