// The incidents of this page: what is known, and their order.

export class Store {
  constructor() { this.known = new Map(); this.order = []; this.byOpened = false; }

  clear(byOpened) { this.known.clear(); this.order = []; this.byOpened = byOpened; }

  get(id) { return this.known.get(id); }
  get size() { return this.order.length; }
  at(index) { return this.order[index]; }
  indexOf(id) { const found = this.known.get(id); return found ? this.order.indexOf(found) : -1; }

  /** Take in a page of the list: what came live meanwhile is newer and stays. */
  addPage(summaries) {
    for (const summary of summaries) {
      const known = this.known.get(summary.id);
      if (!known || known.revision < summary.revision) this.known.set(summary.id, prepared(summary));
    }
    this.order = [...this.known.values()].sort((a, b) => this.compare(a, b));
  }

  /** Take in one live summary; tells whether it is news here. */
  put(summary) {
    const known = this.known.get(summary.id);
    if (known && known.revision >= summary.revision) return false;
    const fresh = prepared(summary);
    this.known.set(summary.id, fresh);
    if (known) this.order.splice(this.order.indexOf(known), 1);
    this.order.splice(this.place(fresh), 0, fresh);
    return true;
  }

  remove(id) {
    const known = this.known.get(id);
    if (!known) return false;
    this.known.delete(id);
    this.order.splice(this.order.indexOf(known), 1);
    return true;
  }

  compare(a, b) {
    const difference = this.byOpened ? b.openedAt - a.openedAt : b.sentAt - a.sentAt;
    return difference || (a.id < b.id ? 1 : -1);
  }

  place(summary) {
    let low = 0, high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.order[middle], summary) < 0) low = middle + 1; else high = middle;
    }
    return low;
  }
}

function prepared(summary) {
  return { ...summary, sentAt: Date.parse(summary.sent), openedAt: Date.parse(summary.opened) };
}
