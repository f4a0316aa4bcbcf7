"""Batches: each record by itself, within its time, and the whole handed back to who waits."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from streams.settings import Settings
from streams.stages.outputs import Output, Rejected
from streams.stages.table import Table
from streams.topics import Topic
from streams.worker.apart import Answer, Done
from streams.worker.arrivals import Arrival, Record
from streams.worker.batch import TOGETHER, Batch, Context, run
from streams.worker.dead import FarError
from streams.worker.mark import Place
from streams.worker.messages import Message


def batch_of(*values: bytes, context: Context | None = None) -> Batch:
    arrivals = [Arrival(Record("articles.raw", 0, number, 0, b"k", value, ())) for number, value in enumerate(values)]
    return Batch(context or Context("clean", Settings(article_seconds=0.3)), arrivals, Table(), lambda: None)


def work(record: Arrival, batch: Batch) -> Iterator[Output]:
    batch.table.set("last", record.value.decode())
    yield Output(Topic.CLEAN, "en", {"uri": record.value.decode()})
    match record.value:
        case b"reject":
            raise Rejected("as asked")
        case b"swallow":  # a stage that catches everything cannot swallow the end of its time
            while True:
                try:
                    time.sleep(0.01)
                except Exception:
                    continue
        case b"match":
            re.search(r"(a+)+$", "a" * 40 + "b")


def done(batch: Batch) -> list[str]:
    return [message.topic for message in batch.messages]


async def test_what_fails_leaves_no_trace() -> None:
    batch = batch_of(b"a", b"reject", b"b", b"reject")
    await batch.each(work)
    assert done(batch) == ["articles.clean", "articles.dead", "articles.clean", "articles.dead"]
    assert batch.deaths == [False, True, False, True]
    assert batch.table.changes() == [(0, "last", "a"), (2, "last", "b")]
    assert batch.outcomes == {"done": 2, "rejected": 2}


@pytest.mark.parametrize("value", [b"swallow", b"match"])
async def test_what_takes_too_long_is_interrupted(value: bytes) -> None:
    batch = batch_of(value, b"a")
    batch.context.budget.arm()
    try:
        began = time.monotonic()
        await batch.each(work)
        assert time.monotonic() - began < 3
    finally:
        batch.context.budget.disarm()
    assert batch.deaths == [True, False]
    assert (
        dict(batch.messages[0].headers or [])["__connect.errors.exception.class.name"]
        == b"streams.worker.budget.OverBudgetError"
    )


async def test_a_partition_that_is_let_go_keeps_what_is_done() -> None:
    batch = batch_of(*[b"a"] * 1000)

    def slow(record: Arrival, batch: Batch) -> Iterator[Output]:
        time.sleep(0.002)
        return work(record, batch)

    asyncio.get_running_loop().call_later(0.2, batch.close)
    batch.started = True
    await batch.each(slow)
    assert 10 < batch.done < 900
    assert len(batch.messages) == batch.done


async def test_a_condemned_record_is_not_touched() -> None:
    batch = batch_of(b"a", b"b")
    batch.context.condemned = frozenset({Place(0, 0, 1)})
    await batch.each(work)
    assert batch.deaths == [False, True]
    assert batch.table.changes() == [(0, "last", "a")]


async def through(agent: Any, *batches: Batch) -> None:
    async def stream() -> AsyncIterator[Batch]:
        for batch in batches:
            yield batch

    await run(agent, stream())


async def test_asking_for_the_next_finishes_a_batch() -> None:
    async def agent(batches: AsyncIterator[Batch]) -> None:
        async for batch in batches:
            await batch.each(work)

    batches = [batch_of(b"a"), batch_of(b"b")]
    await through(agent, *batches)
    assert [await batch.finished for batch in batches] == [None, None]


async def test_an_agent_that_raises_fails_its_batch_and_starts_anew() -> None:
    async def agent(batches: AsyncIterator[Batch]) -> None:
        async for batch in batches:
            if batch.arrivals[0].value == b"bad":
                raise ZeroDivisionError
            await batch.each(work)

    bad, good = batch_of(b"bad"), batch_of(b"a")
    await through(agent, bad, good)
    with pytest.raises(ZeroDivisionError):
        await bad.finished
    assert await good.finished is None


async def test_a_batch_given_up_while_it_waits_is_passed_over() -> None:
    seen: list[int] = []

    async def agent(batches: AsyncIterator[Batch]) -> None:
        async for batch in batches:
            seen.append(len(batch.arrivals))

    late, next_one = batch_of(b"a", b"b"), batch_of(b"c")
    late.close()
    await through(agent, late, next_one)
    assert seen == [1]


class Process:
    """Stands for the process for heavy work; remembers what it was asked together."""

    def __init__(self) -> None:
        self.asked: list[list[bytes]] = []

    async def work(self, arrivals: list[Arrival], beat: Any) -> AsyncIterator[tuple[Arrival, Answer]]:
        self.asked.append([arrival.value for arrival in arrivals])
        for arrival in arrivals:
            await asyncio.sleep(0)
            bad = arrival.value == b"bad"
            yield arrival, FarError("Bad", "as asked") if bad else Done([Message("t", b"k", arrival.value)], "quiet")


@pytest.fixture
def apart() -> Context:
    context: Any = Context("enrich", Settings())
    context.apart = Process()
    return context  # type: ignore[no-any-return]


async def test_batches_that_wait_go_along_and_keep_their_answers(apart: Context) -> None:
    process: Any = apart.apart
    first, second, third = (batch_of(*values, context=apart) for values in ([b"a", b"b"], [b"bad", b"c"], [b"d"]))
    third.close()  # its partition is let go
    first.begin()
    await first.each_apart()
    assert process.asked == [[b"a", b"b", b"bad", b"c"]]
    assert [message.value for message in first.messages] == [b"a", b"b"] and not second.messages
    second.begin()
    await second.each_apart()
    assert len(process.asked) == 1
    assert second.deaths == [True, False] and second.messages[1].value == b"c"
    assert second.outcomes == {"rejected": 1, "quiet": 1}
    assert not apart.waiting


async def test_no_more_records_go_along_than_there_is_room_for(apart: Context) -> None:
    process: Any = apart.apart
    values = [b"%d" % number for number in range(TOGETHER)]
    first, second = batch_of(*values, b"last", context=apart), batch_of(*values, context=apart)
    for batch in (first, second):
        batch.begin()
        await batch.each_apart()
        assert [message.value for message in batch.messages] == [arrival.value for arrival in batch.arrivals]
    assert process.asked == [values, [b"last", *values[:-1]], values[-1:]]
