"""When an event was: expressions resolved from the day of publication, and which of them is the event's."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.reading.dates import date_of, find_dates
from tests.reading.stories import claim, story

MAY_DAY = datetime(2018, 5, 1, 18, tzinfo=UTC)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("on Tuesday", "2018-05-01", "2018-05-01", 1),
        ("on Monday night", "2018-04-30", "2018-04-30", 1),
        ("early Saturday", "2018-04-28", "2018-04-28", 1),
        ("last Tuesday", "2018-04-24", "2018-04-24", 1),
        ("next Friday", "2018-05-04", "2018-05-04", 1),
        ("over the weekend", "2018-04-28", "2018-04-29", 2),
        ("yesterday", "2018-04-30", "2018-04-30", 1),
        ("today", "2018-05-01", "2018-05-01", 1),
        ("last month", "2018-04-01", "2018-04-30", 4),
        ("two days ago", "2018-04-29", "2018-04-29", 1),
        ("May 1", "2018-05-01", "2018-05-01", 1),
        ("1 May", "2018-05-01", "2018-05-01", 1),
        ("14 Jan 90", "1990-01-14", "1990-01-14", 1),
        ("in 1988", "1988-01-01", "1988-12-31", 5),
        ("Sept. 11", "2017-09-11", "2017-09-11", 1),
        ("May 3, 2017", "2017-05-03", "2017-05-03", 1),
        ("in March 2016", "2016-03-01", "2016-03-31", 4),
        ("2018-04-03", "2018-04-03", "2018-04-03", 1),
        ("last week", "2018-04-23", "2018-04-29", 3),
        ("4/28/2018", "2018-04-28", "2018-04-28", 1),
        ("February 29, 2016", "2016-02-29", "2016-02-29", 1),
        ("overnight", "2018-04-30", "2018-05-01", 2),
    ],
)
def test_expressions(words: str, start: str, end: str, precision: int) -> None:
    document = story(f"Nine people were killed {words}.", published=MAY_DAY)
    (found,) = find_dates(document)
    assert found.first is not None
    assert found.last is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.precision) == (start, end, precision)
    assert document.text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "words",
    [
        "he may 12 times",
        "the sun",
        "a march of 12 people",
        "30 feb 2018",
        "February 30, 2018",
        "a second man",
        "on the mon",
    ],
)
def test_no_expressions(words: str) -> None:
    assert [found for found in find_dates(story(f"It was {words}.", published=MAY_DAY)) if found.first] == []


def test_without_a_publication_date_the_words_are_kept() -> None:
    document = story("Nine people were killed on Tuesday.", published=None)
    found = date_of(claim(document, "Nine"), document, find_dates(document))
    assert found == {"start": None, "end": None, "precision": 1, "text": "on Tuesday"}


def test_a_dated_expression_needs_no_publication_date() -> None:
    document = story("Nine people were killed on May 3, 2017.", published=None)
    found = date_of(claim(document, "Nine"), document, find_dates(document))
    assert found is not None
    assert found["start"] == "2017-05-03"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Two men were shot on Saturday. A man was charged on Monday.", "2018-04-28"),
        (
            "A man charged Monday with murder will appear in court on May 9. The shooting happened on April 20.",
            "2018-04-20",
        ),
        ("Two men were shot, police said. It happened about 9 p.m. on Sunday.", "2018-04-29"),
        ("Two men were shot at a bar.", "2018-04-30"),
    ],
)
def test_the_date_of_the_event(text: str, start: str) -> None:
    document = story(text, published=MAY_DAY)
    words = "Two men" if "Two men" in text else "shooting"
    found = date_of(claim(document, words), document, find_dates(document))
    assert found is not None
    assert found["start"] == start


def test_silence_means_the_day_or_the_day_before() -> None:
    document = story("Two men were shot at a bar.", published=MAY_DAY)
    assert date_of(claim(document, "Two men"), document, []) == {
        "start": "2018-04-30",
        "end": "2018-05-01",
        "precision": 2,
        "text": None,
    }


@settings(max_examples=80)
@given(st.text(alphabet=st.sampled_from("May 12,/Tuesday agone two last nextweek 2018-0199Jan."), max_size=200))
def test_any_text_quotes_itself(text: str) -> None:
    for found in find_dates(story(text, published=MAY_DAY)):
        assert text[found.start : found.end] == found.text
        assert found.first is None or found.last is None or found.first <= found.last


@pytest.mark.parametrize("piece", ["May ", "1 ", "last Tuesday ", "the year 19", "12/12/", "in in in ", "a couple of "])
def test_hostile_text_costs_linear_time(piece: str) -> None:
    document = story(piece * (50_000 // len(piece)), published=MAY_DAY)
    start = time.process_time()
    find_dates(document)
    assert time.process_time() - start < 2.0


def test_a_report_of_an_archive_is_told_on_the_day_of_its_dateline() -> None:
    document = story("SAN SALVADOR, 3 JAN 90 (AFP) -- Nine people were killed yesterday.", published=MAY_DAY)
    found = date_of(claim(document, "Nine"), document, find_dates(document))
    assert found is not None
    assert (found["start"], found["text"]) == ("1990-01-02", "yesterday")
