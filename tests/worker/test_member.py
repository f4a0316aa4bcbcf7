"""A member of a group on the embedded broker: what it hands over, and that a full inbox holds up nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from confluent_kafka import Message, Producer

from streams import embedded
from streams.settings import Settings
from streams.worker import member as module
from streams.worker.arrivals import Record
from streams.worker.member import EACH, Inbox
from tests.membership import joined, taken

TOPIC = "articles.raw"


@pytest.fixture
def broker() -> Iterator[str]:
    with embedded.broker(port=0, partitions=2, topics=[TOPIC]) as address:
        yield address


def publish(broker: str, partition: int, count: int, size: int = 100) -> None:
    producer = Producer({"bootstrap.servers": broker})
    for number in range(count):
        producer.produce(TOPIC, f"{number:08}".encode() * (size // 8), b"k", partition, headers=[("n", str(number).encode())])
    assert producer.flush(30) == 0


def settings(broker: str) -> Settings:
    return Settings(broker=broker, session_timeout=6)


async def test_each_record_comes_once_and_in_order_though_fetching_stops_all_the_time(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROOM", 20 * EACH)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    publish(broker, 0, 3000)
    publish(broker, 1, 3000)
    async with joined(settings(broker)) as (member, _):
        both = await asyncio.gather(*(taken(inbox, 3000) for inbox in member.inboxes.values()))
    for records in both:
        assert [record.offset for record in records] == list(range(3000))
        assert records[7].headers == [("n", b"7")] and records[7].value == b"00000007" * 12


async def test_a_partition_that_takes_nothing_holds_up_no_other(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROOM", 100 * EACH)
    publish(broker, 0, 4000)
    async with joined(settings(broker)) as (member, _):
        async with asyncio.timeout(60):
            while not member._paused:
                await asyncio.sleep(0.02)
        publish(broker, 1, 500)
        assert len(await taken(member.inboxes[1], 500)) == 500
        assert member.inboxes[0].held < 1000 * EACH  # no more than what was on its way
        assert [record.offset for record in await taken(member.inboxes[0], 4000)] == list(range(4000))


async def test_what_is_committed_is_where_the_next_begins(broker: str) -> None:
    publish(broker, 0, 10)
    async with joined(settings(broker)) as (member, _):
        assert member.begins == {0: 0, 1: 0}
        await taken(member.inboxes[0], 10)
        await member.commit({0: 4}, 30)
    async with joined(settings(broker)) as (member, _):
        assert member.begins == {0: 4, 1: 0}
        assert [record.offset for record in await taken(member.inboxes[0], 6)] == [4, 5, 6, 7, 8, 9]
        assert member.ends[0] in {4, 10} and await member.end(TOPIC, 0, 10) == 10


async def test_who_lets_go_while_offsets_are_on_their_way_waits_for_no_answer_that_cannot_come(broker: str) -> None:
    publish(broker, 0, 10)
    async with joined(settings(broker)) as (member, _):
        await taken(member.inboxes[0], 10)
        waiting = asyncio.ensure_future(member.commit({0: 7}, 60))
        await asyncio.sleep(0)

        async def let_go() -> None:
            await waiting

        member._errands.put(lambda: member._call(let_go()))  # right after the brokers were asked, as a revocation may come
        async with asyncio.timeout(30):
            await waiting


async def test_partitions_are_shared_with_one_who_comes_and_come_back_when_it_goes(broker: str) -> None:
    async with joined(settings(broker), "a") as (first, told):
        assert sorted(first.inboxes) == [0, 1]
        async with joined(settings(broker), "b") as (second, _), asyncio.timeout(60):
            while not (len(first.inboxes) == len(second.inboxes) == 1):
                await asyncio.sleep(0.05)
            assert {*first.inboxes, *second.inboxes} == {0, 1}
        async with asyncio.timeout(60):
            while len(first.inboxes) < 2:
                await asyncio.sleep(0.05)
        publish(broker, 0, 5)
        publish(broker, 1, 5)
        for inbox in first.inboxes.values():
            assert len(await taken(inbox, 5)) == 5
        assert told.assigned.is_set()


async def test_who_waits_at_an_empty_inbox_is_woken_by_records_and_by_a_nudge() -> None:
    inbox = Inbox(threading.Event())
    waiting = asyncio.ensure_future(inbox.take(10))
    await asyncio.sleep(0)
    inbox.nudge()
    assert await waiting == []
    waiting = asyncio.ensure_future(inbox.take(1))
    await asyncio.sleep(0)
    messages = [Message(topic=TOPIC, partition=0, offset=offset, value=b"v", timestamp=(1, 7)) for offset in range(2)]
    inbox.put(messages)
    assert await waiting == [Record(TOPIC, 0, 0, 7, None, b"v", ())]
    assert await inbox.take(10) == [Record(TOPIC, 0, 1, 7, None, b"v", ())]
    waiting = asyncio.ensure_future(inbox.take(1))
    await asyncio.sleep(0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    inbox.put(messages)  # nobody waits any more
    assert [record.offset for record in await inbox.take(1)] == [0]
