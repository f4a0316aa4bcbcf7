"""Agents as they are declared: a stage of the path, a function over batches, and what the stage keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from streams import topics
from streams.settings import Settings
from streams.stages.table import Table
from streams.worker.batch import Agent


class Declared(NamedTuple):
    """One agent."""

    stage: topics.Stage
    function: Agent
    table: Callable[[Settings], Table[Any]] | None
    apart: str | None


class Agents(dict[str, Declared]):
    """The agents of a worker by the name of their stage.

    >>> agents = Agents()
    >>> @agents.stage("clean")
    ... async def clean(batches):
    ...     async for batch in batches:
    ...         await batch.each(lambda record, batch: [])
    >>> agents["clean"].stage.source
    <Topic.RAW: 'articles.raw'>
    """

    def stage(
        self, name: str, table: Callable[[Settings], Table[Any]] | None = None, apart: str | None = None
    ) -> Callable[[Agent], Agent]:
        """Declare the agent of a stage.

        ``table`` makes the state of a partition from the settings. ``apart`` names heavy work done in a process of its
        own, as ``module:function``; see :mod:`streams.worker.apart`.
        """
        stage = next((stage for stage in topics.STAGES if stage.name == name), None)
        if stage is None:
            raise ValueError(f"stage is {name!r}, expected one of {', '.join(known.name for known in topics.STAGES)}")
        if (table is None) != (stage.state is None):
            raise ValueError(f"stage {name} keeps its state in {stage.state}, but its agent has table {table}")

        def declare(function: Agent) -> Agent:
            self[name] = Declared(stage, function, table, apart)
            return function

        return declare
