"""Three ways to run the whole path, behind one interface: in memory, on the embedded broker, on a real Kafka."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

import orjson
from confluent_kafka import Consumer, Producer, TopicPartition

from streams import connection
from streams.client.audit import audit
from streams.pipeline import Pipeline, Raw
from streams.settings import Settings
from streams.stages.enrich import Reader
from streams.topics import Topic
from streams.worker.supervise import Supervisor
from tests.kafka import wait_until

MEMORY, EMBEDDED, KAFKA = "memory", "embedded", "kafka"
OUTCOMES = ("alerted", "quiet", "duplicate", "withdrawn", "rejected")


class Letter(NamedTuple):
    """A dead letter, as far as every way has one."""

    value: bytes | None
    reason: str


class Path(Protocol):
    """The whole path: raw messages in, alerts out."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def publish(self, *values: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Publish raw messages and return when each has come to its end."""

    def alerts(self) -> list[dict[str, Any]]:
        """All alerts so far, in the order of each incident."""

    def outcomes(self) -> dict[str, int]:
        """How many articles came to each end so far, those that none came to left out."""

    def letters(self) -> list[Letter]:
        """All dead letters so far."""


class InMemory:
    """The pipeline of ``tocsin try``."""

    def __init__(self, reader: Reader) -> None:
        self._pipeline = Pipeline(Settings(), reader)
        self._results: list[Any] = []
        self._letters: list[Letter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipeline.forget()

    def publish(self, *values: bytes, headers: Mapping[str, str] | None = None) -> None:
        raws = [Raw(value, datetime.now(UTC), None, headers or {}) for value in values]
        for raw, result in zip(raws, self._pipeline.run(raws), strict=True):
            self._results.append(result)
            if result.outcome == "rejected":
                self._letters.append(Letter(raw.value, result.reason or ""))

    def alerts(self) -> list[dict[str, Any]]:
        return [dict(alert) for result in self._results for alert in result.alerts]

    def outcomes(self) -> dict[str, int]:
        ends = [result.outcome for result in self._results]
        return {outcome: ends.count(outcome) for outcome in OUTCOMES if outcome in ends}

    def letters(self) -> list[Letter]:
        return self._letters


class OnKafka:
    """A worker with all stages on a broker, with topics of its own."""

    NUMBERS = itertools.count(1)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._ready = threading.Event()
        self._worker = Supervisor(settings, together=True, on_ready=self._ready.set)
        self._thread = threading.Thread(target=self._worker.run, name="worker")
        self._producer = Producer(connection.librdkafka(settings) | {"partitioner": "murmur2_random", "log_level": 0})
        self._published = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(90), "the worker did not get ready"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._worker.stop()
        self._thread.join()

    def publish(self, *values: bytes | None, headers: Mapping[str, str] | None = None) -> None:
        given = [(name, text.encode()) for name, text in (headers or {}).items()]
        for number, value in enumerate(values, self._published):
            self._producer.produce(Topic.RAW.named(self.settings.topic_prefix), value, b"%d" % number, headers=given)
        assert self._producer.flush(30) == 0
        self._published += len(values)
        wait_until(self._settled, 60, "every article to come to its end", every=0.3)

    def alerts(self) -> list[dict[str, Any]]:
        return [orjson.loads(record.value()) for record in self.read(Topic.ALERTS)]

    def outcomes(self) -> dict[str, int]:
        return {outcome: count for outcome, count in audit(self.settings).outcomes.items() if count}

    def letters(self) -> list[Letter]:
        return [
            Letter(record.value(), dict(record.headers())["__connect.errors.exception.message"].decode())
            for record in self.read(Topic.DEAD)
        ]

    def read(self, topic: Topic) -> list[Any]:
        """All records of a topic."""
        options = {"group.id": "contract", "enable.auto.commit": False, "log_level": 0}
        consumer = Consumer(connection.librdkafka(self.settings) | options)
        try:
            name = topic.named(self.settings.topic_prefix)
            places = [TopicPartition(name, n) for n in consumer.list_topics(name, timeout=10).topics[name].partitions]
            ends = {place.partition: consumer.get_watermark_offsets(place, timeout=10)[1] for place in places}
            consumer.assign([TopicPartition(name, n, 0) for n in ends])
            records: list[Any] = []
            deadline = time.monotonic() + 30
            while len(records) < sum(ends.values()) and time.monotonic() < deadline:
                records += consumer.consume(500, 0.1)
            assert [record.error() for record in records if record.error()] == []
            return records
        finally:
            consumer.close()

    def _settled(self) -> bool:
        accounts = audit(self.settings)
        return accounts.complete and accounts.published == self._published


def sent(records: Sequence[Any]) -> list[dict[str, str]]:
    """The headers of records."""
    return [{name: (value or b"").decode() for name, value in record.headers() or ()} for record in records]
