"""Following topics of a broker: from the beginning, to the end, and on; a topic that is not there yet; old records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer

from streams import embedded
from streams.gateway import following as module
from streams.gateway.app import Feeding, serve
from streams.gateway.board import Board
from streams.gateway.following import Batch, Given, TopicFollower
from streams.gateway.intake import TopicWriter
from streams.gateway.live import Live
from streams.settings import Settings
from tests.gateway.samples import value
from tests.gateway.serving import Kept, until
from tests.kafka import Kafka


def produce(address: str, topic: str, *values: bytes | None) -> None:
    producer = Producer({"bootstrap.servers": address})
    for number, record in enumerate(values):
        producer.produce(topic, record, key=str(number))
    assert producer.flush(10) == 0


@asynccontextmanager
async def following(settings: Settings, topic: str) -> AsyncIterator[Live]:
    live = Live(Board(), TopicFollower(settings, topic))
    task = asyncio.create_task(live.run())
    try:
        yield live
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def on_broker(test: Callable[[Settings], object]) -> None:
    with embedded.broker(port=0, topics=["alerts", "other"]) as address:
        asyncio.run(test(Settings(broker=address)))  # type: ignore[arg-type]


def test_a_topic_is_read_from_its_beginning_then_followed() -> None:
    async def run(settings: Settings) -> None:
        produce(settings.broker, "alerts", *(value(number) for number in range(300)), None, b"broken")
        async with following(settings, "alerts") as live:
            await until(live.ready.is_set, 20)
            assert len(live.board.known) == 300 and live.bad == 2
            produce(settings.broker, "alerts", value(300), value(300), value(301))
            await until(lambda: len(live.board.known) == 302)
            assert sum(live.board.positions.values()) == 305, "the cursor stands behind every record"

    on_broker(run)


def test_an_empty_topic_is_ready_at_once() -> None:
    async def run(settings: Settings) -> None:
        async with following(settings, "other") as live:
            await until(live.ready.is_set, 20)
            produce(settings.broker, "other", value(1))
            await until(lambda: len(live.board.known) == 1)

    on_broker(run)


def test_a_broker_that_is_away_is_waited_for() -> None:
    async def run(settings: Settings) -> None:
        nowhere = Settings(broker="127.0.0.1:1")
        async with following(nowhere, "alerts") as live:
            await asyncio.sleep(0)
            assert not live.ready.is_set()
            live.follower.settings = settings  # type: ignore[attr-defined]
            produce(settings.broker, "alerts", value(1))
            await until(lambda: len(live.board.known) == 1, 30)

    on_broker(run)


def test_reading_goes_on_behind_the_last_record_after_a_fault() -> None:
    async def run(settings: Settings) -> None:
        produce(settings.broker, "alerts", *(value(number) for number in range(20)))
        follower = TopicFollower(settings, "alerts")
        seen: list[Batch] = []
        for expected in (20, 21):
            stream = follower.follow()
            async for batch in stream:
                seen.append(batch)
                if batch.at_end:
                    break
            await stream.aclose()  # type: ignore[attr-defined]
            assert sum(len(batch.records) for batch in seen) == expected
            produce(settings.broker, "alerts", value(99))

    on_broker(run)


class Losing:
    """A client that loses its partitions without a word, as when its broker dies between two looks at the cluster."""

    made = 0

    def __init__(self, *topics: str, **options: Any) -> None:
        type(self).made += 1
        self.place, self.lost, self._client = TopicPartition(topics[0], 0), False, SimpleNamespace(close=self.stop)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def assignment(self) -> set[TopicPartition]:
        return set() if self.lost else {self.place}

    async def beginning_offsets(self, places: set[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 0)

    end_offsets = beginning_offsets

    def seek(self, place: TopicPartition, offset: int) -> None: ...

    async def position(self, place: TopicPartition) -> int:
        return 0

    async def getmany(self, **options: Any) -> dict[TopicPartition, list[Any]]:
        await asyncio.sleep(0)
        self.lost = True
        return {}


def test_a_client_that_lost_its_partitions_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("aiokafka.AIOKafkaConsumer", Losing)

    async def run() -> None:
        async with following(Settings(), "alerts"):
            await until(lambda: Losing.made > 1, 20)

    asyncio.run(run())
    assert "alerts can't be followed: ConnectionError: its partitions are others now" in caplog.text


@pytest.mark.kafka
@pytest.mark.timeout(300)
def test_a_broker_that_dies_is_followed_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "CHECK", 0.5)  # the question fails while a fetch sleeps between two tries

    async def run(kafka: Kafka) -> None:
        settings = Settings(broker=kafka.address)
        kafka.create_topics("")
        produce(settings.broker, "casualty.alerts", value(1))
        async with following(settings, "casualty.alerts") as live:
            await until(lambda: len(live.board.known) == 1, 30)
            await asyncio.to_thread(kafka.kill)
            await until(lambda: "can't be followed" in caplog.text, 60)
            await asyncio.to_thread(kafka.start)
            await asyncio.to_thread(kafka.wait)
            produce(settings.broker, "casualty.alerts", value(2))
            await until(lambda: len(live.board.known) == 2, 60)

    with Kafka() as kafka:
        asyncio.run(run(kafka))


def test_a_gateway_that_no_longer_follows_ends_with_an_error() -> None:
    class Broken(Given):
        async def follow(self) -> AsyncIterator[Batch]:
            yield Batch([], at_end=True)
            raise ValueError("out of order")

    async def run() -> None:
        settings = Settings(gateway_state="", gateway_port=0)
        with pytest.raises(RuntimeError, match=r"no longer follows the alerts: ValueError\('out of order'\)"):
            await serve(settings, Feeding(Broken(), None, Kept()), lambda address: None, asyncio.Event())

    asyncio.run(run())


def test_an_article_is_written_where_publishers_write() -> None:
    async def run(settings: Settings) -> None:
        writer = TopicWriter(settings, "other")
        await writer.start()
        await writer.write("urn:a", value(5), [("content-type", b"application/json")])
        await writer.stop()
        async with following(settings, "other") as live:
            await until(lambda: len(live.board.known) == 1, 20)

    on_broker(run)
