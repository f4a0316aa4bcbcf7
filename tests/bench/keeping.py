"""The stage of :mod:`tests.bench.passing` with an entry of state written for each record."""

from __future__ import annotations

from collections.abc import AsyncIterator

from streams.stages.table import Table
from streams.worker.batch import Batch
from streams.worker.declared import Agents
from tests.bench.passing import STAGE, hand_on

agents = Agents()


@agents.stage(STAGE, table=lambda settings: Table())
async def keeping(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        await batch.each(lambda record, batch: hand_on(record.json(), batch.table, record, True))
