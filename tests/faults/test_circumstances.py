"""What else goes wrong around a worker: late writes and compaction, slow stages, more partitions, clocks, a cut network."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from confluent_kafka.admin import NewPartitions

from streams.topics import Topic
from tests.faults.rig import SESSION, Rig
from tests.faults.test_workers import check
from tests.kafka import Kafka, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.faults]
EAGER = {
    "cleanup.policy": "compact", "segment.ms": "2000", "min.cleanable.dirty.ratio": "0.001", "min.compaction.lag.ms": "3000",
    "delete.retention.ms": "1000",
}  # fmt: skip
"""Compaction within seconds instead of hours."""


@pytest.fixture
def compacting() -> Iterator[Kafka]:
    with Kafka(properties={"log.cleaner.backoff.ms": "500"}) as kafka:
        yield kafka


def pass_time(seconds: float) -> None:
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + 5, "time to pass")


@pytest.mark.parametrize("static", [False, True], ids=["dynamic", "static"])
def test_a_former_owner_writes_late_and_compaction_runs(
    compacting: Kafka, bench: Callable[..., Rig], table: Any, run: int, static: bool
) -> None:
    rig = bench(compacting, state=EAGER, static=static)
    rig.worker()
    rig.worker()
    rig.publish(8000, 250.0)
    wait_until(lambda: len(rig.alerts) > 600, 60, "the flow to start", rig.workers)
    for worker in rig.workers:
        worker.send(signal.SIGSTOP)
        pass_time(SESSION + 3)
        worker.send(signal.SIGCONT)
        pass_time(2)
    account = rig.settle()
    table(account)
    assert account.lost == 0, account
    pass_time(8)  # compaction catches up: what is left must still be right
    records = rig.read(Topic.INCIDENTS)
    reports = Counter(record.key().decode() for record in rig.read(Topic.REPORTS))
    assert len(records) < account.published / 2, "compaction has not run"
    assert {country: value["count"] for country, value in rig.state(Topic.INCIDENTS).items()} == reports
    last = {record.key().decode(): orjson.loads(record.value())[1]["count"] for record in records}
    assert last == reports  # also for a reader that takes the last write


def test_a_slow_stage_holds_up_nobody_else(bench: Callable[..., Rig], run: int) -> None:
    rig = bench()
    for _ in range(20):
        rig.publish(10)
        rig.publish(2, at="enrich", do="slow", seconds=0.5)
    worker = rig.worker()
    wait_until(lambda: sum(rig.ends(Topic.UNIQUE).values()) == 240, 20, "clean and dedupe to go ahead", worker)
    assert len(rig.alerts) < 240  # enrich is still busy
    assert rig.settle().lost == 0


def test_partitions_are_added(bench: Callable[..., Rig], run: int) -> None:
    rig = bench(partitions=2)
    rig.worker()
    rig.worker()
    rig.publish(300)
    assert rig.settle().lost == 0
    admin = rig.kafka.admin()
    for added in admin.create_partitions([NewPartitions(rig.topic(topic), 4) for topic in Topic]).values():
        added.result(20)
    for worker in rig.workers:  # as the document says: workers are started anew after partitions were added
        assert worker.stop() == 0
        worker.start()
    rig.partitions = 4
    rig.producer.list_topics(timeout=10)
    rig.publish(600)
    assert rig.settle().lost == 0
    assert all(rig.ends(Topic.UNIQUE).values()), "the new partitions are used"


def test_the_clock_of_a_worker_jumps(bench: Callable[..., Rig], table: Any, run: int) -> None:
    rig = bench()
    rig.worker(module="tests.faults.clock")
    rig.publish(3000, 300.0)
    check(rig, table, most_repeated=0)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def test_the_network_is_cut(bench: Callable[..., Rig], table: Any, run: int) -> None:
    """One worker lives in a network of its own, whose cable is pulled for longer than its session and plugged in again."""
    space, near, far = "tocsin-cut", "10.213.7.1", "10.213.7.2"
    if subprocess.run(["ip", "netns", "add", space], capture_output=True, check=False).returncode:
        pytest.skip("network namespaces can't be made here")
    try:
        ip("link", "add", "tocsin0", "type", "veth", "peer", "name", "tocsin1", "netns", space)
        ip("addr", "add", f"{near}/24", "dev", "tocsin0")
        ip("link", "set", "tocsin0", "up")
        ip("-n", space, "addr", "add", f"{far}/24", "dev", "tocsin1")
        ip("-n", space, "link", "set", "tocsin1", "up")
        with Kafka(host=near) as kafka:
            rig = bench(kafka)
            rig.worker()
            rig.worker(wrapper=("ip", "netns", "exec", space))
            rig.publish(6000, 250.0)
            wait_until(lambda: len(rig.alerts) > 400, 60, "the flow to start", rig.workers)
            ip("-n", space, "link", "set", "tocsin1", "down")
            pass_time(SESSION + 6)
            ip("-n", space, "link", "set", "tocsin1", "up")
            check(rig, table, most_repeated=3000)
    finally:
        subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", "tocsin0"], capture_output=True, check=False)
