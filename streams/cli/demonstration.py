"""What ``tocsin demo`` does: worker, articles, alerts as they ring, and an account of every article."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from streams.cli.bells import Bell
from streams.cli.console import out, say
from streams.client.audit import Accounts, audit
from streams.client.drafts import draft
from streams.client.publisher import Publisher
from streams.client.subscriber import Subscription, subscribe
from streams.examples import EXAMPLES, Example
from streams.settings import Settings
from streams.worker import logs
from streams.worker.supervise import Supervisor


def run(settings: Settings, seconds: float) -> bool:
    """Run it; return whether every article came to the end that it should."""
    began = time.monotonic()
    deadline = began + seconds
    logs.configure(settings, "demo")
    ready = threading.Event()
    worker = Supervisor(settings, together=True, on_ready=ready.set)
    thread = threading.Thread(target=worker.run, name="worker")
    say(f"starting a worker on the broker at {settings.broker} ...", "dim")
    thread.start()
    try:
        if not _within(ready, thread, deadline):
            say("the worker did not get ready in time", "red")
            return False
        say(f"ready after {time.monotonic() - began:.0f} s", "dim")
        with subscribe(start="beginning", settings=settings) as alerts:
            accounts = _play(settings, alerts, deadline)
        return _account(accounts, time.monotonic() - began)
    finally:
        worker.stop()
        thread.join()


def _within(ready: threading.Event, thread: threading.Thread, deadline: float) -> bool:
    while not ready.wait(0.1):
        if time.monotonic() > deadline or not thread.is_alive():
            return False
    return True


def _play(settings: Settings, alerts: Subscription, deadline: float) -> Accounts:
    """Publish the articles in two waves, since what follows another must come after it; show what rings."""
    accounts, published, heard = None, 0, 0
    for follows, words in ((False, "articles of one day"), (True, "that copy, add to, correct and retract some of them")):
        wave = [example for example in EXAMPLES if example.follows is follows]
        say(f"publishing {len(wave)} {words}\n", "dim")
        with Publisher(settings) as publisher:
            for example in wave:
                broken = example.outcome == "rejected"
                publisher.publish(_prepared(example), key=example.name if broken else None, as_is=broken)
        published += len(wave)
        accounts, heard = _listen(settings, alerts, published, heard, deadline)
    return accounts or audit(settings)


def _prepared(example: Example) -> bytes:
    if not example.source or not example.published:
        return example.read()
    published = datetime.fromisoformat(example.published)
    return draft(example.read(), "text/plain", source=example.source, published=published)


def _listen(settings: Settings, alerts: Subscription, published: int, heard: int, deadline: float) -> tuple[Accounts, int]:
    """Show alerts until every article is accounted for and each alert was heard."""
    while True:
        if alert := alerts.poll(0.3):
            out().print(Bell(alert))
            heard += 1
            continue
        accounts = audit(settings)
        settled = accounts.complete and accounts.published >= published and heard >= accounts.alerts
        if settled or time.monotonic() > deadline:
            return accounts, heard


def _account(accounts: Accounts, took: float) -> bool:
    wanted = {outcome: sum(example.outcome == outcome for example in EXAMPLES) for outcome in accounts.outcomes}
    told = ", ".join(f"{count} {outcome}" for outcome, count in accounts.outcomes.items() if count)
    out().print(f"{accounts.published} articles: {told}; {accounts.alerts} alerts of {accounts.incidents} incidents")
    for lost in accounts.missing:
        out().print(f"not accounted for: {lost.what} ({lost.where}), before {lost.before}", style="red")
    if accounts.complete and accounts.outcomes == wanted:
        out().print(f"every article is accounted for, nothing was lost or doubled; {took:.0f} s", style="green")
        return True
    if accounts.complete:
        expected = ", ".join(f"{count} {outcome}" for outcome, count in wanted.items() if count)
        out().print(f"every article is accounted for, but expected were {expected}", style="yellow")
    return False
