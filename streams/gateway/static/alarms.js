// Sound and desktop notifications: only when the reader asks for them.
import { byId } from "./dom.js";

const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* storage may be forbidden */ } };
const recall = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

let audio = null;
/** A small bell: three partials that die away. */
export function ring() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  const now = audio.currentTime;
  for (const [pitch, loudness, length] of [[523.25, 0.22, 1.8], [1046.5, 0.1, 1.2], [1569.8, 0.06, 0.7]]) {
    const tone = audio.createOscillator(), gain = audio.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(loudness, now + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + length);
    tone.connect(gain).connect(audio.destination);
    tone.start(now); tone.stop(now + length);
  }
}

export class Alarms {
  constructor(open) {
    this.open = open; this.last = 0;
    this.sound = recall("sound") === "on"; this.notify = recall("notify") === "on" && globalThis.Notification?.permission === "granted";
    byId("sound").addEventListener("click", () => { this.sound = !this.sound; remember("sound", this.sound ? "on" : "off"); if (this.sound) ring(); this.show(); });
    byId("notify").addEventListener("click", () => this.toggle());
    if (!("Notification" in globalThis)) byId("notify").hidden = true;
    this.show();
  }

  async toggle() {
    this.notify = !this.notify && (await Notification.requestPermission()) === "granted";
    remember("notify", this.notify ? "on" : "off");
    this.show();
  }

  show() {
    byId("sound").setAttribute("aria-pressed", this.sound);
    byId("notify").setAttribute("aria-pressed", this.notify);
  }

  /** Ring for a summary: at most one sound in two seconds. */
  alert(summary) {
    if (!["new", "raised"].includes(summary.change)) return;
    if (this.sound && Date.now() - this.last > 2000) { this.last = Date.now(); ring(); }
    if (this.notify) {
      const note = new Notification(summary.words, { body: `${summary.place} · ${summary.day}\nSays ${summary.said_by}`, tag: summary.id, icon: "/static/bell.svg" });
      note.onclick = () => { window.focus(); this.open(summary.id); note.close(); };
    }
  }
}

/** The button that goes round: as the system has it, light, dark. */
export function themes(changed) {
  const order = ["auto", "light", "dark"], root = document.documentElement;
  const show = () => { byId("theme-text").textContent = { auto: "Auto", light: "Light", dark: "Dark" }[root.dataset.theme ?? "auto"]; changed(); };
  byId("theme").addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
    if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
    remember("theme", next);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show();
}
