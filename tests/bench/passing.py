"""A stage that passes articles on as they came, with all that the worker does around a stage: the cost of one hop.

Each record is decoded and checked, its key is looked up in the state, its headers are made anew, and it is accounted for.
:mod:`tests.bench.keeping` writes an entry of state for each record as well, and so sends twice as many messages.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from streams.stages.outputs import Output, Source
from streams.stages.table import Table
from streams.topics import Topic
from streams.worker.batch import Batch
from streams.worker.declared import Agents

STAGE = "dedupe"
"""The stage in whose place it runs: from articles.clean to articles.unique, with state in articles.seen."""

agents = Agents()


def hand_on(record: dict[str, Any], table: Table[Any], source: Source, keep: bool) -> Iterator[Output]:
    """Pass on what was not seen before."""
    uri = record["uri"]
    entry = table.get(uri)
    if entry is not None and entry["position"] < source.position:
        return
    if keep:
        table.set(uri, {"position": source.position})
    yield Output(Topic.UNIQUE, uri, record)


@agents.stage(STAGE, table=lambda settings: Table())
async def passing(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        await batch.each(lambda record, batch: hand_on(record.json(), batch.table, record, False))
