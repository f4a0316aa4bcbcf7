"""Heavy work apart: a process of its own for the parser; the event loop stays free, a hanging article harms only itself.

The process holds the language model and answers one record after another; records that come together share a run of the
parser. A record that takes longer than its budget is interrupted inside the process. A process that does not answer, because
a library hangs or it died, is killed and started anew; then its records are given one by one, and the one that fails
alone goes to the dead letters.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from streams.settings import Settings
from streams.stages.outputs import Output
from streams.worker import linux
from streams.worker.arrivals import Arrival, Record
from streams.worker.budget import Budget, OverBudgetError
from streams.worker.dead import FarError, kind_of
from streams.worker.messages import Message, Packer
from streams.worker.process import COLLECT

log = logging.getLogger(__name__)

READY_WITHIN = 180.0
"""Seconds to load the model on a slow machine."""
GRACE = 5.0
"""Seconds beyond two budgets after which a silent process is killed."""
FLUSH_EVERY = 0.1
"""Seconds after which the process sends the answers that it has."""


class Done(NamedTuple):
    """What became of a record."""

    messages: list[Message]
    outcome: str


Answer = Done | FarError
Together = Callable[[Sequence[Any]], Iterator[tuple[Sequence[Output], str]]]
"""Heavy work: JSON objects in; the outputs and the outcome of each out, in order."""


class NoAnswerError(RuntimeError):
    """The process for heavy work did not answer in time, or died."""


class Apart:
    """The process, as the stage sees it.

    ``factory`` names a function ``module:name`` that takes the settings and returns a :data:`Together`; it is called in
    the process.
    """

    def __init__(self, stage: str, settings: Settings, factory: str) -> None:
        self._stage, self._settings, self._factory = stage, settings, factory
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="apart")
        self._process: Any = None
        self.ready = False
        self.restarts = 0

    def launch(self) -> None:
        """Start the process, which needs no event loop: it loads the model while this one is still importing."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, self._stage, self._settings, self._factory), name=f"{self._stage}-apart", daemon=True
        )
        self._process.start()
        theirs.close()

    def start(self) -> None:
        """Wait in the background until the process is ready; start it, unless it was launched before."""
        if self._process is None:
            self.launch()
        self.ready = False
        self._loading = asyncio.ensure_future(self._await_ready())

    def stop(self) -> None:
        """End the process."""
        self._loading.cancel()
        self._process.kill()
        self._process.join(5)
        self._pipe.close()
        self._thread.shutdown(wait=False)

    async def work(self, arrivals: Sequence[Arrival], beat: Callable[[], None]) -> AsyncIterator[tuple[Arrival, Answer]]:
        """Have records done; yield each with its answer, in order."""
        waiting = list(arrivals)
        together = len(waiting)
        while waiting:
            try:
                async for answer in self._ask(waiting[:together], beat):
                    yield waiting.pop(0), answer
            except NoAnswerError as error:
                await self._restart(error)
                if together == 1:
                    yield waiting.pop(0), FarError(kind_of(error), str(error))
                together = 1

    async def _ask(self, arrivals: Sequence[Arrival], beat: Callable[[], None]) -> AsyncIterator[Answer]:
        await self._loading
        seconds = 2 * self._settings.article_seconds + GRACE
        await self._in_thread(self._send, [arrival.raw for arrival in arrivals])
        left = len(arrivals)
        while left:
            answers = await self._in_thread(self._receive, seconds)
            beat()
            for answer in answers:
                yield answer
            left -= len(answers)

    async def _restart(self, error: NoAnswerError) -> None:
        log.warning("%s: %s; its process is started anew", self._stage, error)
        self.restarts += 1
        self._process.kill()
        await self._in_thread(self._process.join, 10)
        self._pipe.close()
        self.launch()
        self.start()

    async def _await_ready(self) -> None:
        await self._in_thread(self._receive, READY_WITHIN)
        self.ready = True

    def _send(self, records: list[Record]) -> None:
        try:
            self._pipe.send(records)
        except (OSError, ValueError):
            raise NoAnswerError("the process for heavy work is gone") from None

    def _receive(self, seconds: float) -> list[Answer]:
        try:
            if not self._pipe.poll(seconds):
                raise NoAnswerError(f"no answer within {seconds:g} s")
            answers = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(5)
            raise NoAnswerError(f"the process for heavy work died with exit code {self._process.exitcode}") from None
        return [FarError(*answer) if type(answer) is tuple else answer for answer in answers]

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def serve(pipe: Connection, stage: str, settings: Settings, factory: str) -> None:
    """What the process does: load, say so, and answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()  # Linux shares the cores out among sessions: the dearest load of a start is not to halve its stage's share
    linux.call_process(f"tocsin {stage} 2")
    linux.die_with_parent()  # never outlive the stage
    if os.getppid() == 1 and multiprocessing.parent_process() is None:
        return
    module, name = factory.split(":")
    together: Together = getattr(importlib.import_module(module), name)(settings)
    packer, budget = Packer(stage, settings), Budget(settings.article_seconds)
    budget.arm()
    gc.freeze()  # the model stays
    gc.set_threshold(*COLLECT)
    pipe.send([])
    with contextlib.suppress(EOFError, OSError):
        while True:
            answers: list[Any] = []
            sent = time.monotonic()
            for answer in _answers([Arrival(record, trusted=True) for record in pipe.recv()], together, packer, budget):
                answers.append((answer.kind, str(answer)) if isinstance(answer, FarError) else answer)
                if time.monotonic() - sent > FLUSH_EVERY:
                    pipe.send(answers)
                    answers, sent = [], time.monotonic()
            if answers:
                pipe.send(answers)


def _answers(arrivals: Sequence[Arrival], together: Together, packer: Packer, budget: Budget) -> Iterator[Answer]:
    """Do records together, those that remain one by one where that fails."""
    answered = 0
    try:
        budget.begin()
        records = [arrival.json() for arrival in arrivals]
        for arrival, (outputs, outcome) in zip(arrivals, together(records), strict=True):
            messages = [packer.pack(output, arrival) for output in outputs]
            budget.end()
            answered += 1
            yield Done(messages, outcome)
            budget.begin()
        budget.end()
    except (Exception, OverBudgetError) as error:
        budget.end()
        if len(arrivals) == 1 and not answered:
            yield FarError(kind_of(error), str(error))
            return
        for arrival in arrivals[answered:]:
            yield from _answers([arrival], together, packer, budget)
