"""Reading articles, in the process that holds the language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from streams.incidents.ringing import rings
from streams.settings import Settings
from streams.stages.enrich import enrich, load
from streams.stages.outputs import Output
from streams.topics import Topic
from streams.worker.apart import Together


def reading(settings: Settings) -> Together:
    """Load the language model and the gazetteer; return the function that reads articles together."""
    reader = load(settings.model)

    def read(articles: Sequence[Any]) -> Iterator[tuple[Sequence[Output], str]]:
        for article, outputs in zip(articles, enrich(articles, reader), strict=True):
            yield outputs, outcome(article, outputs)

    return read


def outcome(article: Any, outputs: Sequence[Output]) -> str:
    """What becomes of an article by what is read in it: ``withdrawn``, ``alerted`` or ``quiet``."""
    if article["pubStatus"] == "canceled":
        return "withdrawn"
    return "alerted" if any(output.topic is Topic.REPORTS and rings(output.record) for output in outputs) else "quiet"  # type: ignore[arg-type]
