"""Which sentences of an article tell of one incident: read with the model, for grouping needs whole articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.reading.gazetteer import load_gazetteer
from streams.reading.parse import Parser
from streams.reading.reports import Statement, extract, find_mentions, prepare

WORDS = (
    'killed dead wounded two 14 people, a man . \n " ( ) including 5 children shot in Oslo on 3 May who was and Ana Doe 24'
).split(" ")
PUBLISHED = datetime(2024, 5, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def read() -> Any:
    parser, gazetteer = Parser(), load_gazetteer()

    def reading(text: str, headline: str = "") -> list[Statement]:
        draft = prepare(text, headline, PUBLISHED)
        document = draft.parsed(parser.parse(draft.texts))
        return extract(document, find_mentions(document, gazetteer), gazetteer)

    return reading


def tolls(statements: list[Statement]) -> list[dict[str, int]]:
    return [
        {c["kind"]: (c["best"] or c["low"] or 0) for c in s.counts if c["group"] == "all"}
        for s in statements
        if s.modality == "asserted" and not s.cumulative
    ]


def test_one_incident_told_in_several_sentences(read: Any) -> None:
    text = (
        "A man was killed and four other people were hurt in a shooting in Oslo, police said.\n"
        "Juri Palm, 22, was pronounced dead at the scene on Tuesday.\n"
        "Three women and a boy were taken to hospital with gunshot wounds.\n"
        "The victims were standing outside a bar when the gunman opened fire.\n"
    )
    assert tolls(read(text, "1 dead, 4 hurt in Oslo shooting")) == [{"killed": 1, "injured": 4}]


def test_two_towns_are_two_incidents(read: Any) -> None:
    text = (
        "Gunmen killed six farmers in Bergen on Monday.\nThe attackers fled on motorcycles.\n"
        "In a separate attack in Tromso, nine policemen were killed by a bomb on Tuesday.\n"
    )
    assert tolls(read(text)) == [{"killed": 6}, {"killed": 9}]


def test_background_of_years_ago_does_not_ring(read: Any) -> None:
    text = "A fire killed two people in Bergen on Tuesday.\nA fire in the same street killed 30 people in 2011.\n"
    assert tolls(read(text)) == [{"killed": 2}]


def test_links_to_other_stories_are_not_read(read: Any) -> None:
    text = (
        "A boy was wounded by a stray bullet in Oslo on Tuesday.\nHe is in stable condition.\n"
        "Related: Three Killed In Bergen Crash\n"
    )
    assert tolls(read(text)) == [{"injured": 1}]


def test_the_quotation_proves_the_figure(read: Any) -> None:
    text = "Fog lay over the fjord.\nEleven sailors drowned when a trawler sank off Bergen on Monday.\nA search goes on."
    (statement,) = read(text)
    assert statement.evidence["quote"] == "Eleven sailors drowned when a trawler sank off Bergen on Monday."
    assert text[statement.evidence["start"] : statement.evidence["end"]] == statement.evidence["quote"]
    assert [c["text"] for c in statement.counts if c["group"] == "all"] == ["Eleven sailors"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_words_are_read_without_harm(read: Any, words: list[str]) -> None:
    text = " ".join(words)
    for statement in read(text):
        evidence = statement.evidence
        source = text if evidence.get("role") == "body" else ""
        assert source[evidence["start"] : evidence["end"]] == evidence["quote"]
        assert 0 <= statement.confidence <= 1
        for count in statement.counts:
            assert count["high"] is None or (count["low"] or 0) <= count["high"]


def test_people_of_whom_a_group_is_named_are_no_event(read: Any) -> None:
    assert tolls(read("A committee of relatives of missing and murdered people met the minister in Oslo on 13 May 2024.\n")) == []
