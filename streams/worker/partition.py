"""One partition during one assignment: read a batch, run it, deliver outputs, deliver state, and only then count it done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from confluent_kafka import KafkaException

from streams.worker.arrivals import Arrival
from streams.worker.batch import Batch
from streams.worker.dead import kind_of, letter
from streams.worker.delivery import RefusedError

if TYPE_CHECKING:
    from streams.worker.member import Inbox
    from streams.worker.stage import Stage
    from streams.worker.state import State

log = logging.getLogger(__name__)

CHECK_STATE = 60.0
"""Seconds between looks for writes of others in the state of a partition where nothing happens."""
ANSWER = 2.0
"""Seconds that brokers may take to answer such a look."""
STEP = 0.05
TRIES = 2
"""Times that a record is tried alone after a failure that may not be its own."""


class Partition:
    """The epoch of a partition: after revocation nobody holds this object any more, so it can do nothing late."""

    def __init__(self, stage: Stage, number: int, inbox: Inbox, state: State) -> None:
        self.stage, self.number, self.inbox, self.state = stage, number, inbox, state
        self.done = -1
        """The next offset to be read; every record before it is done."""
        self.committed = -1
        self.ready = False
        """The state is loaded."""
        self.busy = False
        """Work is in hand that should be finished before letting go."""
        self.closing = False
        self.moved = self.checked = time.monotonic()
        self.batch: Batch | None = None
        self.task: asyncio.Task[None] = asyncio.ensure_future(self._guarded())

    def close(self) -> None:
        """Let go: finish the record in hand and stop; what waits is left."""
        self.closing = True
        self.state.cancelled.set()
        if self.batch is not None:
            self.batch.close()
        if not self.busy:
            self.task.cancel()

    def hand_over(self) -> State:
        """Give the state away, once the task has ended.

        The task and this object hold each other until Python looks for garbage, which is seldom; a large table must not wait for it.
        """
        state = self.state
        del self.state
        return state

    def beat(self) -> None:
        """Say that work goes on."""
        self.moved = time.monotonic()

    async def _guarded(self) -> None:
        try:
            await self._run()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # stop the worker with an error rather than go on half alive
            log.error("%s partition %s: %s: %s", self.stage.name, self.number, type(error).__name__, error)
            await self.stage.crash(error)

    async def _run(self) -> None:
        await self._load()
        self.done = self.committed = self.stage.member.begins[self.number]
        self.ready = True
        while not self.closing:
            self.beat()
            records = await self.inbox.take(self.stage.settings.batch)
            if not records:
                await self._look_after_state()
                continue
            self.busy = True  # nothing was awaited since they were taken: no record can fall between
            self.state.base = max(self.state.base, records[0].offset - 1)
            await self._be_sure()
            await self._process([Arrival(record, self.stage.trusted) for record in records])
            self.busy = False

    async def _process(self, arrivals: Sequence[Arrival]) -> None:
        """Do records until all are done, or the partition is to be let go.

        A batch that fails as a whole is halved until the record that makes it fail stands alone; that one is tried again
        and then set aside.
        """
        waiting: list[tuple[Sequence[Arrival], int]] = [(arrivals, 1)]
        while waiting and not self.closing:
            part, attempt = waiting.pop()
            try:
                done = await self._attempt(part)
            except RefusedError as error:
                failure: Exception = error
            except BatchError as error:
                failure = error.reason
            else:
                if done < len(part) and not self.closing:
                    raise RuntimeError(f"{self.stage.name} left {len(part) - done} of {len(part)} records undone")
                continue
            self.state.table.rollback()
            log.warning("%s %s + %s failed: %r", self.stage.name, part[0].origin, len(part) - 1, failure)
            if len(part) > 1:
                middle = len(part) // 2
                waiting += [(part[middle:], 1), (part[:middle], 1)]
            elif attempt < TRIES and not isinstance(failure, RefusedError):
                waiting.append((part, attempt + 1))
            else:
                await self._bury(part[0], failure)

    async def _attempt(self, arrivals: Sequence[Arrival]) -> int:
        """Run a batch and deliver what comes of it; return how many of its records are done."""
        batch = self.batch = Batch(self.stage.context, arrivals, self.state.table, self.beat)
        await self.stage.channel.put(batch)
        try:
            await batch.finished
        except Exception as error:
            raise BatchError(error) from error
        finally:
            self.batch = None
        await self._be_sure()
        if not batch.deaths or (self.closing and self.stage.stale):
            self.state.table.rollback()
            return 0
        self.stage.limit.count(batch.deaths)
        self.beat()
        await self.stage.delivery.send(batch.messages)
        position = arrivals[batch.done - 1].raw.offset
        await self._keep(position)
        last = batch.done - 1
        self._count(position, batch.outcomes, None if batch.deaths[last] else arrivals[last].time)
        return batch.done

    async def _be_sure(self) -> None:
        """Wait until it is sure that this partition is still ours, or is known not to be."""
        while self.stage.stale and not self.closing:
            self.beat()
            await asyncio.sleep(STEP)

    async def _bury(self, arrival: Arrival, error: Exception) -> None:
        """Set a record aside that fails alone."""
        log.warning("%s goes to the dead letters: %s", arrival.origin, kind_of(error), extra={"origin": arrival.origin})
        self.stage.limit.count([True])
        await self.stage.delivery.send([letter(arrival, self.stage.name, error, self.stage.settings.topic_prefix)])
        self._count(arrival.raw.offset, {"rejected": 1})

    def _count(self, position: int, outcomes: Any, arrived: Any = None) -> None:
        self.done = position + 1
        self.state.base = max(self.state.base, position)
        self.beat()
        self.stage.count(outcomes, arrived)

    async def _keep(self, position: int) -> None:
        """Deliver the changes of state; then the table may keep them."""
        if changes := self.state.table.changes():
            await self._write(self.state.entries(changes))
            self.state.base = max(self.state.base, position)
        self.state.table.commit()

    async def _write(self, messages: Any) -> None:
        """Write entries of state, and write our own again where somebody else has written."""
        while messages:
            offsets = await self.stage.delivery.send(messages)
            if not self.state.written(offsets):
                return
            log.warning("%s partition %s: a former owner wrote its state late", self.stage.name, self.number)
            messages = await self._in_thread(self.state.reclaim, offsets, self.beat)
            self.stage.count({"reclaimed": len(messages)})

    async def _load(self) -> None:
        if self.stage.state_topic is None:
            return
        started = time.monotonic()
        again = await self._in_thread(self.state.load, self.beat)
        size, seconds = len(self.state.table), time.monotonic() - started
        log.info("%s partition %s: %s entries of state in %.1f s", self.stage.name, self.number, size, seconds)
        await self._write(again)

    async def _look_after_state(self) -> None:
        """Now and then: forget for good what was forgotten long ago, and look for writes of others."""
        if self.stage.state_topic is None or time.monotonic() - self.checked < CHECK_STATE:
            return
        self.checked = time.monotonic()
        self.busy = True
        try:
            if self.state.behind(await self.stage.member.end(self.state.topic, self.number, ANSWER)):
                await self._write(await self._in_thread(self.state.reclaim, [], self.beat))
        except (KafkaException, TimeoutError) as error:  # no broker: nobody can write there either; asked again
            log.warning("%s: the end of the state is not known: %r", self.stage.name, error)
        await self._write(self.state.tombstones())
        self.busy = False

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, work, *arguments)


class BatchError(Exception):
    """An agent failed in a batch, and it is not known at which record."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason
