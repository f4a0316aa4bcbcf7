"""What a producer of ours calls delivered is there, also when a partition's leader refuses a batch and takes the next one."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from streams import connection, embedded
from streams.client.senders import BulkSender, PlainSender
from streams.gateway.intake import TopicWriter
from streams.settings import Settings
from streams.worker.delivery import Delivery
from streams.worker.messages import Message

TOPIC = "t"
PRODUCE, NOT_LEADER = 0, 6
"""Of Kafka's protocol."""
ANSWER = 1.5
"""Seconds until a refusal is heard."""
APART = 0.1
"""Seconds between two batches: longer than any of our producers waits for more, and much shorter than ``ANSWER``."""
BATCHES = [[f"{batch}.{number}".encode() for number in range(3)] for batch in range(2)]


class Refusing:
    """A broker of librdkafka's mock cluster; like one that does not know the producer, it takes whatever comes after a refused batch."""

    def __init__(self, library: ctypes.CDLL, cluster: int) -> None:
        self._library, self._cluster = library, ctypes.c_void_p(cluster)
        self.settings = Settings(broker=library.rd_kafka_mock_cluster_bootstraps(cluster).decode())

    def refuse(self) -> None:
        """Say to the next batch, ``ANSWER`` seconds late, that another broker leads its partition."""
        numbers = (ctypes.c_int32(1), ctypes.c_int16(PRODUCE), ctypes.c_size_t(1), NOT_LEADER, int(1000 * ANSWER))
        assert not self._library.rd_kafka_mock_broker_push_request_error_rtts(self._cluster, *numbers)

    def read(self) -> list[bytes]:
        """All values on the topic, in order."""
        consumer = Consumer(
            connection.librdkafka(self.settings)
            | {"group.id": "reader", "auto.offset.reset": "earliest", "enable.partition.eof": True}
        )
        consumer.assign([TopicPartition(TOPIC, 0, 0)])
        values: list[bytes] = []
        while True:
            record = consumer.poll(10)
            assert record is not None, values
            if record.error():
                consumer.close()
                return values
            values.append(record.value() or b"")


@pytest.fixture
def broker() -> Iterator[Refusing]:
    library = embedded._librdkafka()
    client = library.rd_kafka_new(0, library.rd_kafka_conf_new(), None, 0)
    cluster = library.rd_kafka_mock_cluster_new(client, 1)
    library.rd_kafka_mock_topic_create(cluster, TOPIC.encode(), 1, 1)
    yield Refusing(library, cluster)
    library.rd_kafka_mock_cluster_destroy(cluster)
    library.rd_kafka_destroy(client)


Send = Callable[[Sequence[bytes]], Awaitable[object]]
"""Hands values to a producer together and returns when they are called delivered."""


@asynccontextmanager
async def by_worker(settings: Settings) -> AsyncIterator[Send]:
    delivery = Delivery(settings, "worker")
    yield lambda values: delivery.send([Message(TOPIC, b"k", value) for value in values])
    delivery.close(1)


@asynccontextmanager
async def by_client(kind: type[PlainSender] | type[BulkSender], settings: Settings) -> AsyncIterator[Send]:
    sender = kind(settings, 20)

    async def send(values: Sequence[bytes]) -> None:
        told: list[str | None] = []
        for value in values:
            sender.send(TOPIC, b"k", value, [], told.append)
        while len(told) < len(values):
            if isinstance(sender, BulkSender):
                sender._producer.poll(0)
            await asyncio.sleep(0.01)
        assert not any(told)

    yield send
    sender.close()


@asynccontextmanager
async def by_gateway(settings: Settings) -> AsyncIterator[Send]:
    writer = TopicWriter(settings, TOPIC)
    yield lambda values: asyncio.gather(*(writer.write("k", value, []) for value in values))
    await writer.stop()


@asynccontextmanager
async def by_librdkafka(more: dict[str, Any], settings: Settings) -> AsyncIterator[Send]:
    producer = Producer(connection.librdkafka(settings) | connection.SURE | {"linger.ms": 1} | more)

    async def send(values: Sequence[bytes]) -> None:
        told: list[object] = []
        for value in values:
            producer.produce(TOPIC, value, on_delivery=lambda error, _: told.append(error))
        while len(told) < len(values):
            producer.poll(0)
            await asyncio.sleep(0.01)
        assert not any(told)

    yield send


By = Callable[[Settings], AbstractAsyncContextManager[Send]]


def deliver(broker: Refusing, by: By) -> None:
    """Have two batches delivered, of which the first is refused when both are under way."""
    asyncio.run(_deliver(broker, by))


async def _deliver(broker: Refusing, by: By) -> None:
    async with by(broker.settings) as send:
        await send([b"before"])  # it is connected
        broker.refuse()
        first = asyncio.ensure_future(send(BATCHES[0]))
        await asyncio.sleep(APART)
        assert not first.done()
        await asyncio.wait_for(asyncio.gather(first, send(BATCHES[1])), 30)


@pytest.mark.parametrize(
    "by",
    [by_worker, partial(by_client, BulkSender), partial(by_client, PlainSender), by_gateway, partial(by_librdkafka, {})],
    ids=["worker", "bulk", "plain", "gateway", "sure"],
)
def test_what_is_called_delivered_is_there(broker: Refusing, by: By) -> None:
    deliver(broker, by)
    values = broker.read()
    last = sorted(set(values), key=lambda value: len(values) - values[::-1].index(value))
    assert [value for value in last if value in BATCHES[0]] == BATCHES[0]
    assert [value for value in last if value in BATCHES[1]] == BATCHES[1]


def test_messages_without_an_offset_are_sent_again_by_the_worker(broker: Refusing, caplog: pytest.LogCaptureFixture) -> None:
    deliver(broker, by_worker)
    assert "3 of 3 messages may not have arrived" in caplog.text
    assert broker.read() == [b"before", *BATCHES[1], *BATCHES[0]]


def test_librdkafka_calls_lost_messages_delivered(broker: Refusing) -> None:
    """When this fails, librdkafka has been mended: :data:`streams.connection.SURE` and what is said there can go."""
    deliver(broker, partial(by_librdkafka, {"max.in.flight.requests.per.connection": 5}))
    assert broker.read() == [b"before", *BATCHES[1]]
