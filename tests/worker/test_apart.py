"""The process for heavy work: answers in order, harms only the record at fault, and is replaced when it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest

from streams.settings import Settings
from streams.worker.apart import Apart, Done
from streams.worker.arrivals import Arrival, Record
from streams.worker.dead import FarError
from streams.worker.messages import Message

FACTORY = "tests.faults.toy:third"


def arrivals(*dos: str | None) -> list[Arrival]:
    records = [{"uri": f"urn:{number}", "at": "enrich", "do": do} for number, do in enumerate(dos)]
    return [
        Arrival(Record("articles.unique", 1, number, 0, b"k", orjson.dumps(record), ()), trusted=True)
        for number, record in enumerate(records)
    ]


@pytest.fixture
def apart() -> Apart:
    return Apart("enrich", Settings(article_seconds=0.5), FACTORY)


async def answers(apart: Apart, given: list[Arrival]) -> AsyncIterator[tuple[int, list[Message] | str]]:
    async for arrival, answer in apart.work(given, lambda: None):
        yield arrival.raw.offset, answer.messages if isinstance(answer, Done) else answer.kind


async def all_of(apart: Apart, given: list[Arrival]) -> list[tuple[int, str]]:
    found = [one async for one in answers(apart, given)]
    return [(offset, answer if isinstance(answer, str) else "done") for offset, answer in found]


async def test_records_are_answered_in_order(apart: Apart) -> None:
    apart.start()
    try:
        found = [one async for one in answers(apart, arrivals(*[None] * 40))]
        assert [offset for offset, _ in found] == list(range(40))
        messages = found[7][1]
        assert isinstance(messages, list)
        assert [message.topic for message in messages] == ["articles.enriched", "casualty.reports"]
        assert dict(messages[0].headers or [])["ce_causationid"] == b"articles.unique:1:7"
        assert apart.ready
    finally:
        apart.stop()


def test_a_process_is_launched_before_there_is_an_event_loop_and_taken_over_by_it(apart: Apart) -> None:
    apart.launch()
    launched = apart._process.pid

    async def answered() -> list[tuple[int, str]]:
        apart.start()
        return await all_of(apart, arrivals(None))

    try:
        assert asyncio.run(answered()) == [(0, "done")]
        assert apart._process.pid == launched
    finally:
        apart.stop()


async def test_only_the_record_at_fault_is_harmed(apart: Apart) -> None:
    apart.start()
    try:
        found = await all_of(apart, arrivals(None, "raise", None, "hang", None))
        assert found == [
            (0, "done"), (1, "ZeroDivisionError"), (2, "done"), (3, "streams.worker.budget.OverBudgetError"), (4, "done"),
        ]  # fmt: skip
        assert apart.restarts == 0
    finally:
        apart.stop()


async def test_a_process_that_dies_is_replaced(apart: Apart) -> None:
    apart.start()
    try:
        found = await all_of(apart, arrivals(None, "die", None))
        assert found == [(0, "done"), (1, "streams.worker.apart.NoAnswerError"), (2, "done")]
        assert apart.restarts == 2  # once for all together, once for the one alone
    finally:
        apart.stop()


async def test_a_process_that_hangs_in_a_library_is_replaced(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.worker.apart.GRACE", 0.5)
    apart.start()
    try:
        found = await all_of(apart, arrivals("stuck", None))
        assert found == [(0, "streams.worker.apart.NoAnswerError"), (1, "done")]
    finally:
        apart.stop()


async def test_what_is_no_json_is_refused(apart: Apart) -> None:
    apart.start()
    try:
        broken = Arrival(Record("articles.unique", 0, 0, 0, None, b"{", ()), trusted=True)
        ((_, answer),) = [one async for one in apart.work([broken], lambda: None)]
        assert isinstance(answer, FarError)
        assert answer.kind == "streams.stages.outputs.Rejected"
    finally:
        apart.stop()
