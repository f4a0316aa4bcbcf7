"""Workers are killed, stopped, paused and joined by others mid-stream: nothing is lost, state is exact."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from streams.topics import Topic
from tests.faults.rig import SESSION, Rig, runs
from tests.kafka import wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

COUNT, RATE = 4000, 500.0


def check(rig: Rig, table: Callable[..., None], worst_silence: float = 60, most_repeated: int = COUNT // 2) -> None:
    """Nothing lost, each report counted exactly once in the state, no stage lagging; at most a batch of each stage repeated."""
    account = rig.settle()
    table(account)
    assert account.lost == 0, f"{account}\nreached {rig.trail()}, lags {rig.lags()}\n{rig.workers}"
    assert len(rig.alerts) == account.published, account
    assert not any(rig.lags().values()), rig.lags()
    assert account.repeated <= most_repeated, account
    assert account.silence <= worst_silence, account
    assert account.dead == 0, rig.dead[0].headers()
    reports = Counter(record.key().decode() for record in rig.read(Topic.REPORTS))
    assert {country: value["count"] for country, value in rig.state(Topic.INCIDENTS).items()} == reports
    assert set(rig.state(Topic.SEEN)) == set(rig.published)


@pytest.fixture(params=["dynamic", "static"])
def flowing(request: pytest.FixtureRequest, bench: Callable[..., Rig], run: int) -> Rig:
    """Two workers in the middle of a steady flow."""
    rig = bench(static=request.param == "static")
    rig.worker()
    rig.worker()
    rig.publish(COUNT, RATE)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.15, 60, "the flow to start", rig.workers)
    return rig


def test_nothing_happens(flowing: Rig, table: Any) -> None:
    check(flowing, table, most_repeated=0)


def test_kill_of_one_of_two(flowing: Rig, table: Any) -> None:
    flowing.workers[0].kill()
    flowing.workers[0].start()
    check(flowing, table)


def test_stop_and_restart_of_one_of_two(flowing: Rig, table: Any) -> None:
    assert flowing.workers[0].stop() == 0
    flowing.workers[0].start()
    check(flowing, table)


def test_stop_of_one_of_two(flowing: Rig, table: Any) -> None:
    assert flowing.workers[0].stop() == 0
    check(flowing, table)


def test_a_third_joins(flowing: Rig, table: Any) -> None:
    flowing.worker()
    check(flowing, table)


def test_rolling_restart(flowing: Rig, table: Any) -> None:
    for worker in flowing.workers:
        assert worker.stop() == 0
        worker.start()
        seen = len(flowing.alerts)
        wait_until(lambda seen=seen: len(flowing.alerts) > min(seen + 200, COUNT - 1), 60, "more", flowing.workers)
    check(flowing, table)


def test_pause_past_the_session(flowing: Rig, table: Any) -> None:
    flowing.workers[0].send(signal.SIGSTOP)
    paused = time.monotonic()
    wait_until(lambda: time.monotonic() - paused > SESSION + 3, SESSION + 10, "the session to end")
    flowing.workers[0].send(signal.SIGCONT)
    check(flowing, table)


def test_the_process_that_the_others_are_forked_from_is_killed(bench: Callable[..., Rig], table: Any, run: int) -> None:
    """The supervisor can tell no more how its processes fare: it starts all of them again, and those before let go."""
    rig = bench()
    tree = rig.worker(tree=True, session_timeout=30)
    rig.publish(COUNT, RATE)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.15, 60, "the flow to start", rig.workers)
    before = tree.stages()
    os.kill(tree.nursery(), signal.SIGKILL)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.5, 60, "the flow to go on", rig.workers)
    assert not set(before) & set(tree.stages())
    wait_until(lambda: not any(runs(process) for process in before), 40, "the end of the former processes", tree)
    check(rig, table, worst_silence=15)


def test_a_process_that_dies_is_back_before_its_session_ends(bench: Callable[..., Rig], table: Any, run: int) -> None:
    """The supervisor starts it again in its own place, so that its partitions do not wait for the session to end."""
    rig = bench()
    trees = [rig.worker(tree=True, session_timeout=30), rig.worker(tree=True, session_timeout=30)]
    rig.publish(COUNT, RATE)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.15, 60, "the flow to start", rig.workers)
    (child,) = trees[0].stages()
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: len(rig.alerts) > COUNT * 0.5, 60, "the flow to go on", rig.workers)
    assert trees[1].stop() == 0  # for good: it gives its place back
    check(rig, table, worst_silence=12)
    assert max(rig.first[uri] - at for uri, at in rig.published.items()) < 20
