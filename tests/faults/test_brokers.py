"""Brokers die, freeze and come back; the network is cut: workers wait, and nothing is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.rig import Rig, runs
from tests.faults.test_workers import check
from tests.kafka import Kafka, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.faults]
COUNT, RATE = 4000, 300.0


@pytest.fixture
def own() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


@pytest.fixture
def three() -> Iterator[Kafka]:
    with Kafka(3) as kafka:
        yield kafka


def wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > until, seconds + 5, "time to pass")


def started(rig: Rig) -> Rig:
    rig.worker()
    rig.worker()
    rig.publish(COUNT, RATE)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.1, 60, "the flow to start", rig.workers)
    return rig


@pytest.mark.parametrize("seconds", [10, 60])
def test_the_broker_is_killed(own: Kafka, bench: Callable[..., Rig], table: Any, run: int, seconds: int) -> None:
    rig = started(bench(own))
    own.kill()
    wait(seconds)
    own.start()
    check(rig, table, worst_silence=seconds + 60, most_repeated=COUNT)


def test_the_broker_freezes(own: Kafka, bench: Callable[..., Rig], table: Any, run: int) -> None:
    rig = started(bench(own))
    own.signal(signal.SIGSTOP)
    wait(15)
    own.signal(signal.SIGCONT)
    check(rig, table, worst_silence=75, most_repeated=COUNT)


def test_three_brokers_are_killed_one_after_another(three: Kafka, bench: Callable[..., Rig], table: Any, run: int) -> None:
    rig = started(bench(three))
    for broker in range(3):
        three.kill(broker)
        wait(8)
        three.start(broker)
        three.wait()
        wait(4)  # replicas catch up; leaders move with each kill
    check(rig, table, worst_silence=75, most_repeated=COUNT)


def test_nothing_is_left_of_a_worker_whose_supervisor_dies_while_the_broker_freezes(
    own: Kafka, bench: Callable[..., Rig], run: int
) -> None:
    """Its processes wait for a broker that does not answer, and end all the same."""
    rig = bench(own)
    tree = rig.worker(tree=True)
    rig.publish(200)
    wait_until(lambda: len(rig.alerts) >= 200, 60, "the first alerts", tree)
    left = tree.descendants()
    assert left
    own.signal(signal.SIGSTOP)
    tree.kill()
    wait_until(lambda: not any(runs(process) for process in left), 90, "the end of its processes", tree)
    own.signal(signal.SIGCONT)
    rig.publish(200)
    tree.start()
    assert rig.settle().lost == 0


def test_sigterm_while_the_broker_is_down(own: Kafka, bench: Callable[..., Rig], run: int) -> None:
    rig = started(bench(own))
    own.kill()
    began = time.monotonic()
    for worker in rig.workers:
        worker.send(signal.SIGTERM)
    for worker in rig.workers:
        assert worker.process is not None
        worker.process.wait(40)
    assert time.monotonic() - began < 40
    own.start()
    own.wait()
    for worker in rig.workers:
        worker.start()
    assert rig.settle().lost == 0
