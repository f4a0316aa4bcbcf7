"""The state of a partition, kept in a compacted topic at the source's partition number.

A value is written as ``[position, value]``: the state of its key as of the source record at that offset. The rules:

- The highest position wins when the topic is read, not the last one written: an owner that was paused and lost its
  partition may write older values later.
- A key that is forgotten is written as ``[position, null]``, which can be compared with such late writes, and only a day
  later as a tombstone, which compaction removes.
- Compaction keeps the last write, which could be such a late one. So the owner notices every write that is not its own: the
  offsets of its writes then have a gap. It reads what lies there and writes its own value of those keys again; the topic
  must not be compacted sooner than that (``min.compaction.lag.ms``). What it finds ahead of itself it leaves alone: that
  is the state of the same records, done by another.
- What an owner holds is kept for the case that it gets the partition again: then only what was written since is read.

All this needs no transactions. Changes are written in the order of the records that made them, so a worker that dies amid
writing leaves the state as of one record; only the keys of that record may stand apart, and do no harm, because stages compare
a record only with entries of lower positions and skip entries that the record itself made.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from confluent_kafka import Consumer, KafkaError, TopicPartition

from streams import connection
from streams.settings import Settings
from streams.stages.table import Change, Table
from streams.worker.messages import Message

TOMBSTONE_AFTER = 24 * 3600.0
"""Seconds for which a forgotten key is remembered with its position."""
AT_ONCE = 2_000
"""Records read from the topic in one call."""


class Entry(NamedTuple):
    """One record of the state topic; ``position`` is None for a tombstone."""

    key: str
    position: int | None
    value: Any
    age: float


class State:
    """The table of one partition and its place in the compacted topic.

    ``base`` is the last source offset whose changes the table holds.
    """

    def __init__(self, settings: Settings, topic: str, partition: int, make: Callable[[], Table[Any]]) -> None:
        self.table = make()
        self.topic, self.partition = topic, partition
        self.base = -1
        self._settings = settings
        self._next = 0  # offset in the state topic behind the last entry that is known
        self._forgotten: deque[tuple[float, str]] = deque()
        self.cancelled = threading.Event()

    def load(self, beat: Callable[[], None]) -> list[Message]:
        """Take in what was written since the last load; return entries to be written again.

        Runs in a thread of its own. Nothing else may use the table meanwhile.
        """
        positions: dict[str, int] = {}
        beaten: set[str] = set()
        for entry in self._read(beat):
            known = positions.get(entry.key, self.base)
            if entry.position is None:
                positions.pop(entry.key, None)
                beaten.discard(entry.key)
                self.table.load(entry.key, None)
            elif entry.position > known:
                positions[entry.key] = entry.position
                beaten.discard(entry.key)
                self.table.load(entry.key, entry.value)
                if entry.value is None:
                    self._forgotten.append((time.monotonic() - entry.age, entry.key))
            elif entry.position < known:
                beaten.add(entry.key)
        self._forgotten = deque(sorted(self._forgotten))
        return [self._message(key, positions.get(key, self.base), self.table.get(key)) for key in sorted(beaten)]

    def entries(self, changes: Sequence[Change]) -> list[Message]:
        """The messages that keep these changes, to be written in this order."""
        now = time.monotonic()
        self._forgotten.extend((now, change.key) for change in changes if change.value is None)
        return [self._message(change.key, change.position, change.value) for change in changes]

    def tombstones(self) -> list[Message]:
        """Tombstones for the keys that have been forgotten for long."""
        due: list[Message] = []
        while self._forgotten and time.monotonic() - self._forgotten[0][0] > TOMBSTONE_AFTER:
            _, key = self._forgotten.popleft()
            if key not in self.table:
                due.append(Message(self.topic, key.encode(), None, self.partition))
        return due

    def written(self, offsets: list[int]) -> bool:
        """Take note of the offsets of our own writes; say whether somebody else wrote in between."""
        foreign = any(offset != self._next + number for number, offset in enumerate(sorted(offsets)))
        if not foreign:
            self._next += len(offsets)
        return foreign

    def behind(self, end: int) -> bool:
        """Say whether something was written that is not known here, by the topic's end."""
        return end > self._next

    def reclaim(self, ours: list[int], beat: Callable[[], None]) -> list[Message]:
        """Read the writes that are not ours and return our own values of their keys, to be written again.

        Runs in a thread of its own.
        """
        own = set(ours)
        foreign = [entry for offset, entry in self._numbered(beat) if offset not in own]
        behind = {entry.key for entry in foreign if entry.position is None or entry.position < self.base}
        return [
            self._message(key, self.base, self.table.get(key))
            for key in sorted(behind)
            if key in self.table or any(entry.key == key and entry.value is not None for entry in foreign)
        ]

    def _message(self, key: str, position: int, value: Any) -> Message:
        return Message(self.topic, key.encode(), orjson.dumps([position, value]), self.partition)

    def _read(self, beat: Callable[[], None]) -> Iterator[Entry]:
        for _, entry in self._numbered(beat):
            yield entry

    def _numbered(self, beat: Callable[[], None]) -> Iterator[tuple[int, Entry]]:
        """Yield what lies in the topic from the known place to its present end, with offsets, and move the place."""
        consumer = Consumer(
            connection.librdkafka(self._settings)
            | {
                "group.id": "unused",  # librdkafka wants one even where no group is used
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 50,
                "log_level": 2,
            }
        )
        try:
            consumer.assign([TopicPartition(self.topic, self.partition, self._next)])
            ended = False
            while not ended and not self.cancelled.is_set():
                beat()
                for record in consumer.consume(AT_ONCE, 0.05):
                    error = record.error()
                    offset = record.offset() or 0
                    if error is None:
                        self._next = offset + 1
                        yield offset, _entry(record)
                    elif error.code() == KafkaError._PARTITION_EOF:
                        self._next = max(self._next, offset)
                        ended = True
                    elif not error.retriable() and error.code() in {
                        KafkaError.TOPIC_AUTHORIZATION_FAILED,
                        KafkaError.UNKNOWN_TOPIC_OR_PART,
                        KafkaError._UNKNOWN_PARTITION,
                    }:
                        raise RuntimeError(f"{self.topic} partition {self.partition} cannot be read: {error}")
        finally:
            consumer.close()


def _entry(record: Any) -> Entry:
    """Decode a record of a state topic."""
    key = (record.key() or b"").decode("utf-8", "replace")
    if record.value() is None:
        return Entry(key, None, None, 0.0)
    try:
        position, value = orjson.loads(record.value())
        age = max(0.0, time.time() - record.timestamp()[1] / 1000)
        return Entry(key, int(position), value, age)
    except (ValueError, TypeError) as why:
        where = f"{record.topic()} partition {record.partition()} offset {record.offset()}"
        raise RuntimeError(f"{where} is not an entry of state, expected [position, value]: {why}") from None
