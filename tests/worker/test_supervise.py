"""The supervisor: what dies is started again, what refuses to work stops all, and all stop together."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from streams import embedded
from streams.settings import Settings
from streams.worker import nursery
from streams.worker.supervise import Supervisor
from tests.faults.rig import runs
from tests.kafka import free_port, wait_until

TOY = "tests.faults.toy"


@pytest.fixture
def settings() -> Iterator[Settings]:
    with embedded.broker(port=0) as address:
        yield Settings(broker=address, health_port=0, session_timeout=6, flush_seconds=2, log_level="ERROR")


class Running:
    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor, self.code = supervisor, -1
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.code = self.supervisor.run()

    def stop(self) -> int:
        self.supervisor.stop()
        self.thread.join(40)
        assert not self.thread.is_alive()
        return self.code


def pids(supervisor: Supervisor) -> list[int]:
    return [child.process.pid for child in supervisor.children if child.process]


def test_a_process_a_stage_becomes_ready_and_stops(settings: Settings) -> None:
    ready = threading.Event()
    supervisor = Supervisor(settings, agents=TOY, on_ready=ready.set)
    running = Running(supervisor)
    try:
        assert ready.wait(60)
        assert [child.name for child in supervisor.children] == ["clean-0", "dedupe-0", "enrich-0", "alert-0"]
        mine = pids(supervisor)
        assert len(mine) == 4
    finally:
        assert running.stop() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in mine)


def test_processes_of_one_stage_have_slots(settings: Settings) -> None:
    supervisor = Supervisor(settings, ["enrich"], 3, agents=TOY)
    assert [(child.name, child.slot) for child in supervisor.children] == [("enrich-0", 0), ("enrich-1", 1), ("enrich-2", 2)]


def test_what_dies_is_started_again(settings: Settings) -> None:
    supervisor = Supervisor(settings, together=True, agents=TOY)
    running = Running(supervisor)
    try:
        wait_until(lambda: supervisor.watch.ready, 60, "ready")
        (first,) = pids(supervisor)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: pids(supervisor) not in ([], [first]), 20, "another process")
        wait_until(lambda: supervisor.watch.ready, 60, "ready again")
        assert b'tocsin_restarts_total{stage="clean"} 1.0' in supervisor.watch.metrics.text()
    finally:
        assert running.stop() == 0


def test_processes_end_when_the_supervisor_is_gone(settings: Settings) -> None:
    supervisor = Supervisor(settings, ["clean"], agents=TOY)
    (child,) = supervisor.children
    child.start()
    assert child.line is not None and child.process is not None
    child.line.close()
    child.process.join(40)
    assert child.process.exitcode == 0


def test_a_process_stops_when_told_to_though_what_it_was_forked_from_is_gone(settings: Settings) -> None:
    """Python can neither signal nor await it then: multiprocessing takes it for dead."""
    (child,) = Supervisor(settings, ["clean"], agents=TOY).children
    child.start()
    pid = child.process.pid
    (server,) = (own for own in nursery.own() if b"forkserver" in Path(f"/proc/{own}/cmdline").read_bytes())
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: child.ended() is not None, 20, "the loss to be noticed")
    assert runs(pid)
    child.terminate()
    wait_until(lambda: not runs(pid), 40, "its end")


def test_without_a_broker_a_worker_waits_for_it_and_can_be_told_to_stop(settings: Settings) -> None:
    port = free_port()
    supervisor = Supervisor(replace(settings, broker=f"127.0.0.1:{port}"), ["clean"], agents=TOY)
    running = Running(supervisor)
    try:
        wait_until(lambda: all(pids(supervisor)) and pids(supervisor), 60, "a process")
        first, (child,) = pids(supervisor), supervisor.children
        wait_until(lambda: supervisor.watch._heard[child.name] > child.since + 3, 60, "reports of some seconds")
        assert pids(supervisor) == first and not supervisor.watch.ready
        with embedded.broker(port=port):
            wait_until(lambda: supervisor.watch.ready, 60, "it to be ready")
            assert pids(supervisor) == first
        assert running.stop() == 0
    finally:
        running.stop()


def test_only_what_was_left_to_it_is_an_orphan() -> None:
    """As process 1 it takes leave of orphans; the fork server and its companion are no orphans, and known by their ids."""
    nursery.prepare()
    assert len(nursery.own()) == 2
    assert all(Path(f"/proc/{pid}").exists() for pid in nursery.own())


def test_memory_is_shared_out_in_few_arenas_but_not_for_this_process() -> None:
    before = dict(os.environ)
    nursery.prepare()
    assert dict(os.environ) == before
    (server,) = (pid for pid in nursery.own() if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes())
    assert b"MALLOC_ARENA_MAX=2" in Path(f"/proc/{server}/environ").read_bytes().split(b"\0")
