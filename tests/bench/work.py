"""The stages as any framework can run them: messages of a partition in, messages out, state in memory.

Peers keep no durable state: what the worker writes to its compacted topics they keep in a table that dies with them, which
is to their advantage.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from streams.settings import Settings
from streams.stages.outputs import Output
from streams.worker.arrivals import Arrival
from streams.worker.messages import Message, Packer


def settings() -> Settings:
    """The settings that the benchmark gives every system."""
    return Settings(**json.loads(os.environ["TOCSIN_BENCH_SETTINGS"]))


class Work:
    """One stage over batches of messages."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self.stage, self.settings = stage, settings
        self.packer = Packer(stage, settings)
        self.tables: Any = {}
        if stage == "dedupe":
            from streams.stages.dedupe import Seen

            self.tables = defaultdict(lambda: Seen(settings))
        elif stage == "alert":
            from streams.stages.alert import Incidents

            self.tables = defaultdict(lambda: Incidents(settings))
        elif stage == "enrich":
            from streams.stages.enrich import load

            self.reader = load()

    def __call__(self, raws: Sequence[Any]) -> list[Message]:
        """Do some records of any partitions; what fails is left out (the articles of a benchmark are sound)."""
        arrivals = [Arrival(raw, self.stage != "clean") for raw in raws]
        if self.stage == "enrich":
            return self._enrich(arrivals)
        return [self.packer.pack(output, arrival) for arrival in arrivals for output in self._one(arrival)]

    def _one(self, arrival: Arrival) -> Iterable[Output]:
        from streams.stages.outputs import Rejected

        try:
            if self.stage == "clean":
                from streams.stages.clean import clean

                return list(clean(arrival.value, arrival))
            table = self.tables[arrival.raw.partition]
            if self.stage == "dedupe":
                from streams.stages.dedupe import dedupe

                outputs = list(dedupe(arrival.json(), table, arrival, self.settings))
            else:
                from streams.stages.alert import alert

                outputs = list(alert(arrival.json(), table, arrival, self.settings))
            table.commit()
        except Rejected:
            return []
        return outputs

    def _enrich(self, arrivals: Sequence[Arrival]) -> list[Message]:
        from streams.stages.enrich import enrich

        read = enrich([arrival.json() for arrival in arrivals], self.reader)
        return [
            self.packer.pack(output, arrival) for arrival, outputs in zip(arrivals, read, strict=True) for output in outputs
        ]


def raw(topic: str, partition: int, offset: int, timestamp: int, key: Any, value: Any, headers: Any) -> Any:
    """A record in the shape that stages know, from any client's parts."""
    return SimpleNamespace(
        topic=topic, partition=partition, offset=offset, timestamp=timestamp, key=key, value=value, headers=headers or []
    )
