"""Where the processes of a worker come from: each is forked from one process that has imported what all of them need.

Importing takes most of the time that a process needs to start, and much of its memory. Done once, a worker is ready sooner, a process
that died is replaced at once, and what was imported lies in memory once. The process that the others are forked from is Python's own
fork server; it does nothing else, has no threads, and ends when nobody is left who could ask it.

As always with :mod:`multiprocessing`, a program that runs a supervisor of its own must be importable without running it.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing import forkserver, resource_tracker
from typing import Any

from streams.settings import Settings
from streams.worker.mark import Mark, Place
from streams.worker.process import Work, run
from streams.worker.reports import Line

BACKOFF = (0.2, 30.0)
"""Seconds before the first restart in a row, doubled each time, up to the second."""
DEADLY = 2
"""Deaths of a process with the same record in hand after which that record is set aside."""
STEADY = 60.0
"""Seconds of life after which a process counts as recovered."""
JOIN_WITHIN = 10.0
"""Seconds that a process may take to end after it has let go of its line."""
ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""For glibc: with an arena for each thread the memory of a process that lost and took partitions eight times went from 150 to 240 MB,
with two from 143 to 177, and stayed there from the third time on."""
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["streams.worker.process", "streams.worker.app", "streams.worker.agents"])


def prepare() -> None:
    """Start importing, in the background, what processes will need, unless that runs already; the earlier, the sooner they are there."""
    added = {name: value for name, value in ARENAS.items() if name not in os.environ}
    os.environ.update(added)
    try:
        forkserver.ensure_running()
    finally:
        for name in added:
            del os.environ[name]


def own() -> set[int]:
    """Return the ids of the processes that this one has started and takes leave of itself."""
    server: Any = forkserver._forkserver
    tracker: Any = resource_tracker._resource_tracker
    return {server._forkserver_pid, tracker._pid} - {None}


class Child:
    """One process of the worker: its name, its stages, and its life."""

    def __init__(self, name: str, stages: Sequence[str], slot: int, agents: str, settings: Settings, leaves: bool) -> None:
        """``leaves``: it gives up its place in the groups when it is told to stop, though not when it dies."""
        self.leaves = leaves
        self.name, self.stages, self.slot, self.agents, self.settings = name, list(stages), slot, agents, settings
        self.process: Any = None
        self.line: Line | None = None
        self.error = ""
        self.backoff = BACKOFF[0]
        self.again_at = self.since = 0.0
        self.mark = Mark()
        self.suspects: Counter[Place] = Counter()

    def start(self) -> None:
        """Start the process; the settings stay off its command line and environment."""
        condemned = [place for place, deaths in self.suspects.items() if deaths >= DEADLY]
        work = Work(self.settings, self.stages, self.slot, self.agents, condemned, self.leaves)
        prepare()
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = _FORKING.Process(target=run, args=(work, theirs, self.mark), name=self.name)
            self.process.start()
        self.line = Line(ours)
        self.since = time.monotonic()
        self.error = ""

    def terminate(self) -> None:
        """Ask the process to stop, if there is one: by a signal, and by the line, should what it was forked from be gone."""
        if self.process is not None and self.line is not None:
            self.process.terminate()
            self.line.finish()

    def kill(self) -> None:
        """End the process at once, if there is one."""
        if self.process is not None:
            self.process.kill()

    def ended(self) -> int | None:
        """The exit code, once it has ended; minus the number of the signal that killed it."""
        return None if self.process is None else self.process.exitcode

    def join(self) -> None:
        """Wait until it has ended, which it is about to."""
        if self.process is not None:
            self.process.join(JOIN_WITHIN)

    def bury(self) -> None:
        """Forget the process that ended, suspect the record that it had in hand, and plan the next."""
        if place := self.mark.read():
            self.suspects[place] += 1
            self.mark.clear()
        if self.line is not None:
            self.line.close()
        if time.monotonic() - self.since > STEADY:
            self.backoff = BACKOFF[0]
        self.process, self.line = None, None
        self.again_at = time.monotonic() + self.backoff
        self.backoff = min(2 * self.backoff, BACKOFF[1])
