"""A member of a group on a real Kafka, which has transactions, sessions and headers that no client of ours would write."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from confluent_kafka import Producer
from kafka import KafkaProducer

from streams.settings import Settings
from tests.kafka import Kafka
from tests.membership import joined, taken

pytestmark = pytest.mark.kafka

WARM = 500
"""Records after which Python has specialised what it does for each."""


@pytest.fixture
def settings(real: Kafka) -> Settings:
    settings = Settings(broker=real.address, topic_prefix=f"group{uuid.uuid4().hex[:8]}.", session_timeout=60)
    real.create_topics(settings.topic_prefix, 1)
    return settings


def test_an_article_whose_transaction_was_aborted_is_none_and_marks_of_transactions_are_no_backlog(settings: Settings) -> None:
    producer = Producer({"bootstrap.servers": settings.broker, "transactional.id": settings.topic_prefix})
    producer.init_transactions()
    for value, end in ((b"taken back", producer.abort_transaction), (b"meant", producer.commit_transaction)):
        producer.begin_transaction()
        producer.produce(f"{settings.topic_prefix}articles.raw", value)
        producer.flush()
        end()

    async def test() -> None:
        async with joined(settings) as (member, _):
            assert [record.value for record in await taken(member.inboxes[0], 1)] == [b"meant"]
            assert await member.end(f"{settings.topic_prefix}articles.raw", 0, 10) == 4
            async with asyncio.timeout(30):
                while member.ends[0] != 3:
                    await asyncio.sleep(0.05)
            looked = member._looked
            async with asyncio.timeout(30):
                while member._looked == looked:
                    await asyncio.sleep(0.05)
            assert member.ends[0] == 3

    asyncio.run(test())


def test_a_place_with_a_name_is_kept_at_an_end_and_given_up_when_told_to(settings: Settings) -> None:
    async def test() -> None:
        async with joined(settings, instance="a", leaves=False):
            pass
        async with joined(settings, instance="a", within=40) as (member, _):  # its own place, at once: a session is longer
            assert list(member.inboxes) == [0]
        async with joined(settings, instance="b", within=40) as (member, _):  # at once too: nobody holds the partition
            assert list(member.inboxes) == [0]

    asyncio.run(test())


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
        async with joined(settings) as (member, _):
            records = await taken(member.inboxes[0], WARM + 3)
            del records[:WARM]
            assert [record.value for record in records] == [b"odd", b"unreadable", b"next"]
            assert [list(record.headers) for record in records] == [odd, [], []]

    asyncio.run(test())
    assert f"articles.raw:0:{WARM + 1} is read without its headers" in caplog.text
