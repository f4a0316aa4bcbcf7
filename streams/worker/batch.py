"""A batch: records of one partition in order, and what a stage makes of them. Nothing leaves before it is done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from streams.settings import Settings
from streams.stages.outputs import Output
from streams.stages.table import Table
from streams.topics import STAGES
from streams.worker.apart import Apart, Done
from streams.worker.arrivals import Arrival, Record
from streams.worker.budget import Budget, OverBudgetError
from streams.worker.dead import kind_of, letter
from streams.worker.mark import Mark, Place
from streams.worker.messages import Message, Packer

log = logging.getLogger(__name__)

TOGETHER = 32
"""Records given to the process for heavy work at once: they share a run of the parser, and a revocation waits for them."""
SLICE = 0.05
"""Seconds after which a stage lets the event loop run, for heartbeats and other partitions."""

Work = Callable[[Arrival, "Batch"], Iterable[Output]]
Outcome = Callable[[Sequence[Output], Arrival], str]


class DeadlyError(RuntimeError):
    """A record that brings the process down."""


class Context:
    """What the batches of a stage share."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self.stage = stage
        self.settings = settings
        self.packer = Packer(stage, settings)
        self.budget = Budget(settings.article_seconds)
        self.apart: Apart | None = None
        self.number = [known.name for known in STAGES].index(stage)
        self.mark = Mark()
        self.condemned: frozenset[Place] = frozenset()
        self.waiting: list[Batch] = []
        """Batches that are to be done apart and whose turn has not come."""


class Batch:
    """Records of one partition during one assignment, with the state of that partition.

    An agent calls ``each``, or iterates and calls ``put`` and ``bury`` itself. Asking for the next batch says that this
    one is done. ``done`` records, counted from the first, are done then: fewer than all when the partition is being let go.
    """

    def __init__(self, context: Context, arrivals: Sequence[Arrival], table: Table[Any], beat: Callable[[], None]) -> None:
        self.context, self.arrivals = context, arrivals
        self.table: Any = table  # of the kind that the agent declared
        self.settings = context.settings
        self.messages: list[Message] = []
        self.deaths: list[bool] = []
        self.outcomes: Counter[str] = Counter()
        self.started = self.closing = False
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._beat = beat
        if context.apart:
            context.waiting.append(self)

    @property
    def done(self) -> int:
        """How many records are done, from the first on."""
        return len(self.deaths)

    async def each(self, work: Work, outcome: Outcome | None = None) -> None:
        """Run a stage on each record in turn: what it yields goes out, what it cannot use goes to the dead letters.

        ``outcome`` names what became of a record by its outputs and itself, for the counters. The event loop runs in between, and the
        rest of the batch is left undone when the partition is being let go.
        """
        context = self.context
        budget, pack, mark = context.budget, context.packer.pack, context.mark.set
        pause = time.monotonic() + SLICE
        for arrival in self.arrivals:
            if time.monotonic() > pause:
                self._beat()
                await asyncio.sleep(0)
                pause = time.monotonic() + SLICE
            if self.closing:
                return
            try:
                budget.begin()
                raw = arrival.raw
                if context.condemned:
                    self._refuse_condemned(raw)
                mark(context.number, raw.partition, raw.offset)
                outputs = list(work(arrival, self))
                messages = [pack(output, arrival) for output in outputs]
                named = outcome(outputs, arrival) if outcome else "done"
                budget.end()
            except (Exception, OverBudgetError) as error:
                budget.end()
                self.bury(arrival, error)
            else:
                self.put(messages, named)

    async def each_apart(self) -> None:
        """Have each record done by the stage's process for heavy work, some at a time; see :mod:`streams.worker.apart`.

        Where there is room, records of the batches that wait go along, because many at once are done faster: their answers are kept.
        """
        if self.context.apart is None:
            raise RuntimeError(f"stage {self.context.stage} was declared without work to be done apart")
        for start in range(0, len(self.arrivals), TOGETHER):
            if self.closing:
                return
            end = min(start + TOGETHER, len(self.arrivals))
            if asked := [arrival for arrival in self.arrivals[start:end] if arrival.answer is None]:
                others = (arrival for batch in self.context.waiting for arrival in batch.arrivals if arrival.answer is None)
                asked += islice(others, TOGETHER - len(asked))
                async for arrival, answer in self.context.apart.work(asked, self._beat):
                    arrival.answer = answer
                    self._take_answers(end)
            self._take_answers(end)

    def _take_answers(self, end: int) -> None:
        """Records before ``end`` are done as far as they are answered."""
        for arrival in self.arrivals[self.done : end]:
            match arrival.answer:
                case None:
                    return
                case Done(messages, outcome):
                    self.put(messages, outcome)
                case error:
                    self.bury(arrival, error)

    def _refuse_condemned(self, raw: Record) -> None:
        """Refuse a record that has brought the process down before."""
        if (self.context.number, raw.partition, raw.offset) in self.context.condemned:
            raise DeadlyError("the process died more than once with this record in hand")

    def put(self, messages: Iterable[Message], outcome: str = "done") -> None:
        """The next record is done: send these, and keep what it changed."""
        self.messages.extend(messages)
        self.table.keep(self.arrivals[self.done].raw.offset)
        self.deaths.append(False)
        self.outcomes[outcome] += 1

    def bury(self, arrival: Arrival, error: BaseException) -> None:
        """The next record cannot be used: take back what it changed and send it to the dead letters."""
        self.table.undo()
        log.warning("%s goes to the dead letters: %s", arrival.origin, kind_of(error), extra={"origin": arrival.origin})
        self.messages.append(letter(arrival, self.context.stage, error, self.settings.topic_prefix))
        self.deaths.append(True)
        self.outcomes["rejected"] += 1

    def close(self) -> None:
        """The partition is being let go: do no more records than the one in hand."""
        self.closing = True
        if not self.started:
            self._leave()
            self.finish()

    def begin(self) -> None:
        """Its turn has come."""
        self.started = True
        self._leave()

    def _leave(self) -> None:
        if self in self.context.waiting:
            self.context.waiting.remove(self)

    def finish(self, error: BaseException | None = None) -> None:
        """Tell who waits that the agent is through with this batch, or failed."""
        self.context.mark.clear()
        self.table = None  # the agent holds its last batch until the next comes: it must not hold the state of a lost partition
        if not self.finished.done():
            if error is None:
                self.finished.set_result(None)
            else:
                self.finished.set_exception(error)


Agent = Callable[[AsyncIterator[Batch]], Awaitable[None]]


async def in_turn(stream: AsyncIterator[Batch], hand: list[Batch]) -> AsyncIterator[Batch]:
    """Yield each batch of a stream; when the next is asked for, the one in ``hand`` is finished."""
    async for batch in stream:
        if batch.finished.done():  # given up while it waited: the partition was let go
            continue
        batch.begin()
        hand[:] = [batch]
        yield batch
        batch.finish()
        hand.clear()


async def run(agent: Agent, stream: AsyncIterator[Batch]) -> None:
    """Run an agent over a stream of batches; a batch in which it raises, or leaves, fails, and the agent starts anew."""
    batches = aiter(stream)  # once: it outlives the agent's loop
    while True:
        hand: list[Batch] = []
        try:
            await agent(in_turn(batches, hand))
            error: Exception = RuntimeError("the agent left its loop; expected it to take every batch")
        except Exception as raised:
            error = raised
        for batch in hand:
            batch.finish(error)
        if not hand:
            return  # the stream has ended: the application stops
