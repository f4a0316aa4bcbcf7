"""Two ways to put a message on Kafka, both confirmed by all brokers in sync and without doubles.

kafka-python is what people's programs get: no thread of C, plain to debug, 10,000 articles of 4 KB a second and core.
librdkafka is for bulk: several times as fast, because its work is done beside Python's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from confluent_kafka import KafkaException, Producer
from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams.client.reaching import unreachable
from streams.connection import SURE, kafka_python, librdkafka
from streams.settings import Settings

Headers = list[tuple[str, bytes]]
Settle = Callable[[str | None], None]
"""Called once for each message: None when it is confirmed, else why it failed for good."""

BATCH_BYTES = 1 << 20
LINGER_MS = 20
WINDOW_BYTES = 64 << 20
"""Most bytes handed over and not yet confirmed; who sends faster waits."""


class Sender(Protocol):
    """Hands messages to Kafka."""

    def send(self, topic: str, key: bytes, value: bytes, headers: Headers, settle: Settle) -> None:
        """Hand over one message; ``settle`` is told what became of it, now or later, maybe in another thread."""
        ...

    def flush(self) -> None:
        """Return when everything handed over is settled."""
        ...

    def close(self) -> None:
        """Disconnect."""
        ...


class PlainSender:
    """kafka-python; it sets no bound to what it keeps in memory, so that is done here."""

    def __init__(self, settings: Settings, patience: float) -> None:
        self._window = threading.Condition()
        self._waiting = 0
        milliseconds = int(patience * 1000)
        try:
            self._producer = KafkaProducer(
                **kafka_python(settings),
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                linger_ms=LINGER_MS,
                batch_size=BATCH_BYTES,
                max_request_size=max(BATCH_BYTES, 2 * settings.max_bytes),
                delivery_timeout_ms=milliseconds,
                request_timeout_ms=min(30_000, milliseconds * 4 // 5),
                max_block_ms=milliseconds,
                reconnect_backoff_max_ms=1_000,
            )
        except KafkaError as why:
            raise unreachable(settings, f"{type(why).__name__}: {why}") from None

    def send(self, topic: str, key: bytes, value: bytes, headers: Headers, settle: Settle) -> None:
        """Hand over one message."""
        size = len(value)
        with self._window:
            self._window.wait_for(lambda: self._waiting < WINDOW_BYTES)
            self._waiting += size

        def done(why: Exception | None) -> None:
            settle(None if why is None else f"{type(why).__name__}: {why}")
            with self._window:
                self._waiting -= size
                self._window.notify()

        try:
            future = self._producer.send(topic, key=key, value=value, headers=headers)
        except KafkaError as why:
            done(why)
            return
        future.add_callback(lambda metadata: done(None))
        future.add_errback(done)

    def flush(self) -> None:
        """Return when everything handed over is settled."""
        self._producer.flush()

    def close(self) -> None:
        """Disconnect."""
        self._producer.close()


class BulkSender:
    """librdkafka; its callbacks run in the thread that sends or flushes."""

    def __init__(self, settings: Settings, patience: float) -> None:
        config: dict[str, Any] = {
            **librdkafka(settings),
            **SURE,
            "partitioner": "murmur2_random",
            "compression.type": "lz4",
            "linger.ms": LINGER_MS,
            "batch.size": BATCH_BYTES,
            "message.max.bytes": max(BATCH_BYTES, 2 * settings.max_bytes),
            "message.timeout.ms": int(patience * 1000),
            "queue.buffering.max.kbytes": WINDOW_BYTES >> 10,
            "queue.buffering.max.messages": 1_000_000,
            "reconnect.backoff.max.ms": 1_000,
            "log_level": 0,
        }
        try:
            self._producer = Producer(config)
        except KafkaException as why:
            raise unreachable(settings, str(why.args[0].str())) from None
        self._sent = 0

    def send(self, topic: str, key: bytes, value: bytes, headers: Headers, settle: Settle) -> None:
        """Hand over one message."""

        def done(error: Any, message: Any) -> None:
            settle(None if error is None else str(error.str()))

        while True:
            try:
                self._producer.produce(topic, value, key, on_delivery=done, headers=[*headers])
                break
            except BufferError:
                self._producer.poll(0.1)
            except KafkaException as why:
                settle(str(why.args[0].str()))
                return
        self._sent += 1
        if self._sent % 100 == 0:
            self._producer.poll(0)

    def flush(self) -> None:
        """Return when everything handed over is settled."""
        while self._producer.flush(1.0):
            pass

    def close(self) -> None:
        """Disconnect."""
        self.flush()
