"""Following topics of a broker: from the beginning, to the end, and on; a topic that is not there yet; old records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from confluent_kafka import Producer

from streams import embedded
from streams.gateway.board import Board
from streams.gateway.following import Batch, TopicFollower
from streams.gateway.intake import TopicWriter
from streams.gateway.live import Live
from streams.settings import Settings
from tests.gateway.samples import value
from tests.gateway.serving import until


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


def test_an_article_is_written_where_publishers_write() -> None:
    async def run(settings: Settings) -> None:
        writer = TopicWriter(settings, "other")
        await writer.start()
        await writer.write("urn:a", value(5), [("content-type", b"application/json")])
        await writer.stop()
        async with following(settings, "other") as live:
            await until(lambda: len(live.board.known) == 1, 20)

    on_broker(run)
