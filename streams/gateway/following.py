"""Follow topics from their beginning, without a consumer group, and hand on what comes.

A :class:`Follower` is all that the gateway knows of where records come from; tests put :class:`Given` in its place.
Offsets are never committed: each gateway reads the whole of what the topic still holds when it starts, then stays at
its end. A broker that goes away is waited for; reading goes on behind the last offset handed on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from streams import connection
from streams.settings import Settings

log = logging.getLogger(__name__)

BATCH = 2_000
"""Most records handed on at once, so that requests are answered while a long topic is read."""
PATIENCE = 0.25
"""Seconds that a fetch waits for more."""
CHECK = 10.0
"""Seconds between questions whether the broker is there, and what it may take to answer."""
MEETING = 60.0
"""Seconds that it may take to meet the brokers, and to learn where the topic begins and ends."""
LONGEST_PAUSE = 5.0
"""Seconds between attempts to reach a broker that is away."""


class Read(NamedTuple):
    """A record as it lies on the topic."""

    partition: int
    offset: int
    value: bytes | None


class Batch(NamedTuple):
    """Records in order of their partitions, and whether the end of the topic was reached behind them."""

    records: Sequence[Read]
    at_end: bool


class Follower(Protocol):
    """Something that records come from."""

    def follow(self) -> AsyncIterator[Batch]:
        """Yield batches for as long as anybody listens; the first with ``at_end`` means that all there was is read."""
        ...


class Given:
    """A follower for tests and demonstrations: hands on what is put into it."""

    def __init__(self, records: Sequence[Read] = ()) -> None:
        self._queue: asyncio.Queue[Batch] = asyncio.Queue()
        self._queue.put_nowait(Batch(list(records), at_end=True))
        self._next = max((record.offset + 1 for record in records), default=0)

    def put(self, *values: bytes | None) -> None:
        """Let records come, all in partition 0."""
        self._queue.put_nowait(Batch([Read(0, self._next + n, value) for n, value in enumerate(values)], at_end=True))
        self._next += len(values)

    async def follow(self) -> AsyncIterator[Batch]:
        """Yield what was given, then what is put in."""
        while True:
            try:
                batch = await asyncio.wait_for(self._queue.get(), CHECK)
            except TimeoutError:
                batch = Batch([], at_end=True)
            yield batch


class TopicFollower:
    """Follows one topic of a Kafka cluster."""

    def __init__(self, settings: Settings, topic: str, max_age: timedelta | None = None) -> None:
        self.settings = settings
        self.topic = topic
        self.max_age = max_age
        self._positions: dict[int, int] = {}

    async def follow(self) -> AsyncIterator[Batch]:
        """Yield batches forever; a broker that is away is tried again, less and less often."""
        pause = 0.5
        while True:
            try:
                async for batch in self._read():
                    pause = 0.5
                    yield batch
            except Exception as why:  # whatever a client raises while its broker is away: say so and try again
                log.warning(
                    "%s can't be followed: %s: %s; next attempt in %.1f s", self.topic, type(why).__name__, why, pause
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _read(self) -> AsyncIterator[Batch]:
        from aiokafka import AIOKafkaConsumer  # here, so that tests of the gateway need no Kafka client
        from aiokafka.errors import UnknownTopicOrPartitionError

        consumer = AIOKafkaConsumer(  # without a group a consumer has all partitions, new ones too
            self.topic,
            **connection.aiokafka(self.settings),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=max(4_000_000, self.settings.max_bytes * 2),
            metadata_max_age_ms=30_000,
        )
        try:
            # Each question is bounded, and asked in a task of its own: aiokafka can cancel whoever waits when its broker is away.
            await connection.within(MEETING, consumer.start())
            ends = await connection.within(MEETING, self._begin(consumer))
            partitions = consumer.assignment()
            checked = time.monotonic()
            while True:
                if time.monotonic() - checked > CHECK:  # the client waits for a broker in silence: ask, so that we know
                    await connection.within(CHECK, consumer.end_offsets(partitions))
                    checked = time.monotonic()
                fetching = consumer.getmany(timeout_ms=int(PATIENCE * 1000), max_records=BATCH)
                fetched = await connection.within(PATIENCE + CHECK, fetching)
                if consumer.assignment() != partitions:  # which begins anew, or, when the client lost all of them, never
                    raise ConnectionError("its partitions are others now")
                records = [Read(tp.partition, r.offset, r.value) for tp, found in fetched.items() for r in found]
                for record in records:
                    self._positions[record.partition] = record.offset + 1
                for tp in [tp for tp, end in ends.items() if await connection.within(CHECK, consumer.position(tp)) >= end]:
                    del ends[tp]
                if records or not ends:
                    yield Batch(records, at_end=not ends)
        except UnknownTopicOrPartitionError:
            yield Batch([], at_end=True)  # a topic that is not there yet holds nothing
            raise
        finally:
            await connection.stop(consumer)

    async def _begin(self, consumer: Any) -> dict[Any, int]:
        """Go to where reading goes on; return the end of each partition as it is now."""
        partitions = consumer.assignment()
        starts: dict[Any, int] = await consumer.beginning_offsets(partitions)
        if self.max_age is not None:
            since = int((time.time() - self.max_age.total_seconds()) * 1000)
            found = await consumer.offsets_for_times(dict.fromkeys(partitions, since))
            starts |= {tp: place.offset for tp, place in found.items() if place is not None}
        for tp in partitions:
            consumer.seek(tp, max(self._positions.get(tp.partition, 0), starts[tp]))
        ends: dict[Any, int] = await consumer.end_offsets(partitions)
        return ends
