"""Delivery: messages out through librdkafka, and back only when the brokers hold every one of them."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, cast

from confluent_kafka import KafkaError, KafkaException, Producer

from streams import connection
from streams.settings import Settings
from streams.worker.messages import EVERYWHERE, Message

log = logging.getLogger(__name__)

LARGEST = 100_000_000
"""Bytes of the largest message that librdkafka is told to accept; the real limits are the settings' and the brokers'."""
COUNT_AGAIN = 60.0
"""Seconds after which the partitions of a topic are counted anew, for records that go to all of them."""
LINGER_MS, FLUSH = 5, 0.003
"""Milliseconds that messages wait for the others of a large batch, since handing them to librdkafka takes time, and what is sent in
pieces costs Kafka and us more; and seconds for telling librdkafka that a small batch is whole, so that it does not wait."""
SMALL = 50
"""Messages of a batch that does not wait."""
PARTITION = attrgetter("partition")
POISON = {KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE, KafkaError.INVALID_MSG, KafkaError.INVALID_RECORD}
"""Refusals that are about one message; any other says that the worker cannot go on."""


class RefusedError(RuntimeError):
    """The brokers refused a message for what it is."""


class DeliveryError(RuntimeError):
    """Messages cannot be delivered, whatever they are: no permission, no topic, or a producer that must be made anew."""


class Delivery:
    """The producer of one stage.

    Idempotent, acks from all replicas, and no time limit: an outage of any length is waited out, because a message that is
    given up would be lost. The keys' partitions are those that Java clients choose.
    """

    def __init__(self, settings: Settings, client: str) -> None:
        self._producer = Producer(
            connection.librdkafka(settings)
            | {
                "client.id": client,
                "partitioner": "murmur2_random",
                "acks": "all",
                "enable.idempotence": True,
                "message.timeout.ms": 0,
                "linger.ms": LINGER_MS,
                "reconnect.backoff.max.ms": 2_000,
                "message.max.bytes": LARGEST,
                "queue.buffering.max.messages": 1_000_000,
                "logger": logging.getLogger("librdkafka"),
            }
        )
        self._partitions: dict[str, tuple[int, float]] = {}
        self._running = True
        self._whole = threading.Event()
        self._threads = [threading.Thread(target=target, name=f"{client} delivery", daemon=True) for target in (self._poll, self._flush)]
        for thread in self._threads:
            thread.start()

    async def send(self, messages: Sequence[Message]) -> list[int]:
        """Deliver messages and return the offset that each got, in order of arrival at the brokers.

        Several requests are in flight, so that some that librdkafka calls delivered may be lost (:data:`streams.connection.SURE`). They
        have no offset then, and all are sent again, in their order.

        Raises RefusedError when the brokers refuse a message for its size or form, DeliveryError when they refuse it for
        any other reason.
        """
        if EVERYWHERE in map(PARTITION, messages):
            messages = [copy for message in messages for copy in await self._copies(message)]
        while messages:
            offsets = await self._send(messages)
            if unsure := offsets.count(None):
                log.warning("%s of %s messages may not have arrived: all are sent again", unsure, len(messages))
            else:
                return cast(list[int], offsets)
        return []

    async def _send(self, messages: Sequence[Message]) -> list[int | None]:
        loop = asyncio.get_running_loop()
        delivered: asyncio.Future[None] = loop.create_future()
        answers: list[int | KafkaError | None] = []

        def settle() -> None:
            if not delivered.done():  # it may have been cancelled
                delivered.set_result(None)

        def acknowledged(error: KafkaError | None, message: Any) -> None:  # in one of the threads
            answers.append(message.offset() if error is None else error)
            if len(answers) == len(messages):
                loop.call_soon_threadsafe(settle)

        headers: Any
        for topic, key, value, partition, headers in messages:
            while True:
                try:
                    self._producer.produce(topic, value, key, partition, on_delivery=acknowledged, headers=headers or [])
                    break
                except BufferError:  # the queue is full: give it time
                    await asyncio.sleep(0.02)
                except KafkaException as refused:
                    raise _refusal(refused.args[0], 1, len(messages)) from None
        if len(messages) < SMALL:
            self._whole.set()
        await delivered
        if errors := [answer for answer in answers if isinstance(answer, KafkaError)]:
            raise _refusal(errors[0], len(errors), len(messages))
        return cast(list[int | None], answers)

    def forget(self) -> None:
        """Drop what is not delivered yet: the partitions are no longer ours, the next owner sends it."""
        self._producer.purge()

    def close(self, seconds: float) -> None:
        """Wait a while for what is on its way, then end."""
        self._producer.flush(seconds)
        self._running = False
        self._whole.set()
        for thread in self._threads:
            thread.join(2)

    async def _copies(self, message: Message) -> list[Message]:
        if message.partition != EVERYWHERE:
            return [message]
        count, at = self._partitions.get(message.topic, (0, 0.0))
        if not count or time.monotonic() - at > COUNT_AGAIN:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(None, self._producer.list_topics, message.topic, 30)
            count = len(found.topics[message.topic].partitions)
            if not count:
                raise DeliveryError(f"topic {message.topic} has no partitions; run: tocsin topics create")
            self._partitions[message.topic] = count, time.monotonic()
        return [message._replace(partition=number) for number in range(count)]

    def _poll(self) -> None:
        while self._running:
            self._producer.poll(0.2)

    def _flush(self) -> None:
        while self._whole.wait() and self._running:
            self._whole.clear()
            self._producer.flush(FLUSH)


def _refusal(error: KafkaError, count: int, total: int) -> RefusedError | DeliveryError:
    kind = RefusedError if error.code() in POISON else DeliveryError
    return kind(f"{count} of {total} messages were refused, the first for: {error}")
