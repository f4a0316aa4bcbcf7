"""Stand-in stages for tests of the machinery: cheap, with state, and made to go wrong by what a record says.

They run through the same agents, batches, state and dead letters as the real ones:
``python -m streams.worker.process --agents tests.faults.toy``.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import orjson

from streams.settings import Settings
from streams.stages.outputs import Output, Rejected, Source
from streams.stages.table import Table
from streams.topics import Topic
from streams.worker.batch import Batch
from streams.worker.declared import Agents

agents = Agents()


def provoke(record: dict[str, Any]) -> None:
    """Do what a record asks for."""
    match record.get("do"):
        case "raise":
            raise ZeroDivisionError("as asked")
        case "hang":
            while True:
                pass
        case "stuck":  # as in a C library that does not return: no signal of the budget helps
            library, mutex = ctypes.PyDLL(None), ctypes.create_string_buffer(64)
            library.pthread_mutex_lock(mutex)
            library.pthread_mutex_lock(mutex)
        case "die":
            os._exit(9)
        case "slow":
            time.sleep(record.get("seconds", 0.05))
        case "large":
            record["padding"] = "x" * record["bytes"]


def first(value: bytes, source: Source) -> Iterator[Output]:
    try:
        record = orjson.loads(value)
    except ValueError as why:
        raise Rejected(f"value is not JSON: {why}") from None
    if not isinstance(record, dict) or not isinstance(record.get("uri"), str):
        raise Rejected("uri is missing, expected text")
    if record.get("at", "clean") == "clean":
        provoke(record)
    yield Output(Topic.CLEAN, record.get("language", "en"), record)


def second(record: dict[str, Any], table: Table[Any], source: Source) -> Iterator[Output]:
    entry = table.get(record["uri"])
    if entry is not None and entry["position"] != source.position:
        return
    table.set(record["uri"], {"position": source.position})
    if record.get("at") == "dedupe":
        provoke(record)
    yield Output(Topic.UNIQUE, record["uri"], record)


def third(settings: Settings) -> Any:
    def together(records: Sequence[Any]) -> Iterator[tuple[Sequence[Output], str]]:
        for record in records:
            if record.get("at") == "enrich":
                provoke(record)
            report = {"id": record["uri"], "country": record.get("country", "ZZZ")}
            yield [Output(Topic.ENRICHED, record["uri"], record), Output(Topic.REPORTS, report["country"], report)], "quiet"

    return together


def fourth(record: dict[str, Any], table: Table[Any], source: Source) -> Iterator[Output]:
    """Count the reports of a country: in the end each record of the topic must have been counted exactly once."""
    entry = table.get(record["country"]) or {"position": -1, "count": 0}
    if entry["position"] >= source.position:
        return
    table.set(record["country"], {"position": source.position, "count": entry["count"] + 1})
    yield Output(Topic.ALERTS, record["id"], {"identifier": record["id"], "incident": {"id": record["id"]}})


@agents.stage("clean")
async def clean(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        if any(b"the whole batch" in record.value for record in batch.arrivals if record.raw.value):
            raise RuntimeError("the whole batch, as asked")
        await batch.each(lambda record, batch: first(record.value, record))


@agents.stage("dedupe", table=lambda settings: Table())
async def dedupe(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        await batch.each(lambda record, batch: second(record.json(), batch.table, record))


@agents.stage("enrich", apart="tests.faults.toy:third")
async def enrich(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        await batch.each_apart()


@agents.stage("alert", table=lambda settings: Table())
async def alert(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        await batch.each(lambda record, batch: fourth(record.json(), batch.table, record))
