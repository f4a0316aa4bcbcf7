"""The three backends of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from streams import embedded
from streams.settings import Settings
from streams.stages.enrich import Reader, load
from streams.topics import Topic
from tests.contract.backends import EMBEDDED, KAFKA, MEMORY, InMemory, OnKafka, Path
from tests.kafka import Kafka


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load()


@pytest.fixture(scope="session")
def real() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


@pytest.fixture(params=[MEMORY, EMBEDDED, pytest.param(KAFKA, marks=pytest.mark.kafka)])
def path(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The whole path with nothing published yet."""
    with ExitStack() as stack:
        if request.param == MEMORY:
            backend: Path = InMemory(request.getfixturevalue("reader"))
        else:
            backend = on_kafka(request, stack, request.param)
        yield stack.enter_context(backend)


def on_kafka(request: pytest.FixtureRequest, stack: ExitStack, kind: str) -> OnKafka:
    """A worker on fresh topics of one of the two brokers."""
    quiet = {"health_port": 0, "log_level": "ERROR"}
    if kind == KAFKA:
        real: Kafka = request.getfixturevalue("real")
        settings = Settings(broker=real.address, topic_prefix=f"contract{next(OnKafka.NUMBERS)}.", **quiet)
        real.create_topics(settings.topic_prefix)
    else:
        address = stack.enter_context(embedded.broker(port=0, topics=[topic.value for topic in Topic]))
        settings = Settings(broker=address, **quiet)
    return OnKafka(settings)
