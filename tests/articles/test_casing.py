"""The table of usual case holds what it should, in the form that its reader expects."""

from __future__ import annotations

import gzip
from importlib import resources

import pytest

from streams.articles.casing import phrases, usual_case


@pytest.mark.parametrize(
    ("word", "usual"),
    [
        ("baghdad", "Baghdad"),
        ("monday", "Monday"),
        ("nato", "NATO"),
        ("killed", "killed"),
        ("the", "the"),
        ("it", "it"),
        ("chiefs", "chiefs?"),
        ("mcdonald", "McDonald"),
        ("syrian", "Syrian"),
        ("northern", "northern"),
        ("wounded", "wounded"),
        ("brown", "brown?"),
    ],
)
def test_words_of_news(word: str, usual: str) -> None:
    assert usual_case(word) == usual


def test_every_entry_is_well_formed() -> None:
    raw = gzip.decompress(resources.files("streams.articles.data").joinpath("casing.txt.gz").read_bytes()).decode()
    words = [line.rstrip("?") for line in raw.split("\n") if " " not in line]
    assert 90_000 < len(words) < 130_000
    assert all(word.isascii() and word.isalpha() for word in words)
    lower = [word.lower() for word in words]
    assert lower == sorted(set(lower))


def test_places_of_several_words() -> None:
    assert ("NEW", "YORK", "CITY") in phrases()["NEW"]
    assert all(len(phrase) >= 2 for found in phrases().values() for phrase in found)
