// Talks to the gateway: pages of the list, then events from the cursor of the first page on, so that nothing is missed.

const PAGE = 250;
const MOST = 5000;
const PAUSES = [1000, 2000, 4000, 8000, 15000];

export class Feed {
  /** `hear` gets (kind, summary) with kinds alert, left, notice; `page` gets pages; `tell` gets (state, total). */
  constructor({ hear, page, tell, denied }) {
    Object.assign(this, { hear, page, tell, denied });
    this.cursor = null; this.source = null; this.tries = 0; this.run = 0; this.timer = 0;
  }

  /** Begin anew with these parameters: whatever was under way is given up. */
  async open(params) {
    const run = ++this.run;
    clearTimeout(this.timer);
    this.source?.close();
    this.params = new URLSearchParams(params);
    this.tell("loading");
    try {
      let next = `/api/v1/incidents?${with_(this.params, { limit: PAGE })}`;
      for (let first = true, count = 0; next && count < MOST; first = false) {
        const answer = await fetch(next, { headers: { Accept: "application/json" } });
        if (run !== this.run) return;
        if (answer.status === 401 || answer.status === 403) return this.denied();
        if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
        const body = await answer.json();
        if (run !== this.run) return;
        if (first) { this.cursor = body.cursor; this.follow(run); }
        count += body.items.length;
        this.page(body.items, first, body.total);
        next = body.next && with_address(body.next, { limit: 1000, count: "no" });
      }
      this.tries = 0;
    } catch {
      if (run === this.run) this.again(() => this.open(this.params));
    }
  }

  follow(run) {
    const params = with_(this.params, { view: "summary", since: this.cursor }, ["sort", "state"]);
    const source = this.source = new EventSource(`/api/v1/stream?${params}`);
    const heard = (kind) => (event) => {
      if (run !== this.run) return;
      if (event.lastEventId) this.cursor = event.lastEventId;
      this.hear(kind, JSON.parse(event.data));
    };
    for (const kind of ["alert", "left", "notice"]) source.addEventListener(kind, heard(kind));
    source.addEventListener("reset", () => { if (run === this.run) this.open(this.params); });
    source.addEventListener("open", () => { this.tries = 0; this.tell("live"); });
    source.addEventListener("error", () => {
      if (run !== this.run) return;
      this.tell("lost");
      if (source.readyState === EventSource.CLOSED) this.again(() => this.follow(run)); // the browser gave up: we don't
    });
  }

  again(action) {
    this.tell("lost");
    clearTimeout(this.timer);
    this.timer = setTimeout(action, PAUSES[Math.min(this.tries++, PAUSES.length - 1)] * (0.8 + Math.random() * 0.4));
  }
}

function with_(params, more, without = []) {
  const copy = new URLSearchParams(params);
  for (const name of without) copy.delete(name);
  for (const [name, value] of Object.entries(more)) copy.set(name, value);
  return copy;
}

function with_address(address, more) {
  const [path, query] = address.split("?");
  return `${path}?${with_(query, more)}`;
}

/** One incident with its history; null when the gateway does not know it. */
export async function incident(id) {
  const answer = await fetch(`/api/v1/incidents/${encodeURIComponent(id)}`);
  return answer.ok ? answer.json() : null;
}

/** The text of an article, or null. */
export async function article(uri) {
  const answer = await fetch(`/api/v1/articles?uri=${encodeURIComponent(uri)}`);
  return answer.ok ? answer.json() : null;
}

export async function notices() {
  const answer = await fetch("/api/v1/notices");
  return answer.ok ? (await answer.json()).items : [];
}
