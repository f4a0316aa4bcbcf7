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
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from streams import topics
from streams.settings import Settings
from streams.worker import health, nursery
from streams.worker.nursery import Child
from streams.worker.process import REFUSED, STOP_WITHIN
from streams.worker.watch import Watch

log = logging.getLogger(__name__)

ALL = tuple(stage.name for stage in topics.STAGES)
TICK = 0.2
SILENT = 30.0
"""Seconds beyond the time budget of an article without a report after which a process is killed."""


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
            try:
                for child in self.children:
                    self._start(child, selector)
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
                child.kill()
        if os.getpid() == 1:
            _collect_orphans(nursery.own())
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
        """Tell all processes to stop, wait until each has let go of its line, and kill what does not."""
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + self.settings.flush_seconds + STOP_WITHIN + 5
        while selector.get_map():
            self._listen(selector, TICK)
            if time.monotonic() > deadline:
                log.error("processes did not stop in time and are killed")
                for child in self.children:
                    child.kill()
        for child in self.children:
            child.join()


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
