"""A member of a consumer group: librdkafka's consumer in a thread of its own, and for each partition that is ours an inbox.

The thread takes what librdkafka has fetched, and hands it to the event loop. Assignments and revocations come to it too, between two
takings; it waits until the stage has dealt with them, and librdkafka's own threads tell the brokers meanwhile that we live. Records of a
partition whose inbox is full are not fetched until there is room again; the other partitions are none the slower. Only this thread may
use the client: what others want of it are errands that it runs between two takings, and while it waits for the stage.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from streams import connection
from streams.settings import Settings
from streams.worker.arrivals import Record

log = logging.getLogger(__name__)

WAIT = 0.1
"""Seconds that the thread waits for records before it looks whether to stop, or to fetch again where there is room."""
AT_ONCE = 500
"""Records taken at once, of all partitions."""
GATHER = 0.025
"""Seconds that records may gather once some were taken that were few: a stage has its own cost for each time that it is woken.

At 120 records a second each costs 2.4 ms of CPU when it is taken alone. A record that comes alone does not wait.
"""
FEW = 50
ROOM = 2 << 20
"""Bytes that wait in an inbox, with :data:`EACH` for each record, at which its partition is not fetched from any more."""
EACH = 1 << 10
PATIENCE = 0.1
"""Seconds to wait for room before fetching is stopped: what was fetched already is thrown away by that, and fetched again."""
LEAVE_WITHIN = 3.0
CLOSE_WITHIN = 15.0
"""Seconds for telling the group that we leave, and for the end of the client."""
BEGIN_WITHIN = 30.0
"""Seconds to learn where partitions that were assigned begin."""
LOOK_EVERY = 1.0
"""Seconds between looks how far the partitions reach."""
PASSING = {
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._RESOLVE,
    KafkaError._TIMED_OUT,
    KafkaError._MAX_POLL_EXCEEDED,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
}
"""Errors that librdkafka tells and gets over by itself."""


class MembershipError(RuntimeError):
    """The brokers do not let us read, or librdkafka cannot go on."""


class Stage(Protocol):
    """Who is told of assignments, in the event loop."""

    async def on_partitions_assigned(self) -> None:
        """There are inboxes for partitions that are ours now."""

    async def on_partitions_revoked(self, lost: bool) -> None:
        """All partitions are to be let go; what was lost others may have already."""

    async def crash(self, reason: BaseException) -> None:
        """The member has ended with an error."""


class Inbox:
    """Records of one partition that wait; filled and emptied in the event loop, while the thread looks how full it is."""

    def __init__(self, room: threading.Event) -> None:
        self.given = self.taken = 0
        """Bytes that the thread has handed over and that were taken out, ever: each is written by one side alone."""
        self._messages: list[Any] = []
        self._room = room
        self._waiter: asyncio.Future[None] | None = None

    @property
    def held(self) -> int:
        """Bytes that wait, or are on their way."""
        return self.given - self.taken

    def put(self, messages: list[Any]) -> None:
        """Add librdkafka's messages."""
        self._messages += messages
        self.nudge()

    def nudge(self) -> None:
        """Have who waits for records look after other things, if there are none."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self, most: int) -> list[Record]:
        """Take the first records out, up to so many; waits until there are some, or for a nudge."""
        if not self._messages:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        taken, self._messages = self._messages[:most], self._messages[most:]
        self.taken += _weight(taken)
        if self.held <= ROOM:
            self._room.set()
        return list(map(Record.of, taken))  # not before: what is made long before it is used has left the processor's cache by then


class Commit(NamedTuple):
    """Offsets on their way to the brokers."""

    offsets: dict[int, int]
    answer: asyncio.Future[None]
    ask: Callable[[], None]


class Member:
    """Membership of a stage in its group, from ``start`` to ``stop``."""

    def __init__(self, settings: Settings, topic: str, group: str, client: str, instance: str | None, stage: Stage) -> None:
        self.topic = topic
        self.inboxes: dict[int, Inbox] = {}
        self.begins: dict[int, int] = {}
        """The offsets at which our partitions begin."""
        self.ends: dict[int, int] = {}
        """The ends of our partitions as the brokers told them last; marks of transactions that follow the last record do not count."""
        self._client, self._stage, self._static = client, stage, instance is not None
        self._paused: set[int] = set()
        self._handed: dict[int, int] = {}
        self._quiet: dict[int, int] = {}
        """The offset behind the last record handed over; that at which nothing more came."""
        self._given = self._revoked = 0
        """How often partitions were given to us, and taken from us."""
        self._room = threading.Event()
        self._stopping, self._leaves = False, False
        self._errands: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._calling = False
        self._committing: Commit | None = None
        self._looked = 0.0
        session = int(settings.session_timeout * 1000)
        self._consumer = Consumer(
            connection.librdkafka(settings)
            | ({"group.instance.id": instance} if instance else {})
            | {
                "client.id": client,
                "group.id": group,
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "earliest",
                "partition.assignment.strategy": "roundrobin",
                "session.timeout.ms": session,
                "heartbeat.interval.ms": max(100, min(3000, session // 5)),
                "max.poll.interval.ms": session + int(settings.flush_seconds * 1000),  # also how long a rebalance waits for us
                "max.partition.fetch.bytes": 2 << 20,
                "queued.max.messages.kbytes": 4 << 10,
                "fetch.queue.backoff.ms": 10,
                "fetch.wait.max.ms": 100,  # a partition that had no room when a broker was asked waits for its answer
                "enable.partition.eof": True,
                "check.crcs": True,
                "topic.metadata.refresh.interval.ms": 60_000,
                "reconnect.backoff.max.ms": 2_000,
                "on_commit": self._on_commit,
                "logger": logging.getLogger("librdkafka"),
            }
        )

    def start(self) -> None:
        """Join the group; the stage is told when there are partitions."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._guarded, name=f"{self._client} member", daemon=True)
        self._thread.start()

    async def stop(self, leaves: bool) -> None:
        """End, within some seconds; ``leaves`` gives up a place in the group that has a name, others are given up always."""
        self._leaves, self._stopping = leaves, True
        self._room.set()
        await self._loop.run_in_executor(None, self._thread.join, CLOSE_WITHIN)

    async def commit(self, offsets: dict[int, int], seconds: float) -> None:
        """Commit the next offset of partitions. Raises KafkaException, or TimeoutError: then it may be committed yet."""
        answer: asyncio.Future[None] = self._loop.create_future()
        places = [TopicPartition(self.topic, number, offset) for number, offset in offsets.items()]

        def commit() -> None:
            try:
                if self._calling:  # no answer comes while the client waits for us, and none is awaited otherwise
                    self._on_commit(None, self._consumer.commit(offsets=places, asynchronous=False) or [])
                else:
                    self._consumer.commit(offsets=places)
            except KafkaException as error:
                self._on_commit(error.args[0], places)

        self._committing = Commit(offsets, answer, commit)
        self._errands.put(commit)
        await connection.within(seconds, answer)

    async def end(self, topic: str, number: int, seconds: float) -> int:
        """The end of a partition of any topic. Raises KafkaException or TimeoutError."""
        found: Future[int] = Future()

        def end() -> None:
            try:
                found.set_result(self._consumer.get_watermark_offsets(TopicPartition(topic, number), seconds)[1])
            except KafkaException as error:
                found.set_exception(error)

        self._errands.put(end)
        return await connection.within(10 * seconds, asyncio.wrap_future(found))

    def _guarded(self) -> None:
        try:
            self._consumer.subscribe(
                [self.topic], on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost
            )
            while not self._stopping:
                self._run_errands()
                self._look()
                self._see_to_room()
                self._hand_over(self._take())
        except Exception as error:
            log.error("%s: %s: %s", self._client, type(error).__name__, error)
            self._call(self._stage.crash(error))
        finally:
            self._end()

    def _take(self) -> list[Any]:
        """Records that have come; waits for the first.

        No record may be taken for one of another assignment than it is of. What is taken one at a time comes after all that is told
        before it. Several are taken without waiting, when a revocation can come in between but no assignment.
        """
        first = self._consumer.consume(1, WAIT)
        if not first:
            return []
        given, revoked = self._given, self._revoked
        more = self._consumer.consume(AT_ONCE, 0)
        if self._revoked == revoked:
            return first + more
        if self._given != given:
            raise MembershipError("partitions were taken away and given within one call; expected that this takes longer")
        return []

    def _hand_over(self, messages: list[Any]) -> None:
        ours: dict[int, list[Any]] = defaultdict(list)
        for message in messages:
            number = message.partition()
            if (error := message.error()) is None:
                ours[number].append(message)
            elif error.code() == KafkaError._PARTITION_EOF:
                self._quiet[number] = message.offset()
            elif error.fatal() or not (error.retriable() or error.code() in PASSING):
                raise MembershipError(f"{self.topic} cannot be read: {error}")
            else:
                log.warning("%s: %s", self._client, error)
        given = [(self.inboxes[number], some) for number, some in ours.items() if number in self.inboxes]
        if not given:
            return
        for inbox, some in given:
            inbox.given += _weight(some)
            self._handed[some[-1].partition()] = some[-1].offset() + 1
        self._loop.call_soon_threadsafe(_put, given)
        if len(messages) < FEW:
            time.sleep(GATHER)

    def _see_to_room(self) -> None:
        """Stop fetching for full inboxes, and begin again where half of it was taken."""
        patience = time.monotonic() + PATIENCE
        while full := self._full():
            self._room.clear()
            if self._full() and not self._room.wait(max(0.0, patience - time.monotonic())):
                self._fetch(self._consumer.pause, full)
                self._paused |= full
        if self._paused and (again := {number for number in self._paused if self.inboxes[number].held < ROOM // 2}):
            self._fetch(self._consumer.resume, again)
            self._paused -= again

    def _full(self) -> set[int]:
        return {number for number, inbox in self.inboxes.items() if inbox.held > ROOM} - self._paused

    def _fetch(self, how: Callable[[list[TopicPartition]], object], numbers: set[int]) -> None:
        if numbers:
            how([TopicPartition(self.topic, number) for number in numbers])

    def _on_assign(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        self._given += 1
        self.begins = self._find(places) if places else {}
        self.ends, self._handed, self._quiet = dict(self.begins), dict(self.begins), {}
        self.inboxes = {number: Inbox(self._room) for number in sorted(self.begins)}
        self._call(self._stage.on_partitions_assigned())
        self._consumer.assign([TopicPartition(self.topic, number, offset) for number, offset in self.begins.items()])

    def _find(self, places: list[TopicPartition]) -> dict[int, int]:
        """Where partitions begin: at the offset committed last, or with their first record."""
        begins = {}
        for place in self._consumer.committed(places, timeout=BEGIN_WITHIN):
            if place.error:
                raise KafkaException(place.error)
            known = place.offset >= 0
            begins[place.partition] = place.offset if known else self._consumer.get_watermark_offsets(place, BEGIN_WITHIN)[0]
        return begins

    def _on_revoke(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        self._let_go(lost=False)

    def _on_lost(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        self._let_go(lost=True)

    def _let_go(self, lost: bool) -> None:
        self._revoked += 1
        self._call(self._stage.on_partitions_revoked(lost))
        self.inboxes = {}
        self._fetch(self._consumer.resume, self._paused)
        self._paused = set()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        """Have the event loop do something, and run errands until it is done."""
        done = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.add_done_callback(lambda _: self._errands.put(done.result))
        self._calling = True
        if self._committing and not self._committing.answer.done():
            self._errands.put(self._committing.ask)  # once more: else its answer would be awaited in vain
        try:
            while not done.done() or not self._errands.empty():
                self._errands.get()()
        finally:
            self._calling = False

    def _run_errands(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._errands.get_nowait()()

    def _on_commit(self, error: KafkaError | None, places: list[TopicPartition]) -> None:
        offsets = {place.partition: place.offset for place in places}
        error = error or next((place.error for place in places if place.error), None)
        self._loop.call_soon_threadsafe(self._committed, offsets, error)

    def _committed(self, offsets: dict[int, int], error: KafkaError | None) -> None:
        if self._committing and self._committing.offsets == offsets and not (answer := self._committing.answer).done():
            if error is None:
                answer.set_result(None)
            else:
                answer.set_exception(KafkaException(error))

    def _look(self) -> None:
        if time.monotonic() - self._looked > LOOK_EVERY:
            self._looked = time.monotonic()
            for number in self.inboxes:
                end = self._consumer.get_watermark_offsets(TopicPartition(self.topic, number), cached=True)[1]
                handed = self._handed[number]
                self.ends[number] = handed if end <= self._quiet.get(number, handed) else end

    def _end(self) -> None:
        with contextlib.suppress(KafkaException, RuntimeError):
            if self._leaves and self._static:  # librdkafka gives up a named place only when it unsubscribes
                self._consumer.unsubscribe()
                deadline = time.monotonic() + LEAVE_WITHIN
                while self._consumer.memberid() and time.monotonic() < deadline:
                    self._consumer.poll(0.02)
            self._consumer.close()


def _put(given: Iterable[tuple[Inbox, list[Any]]]) -> None:
    for inbox, messages in given:
        inbox.put(messages)


def _weight(messages: list[Any]) -> int:
    return EACH * len(messages) + sum(map(len, messages))
