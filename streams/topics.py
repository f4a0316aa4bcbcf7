"""The path of an article as data: every topic, its key, and how long it keeps what it holds.

    articles.raw -> clean -> articles.clean -> dedupe -> articles.unique -> enrich -> casualty.reports -> alert -> casualty.alerts

enrich also feeds articles.enriched; what fails goes to articles.dead; dedupe and alert keep their state in the
compacted topics articles.seen and casualty.incidents.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Topic(StrEnum):
    """The topics of the path, by the name that they have without a prefix."""

    RAW = "articles.raw"
    CLEAN = "articles.clean"
    UNIQUE = "articles.unique"
    ENRICHED = "articles.enriched"
    REPORTS = "casualty.reports"
    ALERTS = "casualty.alerts"
    DEAD = "articles.dead"
    SEEN = "articles.seen"
    INCIDENTS = "casualty.incidents"

    def named(self, prefix: str = "") -> str:
        """Return the topic's name on the broker.

        >>> Topic.RAW.named("eu.")
        'eu.articles.raw'
        """
        return prefix + self.value


class Layout(NamedTuple):
    """How a topic is keyed and kept."""

    key: str
    schema: str | None
    """Name of the record's JSON Schema in ``streams.schemas``; None for bytes kept as they came."""
    event: str | None
    """CloudEvents type of its records."""
    cleanup: str = "delete"
    """Kafka's cleanup.policy."""
    follows: Topic | None = None
    """The topic whose partition count this one must share, because state lies beside its source."""


LAYOUT: dict[Topic, Layout] = {
    Topic.RAW: Layout("article uri", None, "org.tocsin.article.raw.v1"),
    Topic.CLEAN: Layout("language", "article", "org.tocsin.article.clean.v1"),
    Topic.UNIQUE: Layout("article uri", "article", "org.tocsin.article.unique.v1"),
    Topic.ENRICHED: Layout("article uri", "enriched", "org.tocsin.article.enriched.v1"),
    Topic.REPORTS: Layout("country, ISO 3166-1 alpha-3 or ZZZ", "report", "org.tocsin.report.v1"),
    Topic.ALERTS: Layout("incident id", "alert", "org.tocsin.alert.v1", cleanup="compact,delete"),
    Topic.DEAD: Layout("original key", None, None),
    Topic.SEEN: Layout("article uri", None, None, cleanup="compact", follows=Topic.CLEAN),
    Topic.INCIDENTS: Layout("incident id", None, None, cleanup="compact", follows=Topic.REPORTS),
}


class Stage(NamedTuple):
    """One stage of the path: what it reads and the compacted topic of its state."""

    name: str
    source: Topic
    state: Topic | None = None


STAGES: tuple[Stage, ...] = (
    Stage("clean", Topic.RAW),
    Stage("dedupe", Topic.CLEAN, Topic.SEEN),
    Stage("enrich", Topic.UNIQUE),
    Stage("alert", Topic.REPORTS, Topic.INCIDENTS),
)
"""The stages in the order of the path."""
