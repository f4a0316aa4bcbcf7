"""Every metric of the worker in one list: name, kind, unit, labels and meaning; the endpoint and the documents use it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest


class Metric(NamedTuple):
    """One metric, as Prometheus names it."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    labels: tuple[str, ...]
    meaning: str


OUTCOMES = ("alerted", "quiet", "duplicate", "withdrawn", "rejected")
"""What can become of a raw article. The counts add up to what was read, while no process is killed in between."""

ARTICLES = Metric(
    "tocsin_articles_total",
    "counter",
    "articles",
    ("outcome",),
    f"Articles that are through, by outcome: {', '.join(OUTCOMES)}.",
)
RECORDS = Metric("tocsin_records_total", "counter", "records", ("stage", "outcome"), "Records done by a stage, by outcome.")
DEAD = Metric("tocsin_dead_letters_total", "counter", "records", ("stage",), "Records that a stage set aside.")
LAG = Metric("tocsin_lag_records", "gauge", "records", ("stage", "partition"), "Records that wait in a partition.")
STATE = Metric("tocsin_state_entries", "gauge", "entries", ("stage", "partition"), "Entries in the state of a partition.")
RECLAIMED = Metric(
    "tocsin_state_reclaimed_total",
    "counter",
    "entries",
    ("stage",),
    "Entries written again after a late write of a former owner.",
)
DELAY = Metric(
    "tocsin_delay_seconds", "histogram", "seconds", ("stage",), "From an article's arrival to its end in a stage."
)
READY = Metric("tocsin_ready", "gauge", "0 or 1", ("stage", "slot"), "Whether a stage has its partitions, state and model.")
STALLED = Metric("tocsin_stalled_partitions", "gauge", "partitions", ("stage",), "Partitions that wait and do not move.")
RESTARTS = Metric(
    "tocsin_restarts_total", "counter", "processes", ("stage",), "Processes of a stage that were started again."
)
READER_RESTARTS = Metric(
    "tocsin_reader_restarts_total",
    "counter",
    "processes",
    ("stage",),
    "Parser processes killed because they did not answer.",
)

METRICS: tuple[Metric, ...] = (
    ARTICLES, RECORDS, DEAD, LAG, STATE, RECLAIMED, DELAY, READY, STALLED, RESTARTS, READER_RESTARTS,
)  # fmt: skip

DELAYS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
"""Bounds of the buckets of a delay, in seconds."""


class Metrics:
    """The metrics of one worker tree.

    >>> metrics = Metrics()
    >>> metrics.add(ARTICLES, 2, "quiet")
    >>> b'tocsin_articles_total{outcome="quiet"} 2.0' in metrics.text()
    True
    """

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        kinds: dict[str, Any] = {"counter": Counter, "gauge": Gauge, "histogram": Histogram}
        self._made = {}
        for metric in METRICS:
            options = {"buckets": DELAYS} if metric.kind == "histogram" else {}
            self._made[metric] = kinds[metric.kind](
                metric.name, metric.meaning, metric.labels, registry=self._registry, **options
            )
        for outcome in OUTCOMES:
            self._made[ARTICLES].labels(outcome)

    def add(self, metric: Metric, amount: float, *labels: str) -> None:
        """Add to a counter."""
        self._made[metric].labels(*labels).inc(amount)

    def put(self, metric: Metric, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._made[metric].labels(*labels).set(value)

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """Count a value in a histogram."""
        self._made[metric].labels(*labels).observe(value)

    def drop(self, metric: Metric, *labels: str) -> None:
        """Forget one line of a gauge: its partition is not ours any more."""
        self._made[metric].remove(*labels)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
