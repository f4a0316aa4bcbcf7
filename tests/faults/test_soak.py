"""Hours of work at a modest rate, with a fault every few minutes: nothing is lost, state and memory stay within bounds.

By command: ``make soak MINUTES=60``.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from streams.client.audit import audit
from streams.topics import Topic
from tests.faults.rig import SESSION, Rig, Worker, family
from tests.kafka import Kafka, free_port, wait_until
from tests.mixed import mixed

pytestmark = [pytest.mark.kafka, pytest.mark.soak]
MINUTES = float(os.environ.get("TOCSIN_SOAK_MINUTES", "60"))
RATE = float(os.environ.get("TOCSIN_SOAK_RATE", "8"))
FAULT_EVERY = 150.0
WINDOW = 0.05
"""Hours within which copies are sought: what the state holds must stop growing after three minutes."""


@pytest.fixture
def own() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


def memory(worker: Worker) -> int:
    """Megabytes that a worker and its processes occupy."""
    assert worker.process is not None
    lines = "".join(Path(f"/proc/{pid}/status").read_text() for pid in family(worker.process.pid)).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) // 1024


def entries(ports: list[int]) -> int:
    """Articles that the workers' dedupe remembers, those of a worker that does not answer left out."""
    lines: list[str] = []
    for port in ports:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            lines += answer.read().decode().splitlines()
    wanted = (line for line in lines if line.startswith("tocsin_state_entries{") and "dedupe" in line)
    return int(sum(float(line.split()[-1]) for line in wanted))


def publish(rig: Rig, count: int, ended: threading.Event) -> None:
    """Publish articles at a steady rate."""
    began = time.monotonic()
    for number, made in enumerate(mixed(count, words=150)):
        rig.producer.produce(rig.topic(Topic.RAW), made.value, made.uri)
        rig.producer.poll(0)
        if ended.wait(max(0.0, began + number / RATE - time.monotonic())):
            return
    assert rig.producer.flush(120) == 0


def harm(worker: Worker, draw: random.Random) -> str:
    """Do something to a worker, and let it come back."""
    what = draw.choice(["kill -9 of its process", "kill -9 of all of it", "SIGTERM", "SIGSTOP past the session"])
    if what == "kill -9 of its process":
        os.kill(worker.stages()[0], signal.SIGKILL)
    elif what == "SIGSTOP past the session":
        (child, *_) = worker.stages()
        os.kill(child, signal.SIGSTOP)
        pause = time.monotonic() + SESSION + 3
        wait_until(lambda: time.monotonic() > pause, SESSION + 10, "the session to end")
        os.kill(child, signal.SIGCONT)
    elif what == "SIGTERM":
        assert worker.stop() == 0
        worker.start()
    else:
        worker.kill()
        worker.start()
    return what


@pytest.mark.timeout(MINUTES * 60 + 900)
def test_an_hour(own: Kafka, bench: Callable[..., Rig], table: Any) -> None:
    """One worker is harmed now and then, the other is left in peace: its memory must not grow."""
    rig = bench(own, article_seconds=20, dedupe_hours=WINDOW)
    count = int(MINUTES * 60 * RATE)
    ports = [free_port(), free_port()]
    calm, harmed = (
        rig.worker("streams.worker.agents", tree=True, health_port=port, instance=name)
        for port, name in zip(ports, ("calm", "harmed"), strict=True)
    )
    ended = threading.Event()
    publisher = threading.Thread(target=publish, args=(rig, count, ended), daemon=True)
    draw, done = random.Random(1), []
    sizes: list[tuple[float, int, int]] = []
    publisher.start()
    began = time.monotonic()
    try:
        while publisher.is_alive():
            publisher.join(FAULT_EVERY)
            sizes.append((round(time.monotonic() - began), memory(calm), entries(ports)))
            if publisher.is_alive():
                done.append(harm(harmed, draw))
            print(done[-1:], sizes[-1], rig.lags(), flush=True)
    finally:
        ended.set()
    wait_until(lambda: not any(rig.lags().values()), 300, "the end of all lag", rig.workers, every=2.0)
    accounts = audit(rig.settings)
    print(accounts.outcomes, done)
    gaps = [round(later - sooner, 1) for sooner, later in zip(rig.heard, rig.heard[1:], strict=False)]
    early, late = sizes[min(1, len(sizes) - 1)], sizes[-1]
    row = {"minutes": MINUTES, "faults": len(done), "memory": [early[1], late[1]], "entries": [early[2], late[2]]}
    table.line(
        published=accounts.published, lost=len(accounts.missing), repeated=accounts.repeated, silence=max(gaps), **row
    )
    assert accounts.published == count == sum(accounts.outcomes.values())
    assert accounts.missing == () and accounts.doubled == ()
    assert late[1] < 1.5 * early[1], sizes
    assert 0 < max(size[2] for size in sizes) < 4 * WINDOW * 3600 * RATE, sizes
