"""Where an article is at home: which country's words it uses, and which division its names have in common."""

from __future__ import annotations

import pytest

from streams.reading.gazetteer import load_gazetteer
from streams.reading.home import MOST_HINTS, Votes, hints
from tests.reading.stories import places, story, where


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Deputies called 911 before the grand jury met.", "USA"),
        ("A man appeared at magistrates' court after a post-mortem; Crimestoppers asks for news.", "GBR"),
        ("The sub-inspector reached the panchayat office; the loss is two lakh.", "IND"),
        ("Residents of the barangay fled to the next sitio.", "PHL"),
        ("A shell hit a house on Monday.", ""),
    ],
)
def test_a_country_shows_in_the_words_of_its_news(text: str, country: str) -> None:
    found, count = hints(text)
    assert found == country
    assert bool(found) == bool(count)
    assert count <= MOST_HINTS


def test_a_name_does_not_vote_for_itself() -> None:
    votes = Votes(["Springfield", "Trotwood"], load_gazetteer())
    assert votes.support(("USA", "Ohio"), "Springfield") == pytest.approx(1.0)
    assert 0 < votes.support(("USA", "Ohio"), "Trotwood") < 1
    assert votes.support(("USA", "Missouri"), "Springfield") == 0


@pytest.mark.parametrize(
    ("text", "words", "adm_1"),
    [
        ("Three people were shot in Springfield, deputies said. The victims live in Trotwood.", "Three people", "Ohio"),
        ("Troy police said a man shot two people in Troy. He fled to Rochester Hills.", "two people", "Michigan"),
        ("SHELBY, N.Y. - A boy from the town of Shelby was killed on Friday.", "was killed", "New York"),
        ("CAMERON, W.Va. (AP) - Cameron police say a man was killed.", "was killed", "West Virginia"),
    ],
)
def test_the_names_of_an_article_decide_a_namesake(text: str, words: str, adm_1: str) -> None:
    found = where(text, words)
    assert (found["country"], found.get("adm_1")) == ("USA", adm_1)


def test_a_namesake_abroad_loses_to_the_words_of_local_news() -> None:
    found = where(
        "Smyrna police called 911. Two people were shot in a parking lot in Smyrna, the sheriff said.", "Two people"
    )
    assert found["country"] == "USA"


def test_a_town_that_shares_a_countrys_name_is_meant_throughout() -> None:
    text = "LEBANON, Pa. - A Lebanon man was charged on Tuesday after two people were killed."
    assert {mention.place["country"] for mention in places(story(text))} == {"USA"}
