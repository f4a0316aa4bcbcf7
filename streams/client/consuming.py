"""Records of a topic, in a loop that neither loses nor skips any: what every reading command and the API stand on.

Without a group a reader is alone and reads every partition; with one, members of the group share the partitions and Kafka
remembers how far they came. A record counts as done when the next one is asked for, so a program that dies in the middle
of one gets it again (at least once). A broker that goes away is waited for.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    UnsupportedCodecError,
)

from streams.client.reaching import ClientError, reach, topic_of
from streams.connection import kafka_python
from streams.settings import Settings
from streams.topics import Topic

log = logging.getLogger(__name__)

Start = Literal["beginning", "now"] | datetime | int
"""Where to begin: with the oldest record kept, with what comes from now on, at a time (timezone-aware), or at an offset in
every partition."""

_POLL_SECONDS = 0.25
_NEW_PARTITIONS_SECONDS = 30.0


class Record(NamedTuple):
    """One message as it lies on the topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    time: datetime

    def header(self, name: str) -> str | None:
        """Value of the last header of this name, as text."""
        found = [value for key, value in self.headers if key == name]
        return found[-1].decode("utf-8", "replace") if found and found[-1] is not None else None


class Records(Iterator[Record]):
    """Iterate over a topic.

    ``bounded`` ends at the last record that was there when reading began; ``idle`` ends after so many seconds without a
    record; otherwise there is no end. Raises ClientError when there is no broker or no such topic at the start.
    """

    def __init__(
        self,
        settings: Settings,
        topic: str,
        *,
        start: Start = "now",
        group: str | None = None,
        bounded: bool = False,
        idle: float | None = None,
    ) -> None:
        if isinstance(start, datetime) and start.tzinfo is None:
            raise ValueError(f"start is {start.isoformat()}, expected a time with its offset from UTC")
        if group and bounded:
            raise ValueError(f"group is {group!r} and bounded is set: a shared reading has no end of its own")
        self.topic, self._start, self._group, self._idle = topic, start, group, idle
        self._ready: deque[Any] = deque()
        self._done: dict[TopicPartition, int] = {}
        self._hand: Any = None
        self._ends: dict[TopicPartition, int] | None = None
        self._looked = self._heard = time.monotonic()
        cluster = reach(settings)
        partitions = [TopicPartition(topic, number) for number in range(topic_of(settings, topic, cluster))]
        self._embedded = cluster.embedded
        self._consumer = consumer_of(settings, group)
        try:
            self._begin(partitions, bounded)
        except BaseException:
            self._consumer.close(autocommit=False)
            raise

    def __next__(self) -> Record:
        """Return the next record; the one before it is done."""
        while True:
            record = self.poll(_POLL_SECONDS)
            if record is not None:
                return record
            if self._finished():
                self.close()
                raise StopIteration

    def poll(self, seconds: float) -> Record | None:
        """Return the next record, or None when none came in time; for programs with a loop of their own."""
        self._finish_hand()
        if not self._ready:
            self._fetch(seconds)
        while self._ready:
            found = self._ready.popleft()
            self._hand = found
            if self._group is None and isinstance(self._start, datetime) and found.timestamp < _milliseconds(self._start):
                self._finish_hand()
                continue
            at = datetime.fromtimestamp(max(found.timestamp, 0) / 1000, UTC)
            self._heard = time.monotonic()
            headers = [(name, value) for name, value in found.headers or ()]
            return Record(found.topic, found.partition, found.offset, found.key, found.value, headers, at)
        return None

    def commit(self) -> None:
        """Tell Kafka how far the group came; done now and then, and at the end, anyway."""
        if self._group is None or not self._done:
            return
        offsets = {partition: OffsetAndMetadata(offset, "", -1) for partition, offset in self._done.items()}
        try:
            self._consumer.commit(offsets, timeout_ms=5000)
        except KafkaError as why:
            log.warning("position of group %s not taken, tried again: %s", self._group, why)
        else:
            self._done.clear()

    def close(self) -> None:
        """Say how far we came and leave. A record that was handed out last counts as done."""
        self._finish_hand()
        with contextlib.suppress(KafkaError):
            self.commit()
        self._consumer.close(autocommit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self._hand = None  # the caller may not be done with it: it comes again
        self.close()

    # How it begins and goes on

    def _begin(self, partitions: list[TopicPartition], bounded: bool) -> None:
        if self._group is not None:
            self._consumer.subscribe([self.topic])
            return
        self._consumer.assign(partitions)
        self._seek(partitions)
        if bounded:
            self._ends = self._consumer.end_offsets(partitions)

    def _seek(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        """Go to the start in these partitions and return where that is."""
        first, last = self._consumer.beginning_offsets(partitions), self._consumer.end_offsets(partitions)
        positions = last if self._start == "now" else first
        if isinstance(self._start, datetime) and not self._embedded:  # which can't look up times: poll leaves out older ones
            moment = _milliseconds(self._start)
            found = self._consumer.offsets_for_times(dict.fromkeys(partitions, moment))
            positions = {tp: found[tp].offset if found.get(tp) else last[tp] for tp in partitions}
        elif isinstance(self._start, int):
            positions = {tp: min(max(self._start, first[tp]), last[tp]) for tp in partitions}
        for partition, offset in positions.items():
            self._consumer.seek(partition, offset)
        return dict(positions)

    def _fetch(self, seconds: float) -> None:
        self.commit()  # before Kafka may hand our partitions to another member
        now = time.monotonic()
        if self._group is None and now - self._looked > _NEW_PARTITIONS_SECONDS:
            self._looked = now
            self._add_partitions()
        try:
            batches = self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=500)
        except KafkaTimeoutError:
            return
        except NoOffsetForPartitionError:
            self._begin_group()
            return
        except OffsetOutOfRangeError:
            log.warning(
                "%s: the position of group %s is no longer kept; going on with the oldest record", self.topic, self._group
            )
            self._consumer.seek_to_beginning()
            return
        except UnsupportedCodecError as why:
            raise ClientError(f"{self.topic} holds a message in a codec that can't be read here: {why}") from None
        except KafkaError as why:
            log.warning("%s: %s; trying again", self.topic, why)
            time.sleep(min(seconds, 1.0))
            return
        for batch in batches.values():
            self._ready.extend(batch)
        if not self._consumer.assignment():
            self._heard = time.monotonic()  # still joining the group: that is no silence of the topic

    def _begin_group(self) -> None:
        """A group that never read a partition begins where it was told, and Kafka learns at once where that was."""
        held = self._consumer.assignment()
        fresh = [partition for partition in held if self._consumer.committed(partition) is None]
        self._done |= self._seek(fresh)
        self.commit()

    def _add_partitions(self) -> None:
        """Read partitions that were added to the topic, from their beginning."""
        with contextlib.suppress(KafkaError):
            held = self._consumer.assignment()
            numbers = self._consumer.partitions_for_topic(self.topic) or ()
            added = [tp for tp in (TopicPartition(self.topic, number) for number in numbers) if tp not in held]
            if added:
                positions = {partition: self._consumer.position(partition) for partition in held}
                self._consumer.assign([*held, *added])
                for partition, offset in positions.items():
                    self._consumer.seek(partition, offset)
                self._consumer.seek_to_beginning(*added)

    def _finish_hand(self) -> None:
        if self._hand is not None:
            self._done[TopicPartition(self.topic, self._hand.partition)] = self._hand.offset + 1
            self._hand = None

    def _finished(self) -> bool:
        if self._ends is not None:
            return all(self._consumer.position(partition) >= end for partition, end in self._ends.items())
        return self._idle is not None and time.monotonic() - self._heard > self._idle


def whole(settings: Settings, topic: Topic) -> Records:
    """Read a topic of the path from its oldest record to what is its last one now; in a ``with`` block, whose end closes the reader."""
    return Records(settings, topic.named(settings.topic_prefix), start="beginning", bounded=True)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def consumer_of(settings: Settings, group: str | None = None) -> Any:
    """Return a kafka-python consumer; a member of a group is told when it has no position."""
    return KafkaConsumer(
        **kafka_python(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="none" if group else "earliest",
        session_timeout_ms=10_000,
        reconnect_backoff_max_ms=1_000,
        metadata_max_age_ms=30_000,
        max_partition_fetch_bytes=max(1 << 20, 2 * settings.max_bytes),
    )
