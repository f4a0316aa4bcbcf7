from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.parse import plain
from streams.reading.quantities import find_quantities


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("14 people", (14, 14, 14, "exact")),
        ("twenty-one people", (21, 21, 21, "exact")),
        ("at least 14 people", (14, 14, None, "at_least")),
        ("no fewer than nine people", (9, 9, None, "at_least")),
        ("more than 1,200 people", (1200, 1200, None, "more_than")),
        ("up to 60 people", (1, None, 60, "up_to")),
        ("as many as 60 people", (1, None, 60, "up_to")),
        ("fewer than ten people", (1, None, 9, "at_most")),
        ("between 90 and 110 people", (90, None, 110, "range")),
        ("60 to 100 people", (60, None, 100, "range")),
        ("nearly 300 people", (300, 300, 300, "about")),
        ("some 50 people", (50, 50, 50, "about")),
        ("dozens of people", (24, None, None, "vague")),
        ("scores of people", (40, None, None, "vague")),
        ("hundreds of people", (200, None, None, "vague")),
        ("several people", (3, None, 9, "vague")),
        ("two dozen people", (24, 24, 24, "about")),
        ("half a dozen people", (6, 6, 6, "exact")),
        ("1.2 million people", (1_200_000, 1_200_000, 1_200_000, "exact")),
        ("40 or more people", (40, 40, None, "at_least")),
    ],
)
def test_words_give_bounds(words: str, expected: tuple[int, int | None, int | None, str]) -> None:
    (quantity,) = find_quantities(plain(words))
    assert quantity[:4] == expected


@pytest.mark.parametrize(
    "words",
    [
        "a 24-year-old man",
        "$5,000",
        "in 2018",
        "at 8:30 p.m.",
        "a 9-mm round",
        "12 miles",
        "3 May",
        "20 rounds",
    ],
)
def test_what_is_no_count(words: str) -> None:
    assert [q for q in find_quantities(plain(words)) if q.best != 3] == []


@given(st.text(max_size=300))
def test_any_text_is_read_within_bounds(text: str) -> None:
    for q in find_quantities(plain(text)):
        assert q.low >= 0
        assert q.best is None or q.low <= q.best
        assert q.high is None or q.low <= q.high
        assert 0 <= q.start < q.end


@pytest.mark.parametrize(
    "words",
    [
        "99,999,999,999,999,999,999,999 people",
        "at least 900 million million people",
        "between 20 and 900,000,000,000 people",
        "nine thousand million people",
    ],
)
def test_more_people_than_live_on_earth_are_no_count(words: str) -> None:
    assert all(q.high is None or q.high < 10**10 for q in find_quantities(plain(words)))
    assert all(q.least < 10**10 for q in find_quantities(plain(words)))
