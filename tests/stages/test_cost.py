"""What an article costs, in calls of functions, in pairs compared and in text parsed: counts that no busy machine changes.

A bound is a tenth above what was counted when it was set. Who goes over one has made every article dearer, and either finds a cheaper
way or sets it anew and says in the commit what the cost buys.
"""

from __future__ import annotations

import cProfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from streams.incidents import memory
from streams.reading.parse import Parses
from streams.settings import Settings
from streams.stages.alert import Incidents, alert
from streams.stages.clean import clean
from streams.stages.dedupe import Seen, dedupe
from streams.stages.enrich import Reader, body_of, enrich, headline_of, load
from streams.stages.outputs import Given
from streams.topics import Topic
from streams.worker.batch import TOGETHER
from tests.mixed import START, mixed

COUNT = 300


class Counted(NamedTuple):
    """What was counted for each article."""

    calls: float
    """Of functions, in Python or C."""
    made: list[Any]


def counted(articles: Sequence[Any], work: Callable[[Any], Sequence[Any]]) -> Counted:
    """Work on each and count."""
    profile = cProfile.Profile()
    profile.enable()
    made = [output for one in articles for output in work(one)]
    profile.disable()
    return Counted(sum(entry.callcount for entry in profile.getstats()) / len(articles), made)


def given(number: int) -> Given:
    return Given(f"urn:{number}", {}, number, START + timedelta(seconds=number))


class Path(NamedTuple):
    """The same articles through the four stages."""

    clean: Counted
    dedupe: Counted
    enrich: Counted
    alert: Counted
    pairs: float
    """Reports compared for each report."""
    parsed: float
    """Share of the characters of all articles that the parser was given."""


class Counting(NamedTuple):
    """A parser that notes how much it is given."""

    parser: Parses
    lengths: list[int]

    def parse(self, texts: Sequence[str]) -> Any:
        self.lengths.extend(map(len, texts))
        return self.parser.parse(texts)


def through(reader: Reader) -> Path:
    """Take the articles through the stages, one stage after the other."""
    settings, parser, pairs = Settings(), Counting(reader.parser, []), list[int]()
    seen, incidents, reader = Seen(settings), Incidents(settings), Reader(parser, reader.gazetteer)
    fit = memory._fit

    def fitted(of: Any, others: Sequence[Any]) -> float:
        pairs.append(len(others))
        return fit(of, others)

    raws = list(enumerate(mixed(COUNT, broken=0), 1))
    cleaned = counted(raws, lambda of: [o.record for o in clean(of[1].value, given(of[0]))])
    numbered = list(enumerate(cleaned.made, 1))
    unique = counted(numbered, lambda of: [o.record for o in dedupe(of[1], seen, given(of[0]), settings)])
    batches = [unique.made[start : start + TOGETHER] for start in range(0, len(unique.made), TOGETHER)]
    read = counted(batches, lambda batch: [o for outputs in enrich(batch, reader) for o in outputs])
    reports = [(n, o.record) for n, o in enumerate(read.made, 1) if o.topic is Topic.REPORTS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "_fit", fitted)
        rung = counted(reports, lambda of: list(alert(of[1], incidents, given(of[0]), settings)))
    read = read._replace(calls=read.calls * len(batches) / len(unique.made))
    whole = sum(len(body_of(one)) + len(headline_of(one)) for one in unique.made)
    return Path(cleaned, unique, read, rung, sum(pairs) / len(reports), sum(parser.lengths) / whole)


@pytest.fixture(scope="module")
def path() -> Path:
    reader = load()
    through(reader)  # what is remembered from the first time is not counted
    return through(reader)


@pytest.mark.parametrize(("stage", "most"), [("clean", 965), ("dedupe", 406), ("enrich", 3520), ("alert", 1780)])
def test_calls_of_functions(path: Path, stage: str, most: int) -> None:
    found: Counted = getattr(path, stage)
    assert found.made
    assert found.calls <= most


def test_share_of_the_text_that_is_parsed(path: Path) -> None:
    assert 0 < path.parsed <= 0.0079


def test_pairs_of_reports_that_are_compared(path: Path) -> None:
    assert 1 <= path.pairs <= 3.1
