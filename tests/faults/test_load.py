"""Ten thousand mixed articles through the real stages on a real Kafka: every one of them is accounted for."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from streams.client.audit import Accounts, audit
from streams.topics import Topic
from tests.faults.rig import Rig, Worker
from tests.kafka import wait_until
from tests.mixed import mixed

pytestmark = [pytest.mark.kafka, pytest.mark.faults]
REAL = "streams.worker.agents"
ARTICLES = int(os.environ.get("TOCSIN_FAULT_ARTICLES", "4000"))
PATIENCE = 600 + ARTICLES / 20


def publish(rig: Rig, count: int, began: float | None = None) -> dict[str, int]:
    """Publish articles and return how many must come to each end.

    With ``began`` each gets a time of its own, in seconds since 1970: of two incidents that merge the older lives on, so runs
    that are compared need the same times.
    """
    wanted: dict[str, int] = {}
    for number, made in enumerate(mixed(count, words=150)):
        when = {} if began is None else {"timestamp": int(began * 1000) + number}
        rig.producer.produce(rig.topic(Topic.RAW), made.value, made.uri, **when)
        rig.producer.poll(0)
        wanted[made.expected] = wanted.get(made.expected, 0) + 1
    assert rig.producer.flush(120) == 0
    return wanted


def settle(rig: Rig, workers: list[Worker], seconds: float) -> Accounts:
    """Wait until no stage lags, then audit."""
    wait_until(lambda: not any(rig.lags().values()), seconds, "the end of all lag", workers, every=1.0)
    return audit(rig.settings)


def read_so_far(rig: Rig) -> int:
    return sum(rig.ends(Topic.ENRICHED).values())


def longest_silence(rig: Rig) -> float:
    return round(max(later - sooner for sooner, later in zip(rig.heard, rig.heard[1:], strict=False)), 1)


def identifiers(rig: Rig) -> set[str]:
    return {orjson.loads(record.value())["identifier"] for record in rig.read(Topic.ALERTS)}


@pytest.mark.timeout(900)
def test_ten_thousand(bench: Callable[..., Rig], table: Any) -> None:
    rig = bench(article_seconds=20)
    wanted = publish(rig, 10_000)
    began = time.monotonic()
    worker = rig.worker(REAL, tree=True)
    accounts = settle(rig, [worker], 800)
    took = time.monotonic() - began
    print(f"{accounts.published / took:.0f} articles a second; {accounts.outcomes}; wanted {wanted}")
    assert accounts.published == sum(wanted.values()) == sum(accounts.outcomes.values()) == 10_000
    assert accounts.missing == () and accounts.doubled == ()
    assert accounts.repeated == 0
    assert accounts.outcomes["rejected"] == wanted["rejected"]
    assert worker.stop() == 0


@pytest.mark.timeout(2 * PATIENCE + 300)
@pytest.mark.parametrize("partitions", [1, 4])
def test_random_kills_change_nothing(bench: Callable[..., Rig], table: Any, run: int, partitions: int) -> None:
    """Two workers and six kills lose and double nothing; with one order of all articles, they change no alert either.

    With several partitions the order of two articles is chance even when nothing fails: a copy may come first.
    """
    calm, rough = (bench(article_seconds=20, partitions=partitions) for _ in range(2))
    began = time.time()
    publish(calm, ARTICLES, began)
    worker = calm.worker(REAL)
    settle(calm, [worker], PATIENCE)
    assert worker.stop() == 0
    draw = random.Random(run)
    workers = [rough.worker(REAL, instance=name) for name in ("a", "b")]
    publish(rough, ARTICLES, began)
    for share in sorted(draw.uniform(0.02, 0.85) for _ in range(6)):
        goal = share * ARTICLES
        wait_until(lambda goal=goal: read_so_far(rough) > goal, PATIENCE, "the next kill", workers, every=0.5)
        victim = draw.choice(workers)
        victim.send(signal.SIGKILL)
        assert victim.process is not None
        victim.process.wait(10)
        victim.start()
    accounts = settle(rough, workers, PATIENCE)
    assert accounts.complete, accounts.missing[:5]
    assert accounts.published == sum(accounts.outcomes.values()) == ARTICLES
    table.line(published=ARTICLES, lost=len(accounts.missing), repeated=accounts.repeated, silence=longest_silence(rough))
    if partitions == 1:
        assert accounts.outcomes == audit(calm.settings).outcomes
        assert identifiers(rough) == identifiers(calm)
