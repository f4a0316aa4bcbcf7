"""An embedded broker for all tests of the clients, and topics of its own for each test."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator

import pytest
from confluent_kafka import Producer

from streams import embedded
from streams.client.reaching import admin
from streams.connection import librdkafka
from streams.settings import Settings
from streams.topics import Topic

logging.getLogger("kafka").setLevel(logging.CRITICAL)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    with embedded.broker(port=0) as address:
        yield address


@pytest.fixture
def settings(broker: str) -> Settings:
    made = Settings(broker=broker, topic_prefix=f"test{next(NUMBERS)}.")
    client = admin(made)
    for topic in Topic:  # the embedded broker makes a topic when it is asked about it
        client.list_topics(topic.named(made.topic_prefix), timeout=10)
    return made


class Put:
    """Puts records onto topics, as any other program would."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.topic_prefix
        self._producer = Producer({**librdkafka(settings), "partitioner": "murmur2_random", "log_level": 0})

    def __call__(
        self, topic: Topic, value: bytes | None, key: bytes | None = None, partition: int = -1, **headers: bytes
    ) -> None:
        self._producer.produce(topic.named(self._prefix), value, key, partition, headers=[*headers.items()])
        assert self._producer.flush(10) == 0


@pytest.fixture
def put(settings: Settings) -> Put:
    return Put(settings)
