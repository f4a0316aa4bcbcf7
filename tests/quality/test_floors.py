"""The labelled articles are sound, frozen, and read at least as well as their floors say."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from streams.evaluation import compare
from tests.quality import floors

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
OTHER_DAY = re.compile(r"\b(?:January|February|March|April|May|June|July|August) \d{1,2}\b|New Year's Day")
LEAST_ARTICLES, LEAST_QUIET = 150, 1 / 3
HELD_BACK = ("unseen", "fresh", "fresh2", "fresh3")
"""Folders of articles that no rule was chosen by when they were first read."""


def test_no_field_is_below_its_floor() -> None:
    newest = floors.history()[-1]
    assert newest["articles"] == floors.digest(), (
        "the labelled articles have changed: python -m tests.quality.floors --lower"
    )
    assert not floors.below(floors.measure(), newest["floors"])


@pytest.mark.parametrize("folder", HELD_BACK)
def test_no_field_of_articles_that_were_held_back_is_below_its_floor(folder: str) -> None:
    held = json.loads(floors.HELD.read_text("utf-8"))
    assert not floors.below(floors.measure(floors.HERE / folder), held[folder])


def test_floors_only_rise() -> None:
    assert not floors.drops(floors.history())


def test_a_floor_that_sinks_needs_a_reason() -> None:
    high = {"articles": "a", "floors": {"killed": 0.9}}
    low = {"articles": "a", "floors": {"killed": 0.8}}
    assert floors.drops([high, low]) == ["killed: 0.9 to 0.8"]
    assert floors.drops([high, {"articles": "b", "floors": {"killed": 0.95}}])
    assert not floors.drops([high, low | {"lowered": "a label was wrong"}])
    assert not floors.drops([low, high])
    assert floors.below({"killed": 0.85}, high["floors"]) == ["killed 0.85 < 0.9"]


def test_articles_are_many_and_a_third_must_not_ring() -> None:
    found = floors.articles()
    assert len({article["uri"] for article in found}) == len(found) >= LEAST_ARTICLES
    assert sum(not article["expected"] for article in found) / len(found) >= LEAST_QUIET
    assert len({article["source"] for article in found}) >= 40


def test_every_label_can_be_read() -> None:
    files = (floors.HERE / name / "articles.jsonl" for name in HELD_BACK)
    held = [line for file in files for line in file.read_text("utf-8").splitlines()]
    for article in [*floors.articles(), *map(json.loads, held)]:
        assert all(verdict.outcome == "missed" for verdict in compare(article["expected"], [])), article["uri"]


def test_a_labelled_day_is_the_weekday_that_the_text_names() -> None:
    for article in floors.articles():
        named = set(re.findall("|".join(DAYS), article["headline"] + article["body_text"]))
        for label in article["expected"]:
            day = label.get("date")
            if isinstance(day, str) and named and not OTHER_DAY.search(article["body_text"]):
                weekday = DAYS[date.fromisoformat(day).weekday()]
                assert weekday in named, (article["uri"], weekday)
