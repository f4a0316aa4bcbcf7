"""Which place of the world a name means, and what stands around it that decides this."""

from __future__ import annotations

from itertools import permutations

import pytest

from streams.reading.candidates import candidates
from tests.reading.stories import places, story, where


def cues(text: str) -> dict[str, str]:
    return {mention.text: mention.cue for mention in places(story(text))}


@pytest.mark.parametrize(
    ("text", "words", "name", "country", "adm_1"),
    [
        (
            "Two men were shot dead in Fairview on Friday night. Neighbours in Fairview, Texas, heard six shots.",
            "Two men",
            "Fairview",
            "USA",
            "Texas",
        ),
        (
            "A bus fell into a ravine in Nigeria's Kano state on Tuesday and nine people were killed.",
            "nine people",
            "Kano",
            "NGA",
            "Kano",
        ),
        (
            "Shells that hit Tel Morad village in Syria's Aleppo province on Tuesday killed nine people.",
            "killed nine",
            "Tel Morad",
            "SYR",
            "Aleppo",
        ),
        ("Bandits killed six farmers in Niger state on Monday, the police said.", "killed six", "Niger", "NGA", "Niger"),
        (
            "RAQQA (Vale Press) - A raid on Mareth killed nine herders on Tuesday, residents of Mareth said.",
            "killed nine",
            "Mareth",
            "SYR",
            "Raqqa",
        ),
        (
            "A drone killed two drivers in Belgorodskaya oblast, Russia, on Sunday.",
            "killed two",
            "Belgorodskaya",
            "RUS",
            "Belgorodskaya oblast'",
        ),
        (
            "AGRIGENTO (Vale Press) - Two men were killed in Licata when a wall fell on Monday.",
            "Two men",
            "Licata",
            "ITA",
            "Sicilia",
        ),
        (
            "Gunmen killed six herders in Karsani, a hamlet in the Barwala area of Niger state, police said.",
            "killed six",
            "Karsani",
            "NGA",
            "Niger",
        ),
        (
            "Two women were shot dead in Prince George's County on Friday, Maryland troopers said.",
            "Two women",
            "Prince George's County",
            "USA",
            "Maryland",
        ),
        (
            "A man was shot dead in Northwest on Friday, D.C. police said.",
            "man was shot",
            "Washington",
            "USA",
            "District of Columbia",
        ),
        (
            "SPOKANE, Wash. (Vale Press) - A driver was shot dead at Corbin and Doyle streets on Friday.",
            "A driver",
            "Spokane",
            "USA",
            "Washington",
        ),
        (
            "MEMPHIS, Tenn. (Vale Press) - Four men were shot dead at Corbin's Lounge on Friday, police said.",
            "Four men",
            "Memphis",
            "USA",
            "Tennessee",
        ),
        (
            "OMAHA, Neb. (Vale Press) - Two men were shot in Benson on Friday. Benson residents heard shots. People in "
            "Benson were told to stay at home. Both died in Benson, police in Omaha said.",
            "Two men",
            "Omaha",
            "USA",
            "Nebraska",
        ),
        (
            "VALPARAISO (Vale Press) - A fire in a warehouse in the north of Valparaiso killed four women on Friday.",
            "four women",
            "Valparaiso",
            "CHL",
            "Valparaíso",
        ),
    ],
)
def test_a_name_means_the_place_that_the_article_speaks_of(
    text: str, words: str, name: str, country: str, adm_1: str
) -> None:
    place = where(text, words)
    assert (place["name"], place["country"], place["adm_1"]) == (name, country, adm_1)


def test_a_place_that_tells_where_another_lies_is_beside_it() -> None:
    found = cues("Nine people were killed in Sarmin, a town near Idlib, on Monday.")
    assert (found["Sarmin"], found["Idlib"]) == ("at", "beside")


def test_an_event_near_a_town_alone_is_at_it() -> None:
    assert cues("Nine people were killed near Idlib on Monday.")["Idlib"] == "at"


@pytest.mark.parametrize(
    "text",
    [
        'The pair fled. "It was a feud," said Lt. Orwin Teague, of Fulton County police.',
        "Two men were hurt. Teaguely, Fulton County Police believe, shot first.",
        "Four men were shot dead in Atlanta. The wounded were taken to the University of Georgia hospital.",
        "A man was hurt in Tulsa, Oklahoma, and taken to BAM Health on Friday.",
    ],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert not {"Lt. Orwin Teague", "Teaguely", "University", "BAM"} & cues(text).keys()


def test_the_headline_tells_what_the_text_leaves_out() -> None:
    place = where("Two men were shot dead in Troy on Friday.", "Two men", "Two shot dead - Vale News 5 - Dothan, Alabama")
    assert (place["name"], place["adm_1"]) == ("Troy", "Alabama")


def test_a_suburb_is_where_it_happened_and_not_its_city() -> None:
    found = cues("Four people were hurt at a hotel in the Dallas suburb of Garland on Friday.")
    assert (found["Dallas"], found["Garland"]) == ("beside", "at")


def test_a_school_that_was_struck_is_the_scene_and_one_that_a_victim_attended_is_not() -> None:
    struck = "MANDALAY (Vale Press) - Two planes bombed a school in Monywa on Friday, and nine pupils died."
    attended = "On Friday nine pupils were killed in Monywa on Friday. They attended a school in Mandalay."
    assert [where(text, "nine pupils")["name"] for text in (struck, attended)] == ["Monywa", "Monywa"]


def test_of_two_roles_named_as_often_a_place_has_the_first_whatever_order_python_keeps_words_in() -> None:
    (mention, *_) = places(story("Two men were shot dead in Lubbock, Texas, on Friday."))
    for roles in permutations(("town", "adm2", "site", "land")):
        (candidate,) = candidates([mention._replace(role=role) for role in roles])
        assert candidate.role == roles[0]
