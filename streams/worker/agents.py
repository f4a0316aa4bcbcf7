"""The four agents of the path, each a few lines over a pure stage.

A stage is imported by its own agent: a process that runs one does not load what the others need.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from streams.articles.versions import is_held
from streams.settings import Settings
from streams.stages.outputs import Output
from streams.stages.table import Table
from streams.worker.arrivals import Arrival
from streams.worker.batch import Batch
from streams.worker.declared import Agents

agents = Agents()
Batches = AsyncIterator[Batch]


def _seen(settings: Settings) -> Table[Any]:
    from streams.stages.dedupe import Seen

    return Seen(settings)


def _incidents(settings: Settings) -> Table[Any]:
    from streams.incidents.memory import Incidents

    return Incidents(settings)


@agents.stage("clean")
async def clean_articles(batches: Batches) -> None:
    """Make one clean article of each raw message."""
    from streams.stages.clean import clean

    async for batch in batches:
        await batch.each(lambda record, batch: clean(record.value, record))


@agents.stage("dedupe", table=_seen)
async def drop_copies(batches: Batches) -> None:
    """Drop what was published before."""
    from streams.stages.dedupe import dedupe

    async for batch in batches:
        await batch.each(
            lambda record, batch: dedupe(record.json(), batch.table, record, batch.settings),
            _passed,
        )


@agents.stage("enrich", apart="streams.worker.reading:reading")
async def read_articles(batches: Batches) -> None:
    """Read who, where, when and how many; the language model has a process of its own."""
    async for batch in batches:
        await batch.each_apart()


@agents.stage("alert", table=_incidents)
async def ring(batches: Batches) -> None:
    """Join reports into incidents, and ring."""
    from streams.stages.alert import alert

    async for batch in batches:
        await batch.each(lambda record, batch: alert(record.json(), batch.table, record, batch.settings), _rung)


def _passed(outputs: Sequence[Output], record: Arrival) -> str:
    """What became of an article: ``unique``, ``duplicate``, or ``quiet`` because its publisher holds it back."""
    return "unique" if outputs else "quiet" if is_held(record.value) else "duplicate"


def _rung(outputs: Sequence[Output], record: Arrival) -> str:
    """What became of a report: ``alert``, ``update``, ``cancel`` or ``nothing``."""
    return str(outputs[0].record["msgType"]).lower() if outputs else "nothing"
