"""The supervisor: a process a stage, started again when it dies, stopped together.

Stages have processes of their own because work on the event loop of one would starve the others; ``together`` runs them all
in one, which starts quicker and is enough for little work, since the parser has its own process anyway.

On SIGTERM or SIGINT each process finishes the record that it has in hand, and is killed when it does not end in time. As
process 1 of a container it works without an init: it handles its signals and collects orphans.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from streams import topics
from streams.settings import Settings
from streams.worker import health
from streams.worker.mark import Mark, Place
from streams.worker.process import REFUSED, STOP_WITHIN
from streams.worker.reports import Line
from streams.worker.watch import Watch

log = logging.getLogger(__name__)

ALL = tuple(stage.name for stage in topics.STAGES)
TICK = 0.2
BACKOFF = (0.2, 30.0)
"""Seconds before the first restart in a row, doubled each time, up to the second."""
DEADLY = 2
"""Deaths of a process with the same record in hand after which that record is set aside."""
STEADY = 60.0
"""Seconds of life after which a process counts as recovered."""
SILENT = 30.0
"""Seconds beyond the time budget of an article without a report after which a process is killed."""
ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""For glibc: with an arena for each thread the memory of a process that lost and took partitions eight times went from 150 to 240 MB,
with two from 143 to 177, and stayed there from the third time on."""


class Child:
    """One process of the worker: its name, its stages, and its life."""

    def __init__(self, name: str, stages: Sequence[str], slot: int, agents: str, settings: Settings, leaves: bool) -> None:
        """``leaves``: it gives up its place in the groups when it is told to stop, though not when it dies."""
        self.leaves = leaves
        self.name, self.stages, self.slot, self.agents, self.settings = name, list(stages), slot, agents, settings
        self.process: subprocess.Popen[bytes] | None = None
        self.line: Line | None = None
        self.error = ""
        self.backoff = BACKOFF[0]
        self.again_at = self.since = 0.0
        self.mark = Mark()
        self.suspects: Counter[Place] = Counter()

    def start(self) -> None:
        """Start the process and send it the settings, which stay off its command line and environment."""
        ours, theirs = socket.socketpair()
        with theirs:
            shared = theirs.fileno(), self.mark.descriptor
            options = {"stages": ",".join(self.stages), "slot": self.slot, "agents": self.agents}
            options |= {"supervisor": shared[0], "mark": shared[1]}
            self.process = subprocess.Popen(  # noqa: S603 our own interpreter and module
                [sys.executable, "-m", "streams.worker.process", *(f"--{name}={value}" for name, value in options.items())],
                pass_fds=shared,
                env=ARENAS | os.environ,
                start_new_session=True,  # Ctrl-C at a terminal reaches the supervisor alone
            )
        self.line = Line(ours)
        condemned = [list(place) for place, deaths in self.suspects.items() if deaths >= DEADLY]
        settings = dataclasses.asdict(self.settings)
        self.line.send({"settings": settings, "condemned": condemned, "leaves": self.leaves})
        self.since = time.monotonic()
        self.error = ""

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is a process to take it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def ended(self) -> int | None:
        """The exit code, once it has ended."""
        return None if self.process is None else self.process.poll()

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


class Supervisor:
    """Runs the processes of one worker until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        stages: Sequence[str] = ALL,
        processes: int = 1,
        *,
        together: bool = False,
        agents: str = "streams.worker.agents",
        on_ready: Callable[[], object] | None = None,
        stall_seconds: float = 180.0,
        silent_seconds: float = SILENT,
    ) -> None:
        """``processes`` of each stage; ``on_ready`` is called once, when all of them can work."""
        own = not settings.instance
        if own:  # names in the groups that survive the restart of a process, given back when all is stopped
            settings = dataclasses.replace(settings, instance=f"own-{uuid.uuid4().hex[:12]}")
        groups = [list(stages)] if together else [[stage] for stage in stages]
        self.settings = settings
        self.children = [
            Child(f"{'+'.join(group)}-{slot}", group, slot, agents, settings, leaves=own)
            for group in groups
            for slot in range(processes)
        ]
        self.watch = Watch(stall_seconds, settings.article_seconds + silent_seconds)
        for child in self.children:  # before they start: nothing is ready yet
            self.watch.expect(child.name, child.stages)
        self._on_ready = on_ready
        self._stopping = False
        self._refusal: str | None = None

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or an error that only a person can cure; return the exit code."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(_signals(self.stop))
            stack.enter_context(health.serve(self.settings.health_host, self.settings.health_port, self.watch))
            selector = stack.enter_context(selectors.DefaultSelector())
            for child in self.children:
                self._start(child, selector)
            try:
                while not self._stopping:
                    self._tick(selector)
            finally:
                self._end(selector)
        if self._refusal:
            log.error("%s", self._refusal)
            return 1
        return 0

    def stop(self) -> None:
        """Stop soon; safe to call from a signal handler or another thread."""
        self._stopping = True

    def _start(self, child: Child, selector: selectors.BaseSelector) -> None:
        child.start()
        self.watch.expect(child.name, child.stages)
        selector.register(child.line, selectors.EVENT_READ, child)  # type: ignore[arg-type]

    def _tick(self, selector: selectors.BaseSelector) -> None:
        self._listen(selector, TICK)
        for child in self.children:
            if (code := child.ended()) is not None:
                self._mourn(child, code, selector)
            elif child.process is None:
                if time.monotonic() > child.again_at:
                    self._start(child, selector)
            elif ailment := self.watch.ailing(child.name):
                log.error("%s; the process is killed and started again", ailment)
                child.signal(signal.SIGKILL)
        if os.getpid() == 1:
            _collect_orphans({child.process.pid for child in self.children if child.process})
        if self._on_ready and self.watch.ready:
            self._on_ready()
            self._on_ready = None

    def _listen(self, selector: selectors.BaseSelector, seconds: float) -> None:
        for key, _ in selector.select(seconds):
            child: Child = key.data
            reports = child.line.arrived() if child.line else None
            if reports is None:
                selector.unregister(key.fileobj)
                continue
            for report in reports:
                child.error = report.get("error", child.error)
                self.watch.hear(child.name, report)

    def _mourn(self, child: Child, code: int, selector: selectors.BaseSelector) -> None:
        self._listen(selector, 0)
        with contextlib.suppress(KeyError, ValueError):
            selector.unregister(child.line)  # type: ignore[arg-type]
        if code == REFUSED:
            self._refusal = f"{child.name} stopped for good: {child.error}"
            self._stopping = True
        else:
            log.warning(
                "%s ended with %s%s; it is started again", child.name, code, f": {child.error}" if child.error else ""
            )
        child.bury()
        self.watch.restarted(child.name)

    def _end(self, selector: selectors.BaseSelector) -> None:
        """Tell all processes to stop, wait, and kill what does not."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self.settings.flush_seconds + STOP_WITHIN + 5
        while any(child.process is not None and child.ended() is None for child in self.children):
            self._listen(selector, TICK)
            if time.monotonic() > deadline:
                log.error("processes did not stop in time and are killed")
                for child in self.children:
                    child.signal(signal.SIGKILL)
        self._listen(selector, 0)


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Stop on SIGTERM and SIGINT while the block runs; does nothing outside the main thread."""
    before: dict[signal.Signals, Any] = {}
    with contextlib.suppress(ValueError):
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda *_: stop())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _collect_orphans(ours: set[int]) -> None:
    """As process 1: take leave of processes that were left to us, and of none of our own."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and found.si_pid not in ours:
            os.waitpid(found.si_pid, os.WNOHANG)
