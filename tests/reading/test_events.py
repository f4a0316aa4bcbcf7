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


def test_a_third_who_died_on_another_day_is_of_the_same_event(read: Any) -> None:
    text = "Two men were killed in a crash near Bergen on Monday.\nA third died in hospital on Tuesday.\n"
    assert tolls(read(text)) == [{"killed": 3}]


def test_a_headline_is_as_old_as_the_text_under_it(read: Any) -> None:
    text = "A driver who killed two people in Bergen in 2019 was sentenced on Monday.\nTheir son, who was injured, spoke.\n"
    assert tolls(read(text, "Nine years for crash that killed two")) == []


def test_a_headline_that_the_text_corrects_gives_way(read: Any) -> None:
    text = "A bomb exploded in Bergen on Monday. Six people were killed, police said, and a report of ten dead was wrong.\n"
    assert tolls(read(text, "Blast in Bergen kills 10")) == [{"killed": 6}]


def test_a_claim_that_the_next_sentence_belies_does_not_ring(read: Any) -> None:
    assert tolls(read("Posts claim that a bomb killed 40 people in Bergen.\nThis is false: there was no bomb.\n")) == []


def test_a_number_that_stands_for_animals_is_no_victim(read: Any) -> None:
    text = "Lightning killed 46 cows on a farm near Bergen on Monday.\nAnother 12 were killed by a flood on Tuesday.\n"
    assert tolls(read(text)) == []


def test_a_match_does_not_ring_where_a_day_is_named(read: Any) -> None:
    text = "The captain, injured in the first match, saw his bowlers killed by the batsmen on Sunday.\nTwo defenders are injured.\n"
    assert tolls(read(text)) == []


def test_a_list_that_adds_up_to_the_headline_is_its_event(read: Any) -> None:
    text = "A sergeant and twelve suspects died on Thursday in a raid in Rio de Janeiro, the governor said.\n"
    text += "A woman was shot in the foot. Thirty-two people were detained.\n"
    assert tolls(read(text, "Police raid in Rio ends with 13 deaths")) == [{"killed": 13, "injured": 1, "detained": 32}]


def test_what_attackers_boast_of_is_no_toll(read: Any) -> None:
    text = "Eight guards were killed in a raid on a hotel in Bergen on Monday, the police said.\n"
    assert tolls(read(text + "The group said that it had killed 40 officials.\n")) == [{"killed": 8}]
    assert tolls(read("The army said that it had killed 40 rebels in Bergen on Monday.\n")) == [{"killed": 40}]


REAL = [
    ("Twelve dead in crush before league match", "Twelve people died in a crush outside the stadium before a league match. Supporters had "
     "pushed against a gate before kick-off, the league said. The captain of the visitors said the cup final should wait.", {"killed": 12}),
    ("Team bus attacked", "Gunmen fired at the bus of a football team on Sunday, killing the goalkeeper and two players. The squad was on "
     "its way to a cup match. The captain said the manager had shielded others. The league stopped the season.", {"killed": 3}),
    ("Bomb in cinema kills nine", "A bomb went off in a cinema during a film on Monday, killing nine people in the audience. The film was "
     "a thriller. Its actors had been due to appear, the director said.", {"killed": 9}),
    ("Hall roof falls in", "The roof of a hall came down late on Monday. A rescuer counted 16 dead. A musical had begun, and actors of a "
     "drama group stood on the stage before the audience.", {"killed": 16}),
    ("Memorial stampede leaves 7 dead", "Seven people died in a stampede at a memorial for a singer on Sunday, where thousands stood "
     "around a statue on the anniversary of his death.", {"killed": 7}),
    ("March attacked", "A suicide bomber killed 17 people on Monday at a march that commemorated the anniversary of a "
     "massacre in 1988 in which 200 died.", {"killed": 17}),
    ("Goalkeeper killed by lightning", "The goalkeeper died on Sunday when lightning struck the pitch in a league match. "
     "The captain and the coach stopped the game, and the season is over for the squad.", {"killed": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "text", "toll"), REAL, ids=[headline for headline, _, _ in REAL])
def test_harm_at_a_match_a_show_or_a_memorial_rings(read: Any, headline: str, text: str, toll: dict[str, int]) -> None:
    assert toll in tolls(read(text, headline))


def test_harm_in_a_game_does_not(read: Any) -> None:
    text = "You play a marine. Twenty soldiers are killed in the first mission. The developer made it for consoles; the boss is hard."
    assert tolls(read(text, "Terminal City 3 review")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Four girls were killed on a Sunday in September 1963 when a bomb went off in their church.",
        "Nine people died on Friday 30 years ago in a fire at the market.",
        "On Monday he was tried for killing two men in 1995.",
    ],
)
def test_a_day_of_old_is_not_of_this_week(read: Any, text: str) -> None:
    assert tolls(read(text, "City remembers")) == []
