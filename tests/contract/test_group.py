"""A member of a group on a real Kafka, which has transactions, sessions and headers that no client of ours would write."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from confluent_kafka import Producer
from kafka import KafkaProducer

from streams.settings import Settings
from streams.worker.arrivals import Record
from streams.worker.member import Member
from tests.kafka import Kafka

pytestmark = pytest.mark.kafka

WARM = 500
"""Records after which Python has specialised what it does for each."""


class Stage:
    """Waits for partitions."""

    def __init__(self) -> None:
        self.assigned = asyncio.Event()
        self.error: BaseException | None = None

    async def on_partitions_assigned(self) -> None:
        self.assigned.set()

    async def on_partitions_revoked(self, lost: bool) -> None:
        self.assigned.clear()

    async def crash(self, reason: BaseException) -> None:
        self.error = reason


@pytest.fixture
def settings(real: Kafka) -> Settings:
    settings = Settings(broker=real.address, topic_prefix=f"group{uuid.uuid4().hex[:8]}.", session_timeout=60)
    real.create_topics(settings.topic_prefix, 1)
    return settings


@asynccontextmanager
async def joined(settings: Settings, instance: str | None = None, leaves: bool = True) -> AsyncIterator[Member]:
    stage = Stage()
    prefix = settings.topic_prefix
    member = Member(settings, f"{prefix}articles.raw", f"{prefix}g", "c", instance, stage)
    member.start()
    try:
        async with asyncio.timeout(40):  # a session is longer
            await stage.assigned.wait()
        yield member
    finally:
        await member.stop(leaves)
    assert stage.error is None


async def values(member: Member, count: int) -> list[bytes | None]:
    records: list[Record] = []
    async with asyncio.timeout(60):
        while len(records) < count:
            records += await member.inboxes[0].take(100)
    return [record.value for record in records]


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]


def test_an_article_whose_transaction_was_aborted_is_none_and_marks_of_transactions_are_no_backlog(settings: Settings) -> None:
    producer = Producer({"bootstrap.servers": settings.broker, "transactional.id": settings.topic_prefix})
    producer.init_transactions()
    for value, end in ((b"taken back", producer.abort_transaction), (b"meant", producer.commit_transaction)):
        producer.begin_transaction()
        producer.produce(f"{settings.topic_prefix}articles.raw", value)
        producer.flush()
        end()

    async def test() -> None:
        async with joined(settings) as member:
            assert await values(member, 1) == [b"meant"]
            assert await member.end(f"{settings.topic_prefix}articles.raw", 0, 10) == 4
            async with asyncio.timeout(30):
                while member.ends[0] != 3:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1.5)
            assert member.ends[0] == 3

    run(test)


def test_a_place_with_a_name_is_kept_at_an_end_and_given_up_when_told_to(settings: Settings) -> None:
    async def test() -> None:
        async with joined(settings, "a", leaves=False):
            pass
        async with joined(settings, "a", leaves=True) as member:  # its own place, at once
            assert list(member.inboxes) == [0]
        async with joined(settings, "b") as member:  # also at once, since nobody holds the partition for a whole session
            assert list(member.inboxes) == [0]

    run(test)


class Foreign(str):
    """A name that is written as bytes which are no text."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff\xfename"


def test_headers_that_are_no_text_harm_nothing(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    producer = Producer({"bootstrap.servers": settings.broker})
    topic = f"{settings.topic_prefix}articles.raw"
    odd: list[tuple[str, bytes | None]] = [("", b""), ("n", None), ("n", b"\xff\xfe"), ("ü", b"1")]
    for _ in range(WARM):
        producer.produce(topic, b"usual", headers=[("n", b"1")])
    producer.produce(topic, b"odd", headers=odd)
    producer.flush()
    foreign = KafkaProducer(bootstrap_servers=settings.broker)
    foreign.send(topic, b"unreadable", headers=[(Foreign("n"), b"1"), ("m", b"2")]).get(30)
    foreign.send(topic, b"next").get(30)
    foreign.close()

    async def test() -> None:
        async with joined(settings) as member:
            records: list[Record] = []
            while len(records) < WARM + 3:
                records += await member.inboxes[0].take(100)
            del records[:WARM]
            assert [record.value for record in records] == [b"odd", b"unreadable", b"next"]
            assert [list(record.headers) for record in records] == [odd, [], []]

    run(test)
    assert f"articles.raw:0:{WARM + 1} is read without its headers" in caplog.text
