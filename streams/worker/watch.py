"""What the supervisor knows of its processes: from their reports it tells readiness, liveness and metrics."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from streams import metrics
from streams.metrics import Metrics


class Watch:
    """Takes in the reports of all processes.

    A partition is stalled when records wait in it and its place has not moved for ``stall_seconds``; a process is silent
    when it has not reported for as long as its longest work may hold its event loop.
    """

    def __init__(self, stall_seconds: float, silent_seconds: float) -> None:
        self.metrics = Metrics()
        self._stall, self._silent = stall_seconds, silent_seconds
        self._ready: dict[str, set[str]] = {}
        self._expected: dict[str, set[str]] = {}
        self._heard: dict[str, float] = {}
        self._moved: dict[str, dict[tuple[str, str], tuple[int, float]]] = {}
        self._readers: dict[str, int] = {}

    def expect(self, process: str, stages: list[str]) -> None:
        """A process was started: it must report and become ready."""
        self._expected[process] = set(stages)
        self._ready[process] = set()
        self._heard[process] = time.monotonic()
        self._moved[process] = {}
        self._readers[process] = 0
        for stage in stages:
            self.metrics.put(metrics.READY, 0, stage, _slot(process))
            for metric in metrics.METRICS:
                if metric.kind == "counter" and metric.labels == ("stage",):
                    self.metrics.add(metric, 0, stage)  # there before its first count, which increase() would not see

    def restarted(self, process: str) -> None:
        """A process ended and will be started again."""
        for stage in self._expected[process]:
            self.metrics.add(metrics.RESTARTS, 1, stage)

    def hear(self, process: str, report: Mapping[str, Any]) -> None:
        """Take in a report."""
        now = self._heard[process] = time.monotonic()
        for stage, facts in report.get("stages", {}).items():
            (self._ready[process].add if facts["ready"] else self._ready[process].discard)(stage)
            self.metrics.put(metrics.READY, facts["ready"], stage, _slot(process))
            self._count(stage, facts["counts"])
            self._place(process, stage, facts, now)
            for delay in facts["delays"]:
                self.metrics.observe(metrics.DELAY, delay, stage)
            if (restarts := facts["restarts"] - self._readers[process]) > 0:
                self.metrics.add(metrics.READER_RESTARTS, restarts, stage)
                self._readers[process] = facts["restarts"]

    @property
    def ready(self) -> bool:
        """Every stage of every process has its partitions, its state and its model."""
        return all(self._ready[process] >= stages for process, stages in self._expected.items())

    def ailing(self, process: str) -> str | None:
        """Say what is wrong with a process that runs, or None."""
        now = time.monotonic()
        if (silence := now - self._heard[process]) > self._silent:
            return f"{process} has not reported for {silence:.0f} s"
        for (stage, partition), (_, since) in self._moved[process].items():
            if now - since > self._stall:
                return f"{stage} partition {partition} has records waiting and has not moved for {now - since:.0f} s"
        return None

    @property
    def ailments(self) -> list[str]:
        """What is wrong with any process."""
        return [ailment for process in list(self._expected) if (ailment := self.ailing(process))]

    def _count(self, stage: str, counts: Mapping[str, int]) -> None:
        for outcome, number in counts.items():
            if outcome == "reclaimed":
                self.metrics.add(metrics.RECLAIMED, number, stage)
                continue
            self.metrics.add(metrics.RECORDS, number, stage, outcome)
            if outcome == "rejected":
                self.metrics.add(metrics.DEAD, number, stage)
            if outcome in metrics.OUTCOMES and stage != "alert":  # a dead report is no dead article
                self.metrics.add(metrics.ARTICLES, number, outcome)

    def _place(self, process: str, stage: str, facts: Mapping[str, Any], now: float) -> None:
        moved = self._moved[process]
        present = {(stage, partition) for partition in facts["partitions"]}
        for gone in [place for place in moved if place[0] == stage and place not in present]:
            del moved[gone]
            self.metrics.drop(metrics.LAG, *gone)
            self.metrics.drop(metrics.STATE, *gone)
        for partition, place in facts["partitions"].items():
            self.metrics.put(metrics.LAG, place["lag"], stage, partition)
            self.metrics.put(metrics.STATE, place["entries"], stage, partition)
            done, since = moved.get((stage, partition), (None, now))
            if place["done"] != done or not place["lag"]:
                since = now
            moved[stage, partition] = place["done"], since
        stalled = sum(now - since > self._stall for (name, _), (_, since) in moved.items() if name == stage)
        self.metrics.put(metrics.STALLED, stalled, stage)


def _slot(process: str) -> str:
    return process.rpartition("-")[2]
