"""Where an event was: which names are places, which place they mean, and which of them is the event's."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.reading.gazetteer import load_gazetteer
from streams.reading.places import find_places, place_of
from streams.reading.toponyms import people
from tests.reading.stories import claim, places, story, where


@pytest.mark.parametrize(
    ("text", "words", "name", "country", "adm_1"),
    [
        (
            "A roadside bomb killed eight people in southern Helmand province on Sunday.",
            "killed eight",
            "Helmand",
            "AFG",
            "Helmand",
        ),
        (
            "KABUL, Afghanistan (AP) - A bomb killed eight people in Helmand province, an official said.",
            "killed eight",
            "Helmand",
            "AFG",
            "Helmand",
        ),
        (
            "BEIRUT (Reuters) - An air strike on the town of Maarat al-Numan killed seven people.",
            "killed seven",
            "Maarat al-Numan",
            "SYR",
            "Idlib",
        ),
        (
            "Rebels killed 19 people in the village of Kautikora in northeastern Borno state, residents said.",
            "killed 19",
            "Kautikora",
            "NGA",
            "Borno",
        ),
        (
            "A bomb wounded 12 people in Cali, Colombia's third-largest city.",
            "wounded 12",
            "Cali",
            "COL",
            "Valle del Cauca",
        ),
        (
            "Two people died in Kherson. In Bakhmut, Donetsk region, three more died, a doctor said.",
            "three more",
            "Bakhmut",
            "UKR",
            "Donetsk",
        ),
        (
            "A boat sank near Sabratha and 30 people drowned, the Libyan coastguard said. Survivors were taken to Tripoli.",
            "30 people",
            "Sabratha",
            "LBY",
            "Az Zāwiyah",
        ),
        ("Eight fighters were killed in Afrin and three in Manbij.", "three", "Manbij", "SYR", "Aleppo"),
        (
            "Paris Vandell, 23, was shot dead in Jackson, Mississippi, on Tuesday.",
            "shot dead",
            "Jackson",
            "USA",
            "Mississippi",
        ),
        (
            "Six peasants were killed in the hamlet of El Mezquital, in Morazan department.",
            "Six peasants",
            "El Mezquital",
            "SLV",
            "Morazán",
        ),
        (
            "HAVELOCK, N.C. (AP) - Two men were shot on Friday, police said.",
            "Two men",
            "Havelock",
            "USA",
            "North Carolina",
        ),
        (
            "Three people died when a wall fell in Springfield, Ill., on Monday.",
            "Three people",
            "Springfield",
            "USA",
            "Illinois",
        ),
        (
            "Gunmen killed four farmers in Kaduna State, two days after a similar attack in neighbouring Katsina.",
            "four farmers",
            "Kaduna State",
            "NGA",
            "Kaduna",
        ),
        (
            "Police in Nairobi said gunmen killed six workers in Mandera County, near the border with Somalia.",
            "six workers",
            "Mandera County",
            "KEN",
            "Mandera",
        ),
        (
            "In Bogota, president Ivan Ruelo condemned the killing of five farmers in Tacuyo, Cauca department.",
            "five farmers",
            "Tacuyo",
            "COL",
            "Cauca",
        ),
        (
            "A bus fell into a ravine in the Peruvian region of Ayacucho, killing 24. The injured were taken to a clinic in Lima.",
            "killing 24",
            "Ayacucho",
            "PER",
            "Ayacucho",
        ),
        (
            "Twelve people died in Maharashtra's Palghar district when a house fell.",
            "Twelve people",
            "Palghar",
            "IND",
            "Mahārāshtra",
        ),
        (
            "The blast, in the Kalma quarter of Lahore, Pakistan, killed eight. "
            "Prime Minister Asif Dorr, in London for talks, condemned it.",
            "killed eight",
            "Lahore",
            "PAK",
            "Punjab",
        ),
        (
            "An explosion in Tultepec, on the outskirts of Mexico City, killed 31 people.",
            "31 people",
            "Tultepec",
            "MEX",
            "México",
        ),
    ],
)
def test_the_place_of_an_event(text: str, words: str, name: str, country: str, adm_1: str) -> None:
    found = where(text, words)
    assert (found["name"], found["country"], found.get("adm_1")) == (name, country, adm_1)


def test_the_place_stands_in_the_next_sentence() -> None:
    found = where(
        "The monitor counted at least 14 dead on Tuesday. "
        "The planes hit al-Qasr village, southern Hasaka province, near Iraq.",
        "14 dead",
    )
    assert (found["name"], found["country"], found.get("adm_1"), found["where_prec"]) == (
        "al-Qasr",
        "SYR",
        "Al-Hasakah",
        4,
    )
    assert found.get("latitude") == pytest.approx(36.7, abs=0.5)


def test_the_hospital_and_the_home_town_are_not_the_place() -> None:
    text = (
        "Two men were stabbed in Dayton, Ohio, on Friday. One was taken to a hospital in Columbus. "
        "Police arrested a man from Toledo."
    )
    assert where(text, "Two men")["name"] == "Dayton"


def test_a_neighbourhood_is_a_detail_of_its_city() -> None:
    found = where("Two people were shot in the Riverbend neighborhood of Memphis, Tennessee, on Friday.", "Two people")
    assert (found["name"], found.get("detail")) == ("Memphis", "Riverbend")


def test_a_country_alone_has_precision_six() -> None:
    found = where("At least 30 people were killed in floods in Mozambique.", "30 people")
    assert (found["country"], found["where_prec"], found.get("adm_1")) == ("MOZ", 6, None)


def test_near_a_town_has_precision_two() -> None:
    assert where("Nine people died in a crash near Sabratha, Libya.", "Nine people")["where_prec"] == 2


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Jackson Orme, 24, said he saw Paris Hadley fall.", {"Jackson", "Paris"}),
        ("Mr. Houston was hurt. Houston, 44, is well.", {"Houston"}),
        ("The meeting in March was held on Monday with President Lincoln Dorset.", {"March", "Monday", "Lincoln"}),
    ],
)
def test_people_and_days_are_no_places(text: str, absent: set[str]) -> None:
    assert not absent & {mention.text for mention in places(story(text))}


def test_a_side_of_town_a_block_and_a_university_are_no_towns() -> None:
    text = (
        "CHICAGO - Two people were killed on the South Side near the University of Illinois, in the 300 block of Austin. "
        "Chicago police said two others fled."
    )
    found = where(text, "Two people were killed")
    assert (found["name"], found.get("adm_1")) == ("Chicago", "Illinois")


def test_a_quarter_that_shares_its_name_with_a_far_town_yields_to_the_town_whose_police_speak() -> None:
    text = (
        "Four people were shot outside a club in Feltonville on Friday. Philadelphia police made no arrest in Philadelphia."
    )
    found = where(text, "Four people were shot")
    assert (found["country"], found.get("adm_1")) == ("USA", "Pennsylvania")


def test_a_fort_at_which_somebody_died_is_no_person() -> None:
    text = "A soldier at Fort Riley died on Friday, the sheriff said. Kansas troopers were called."
    assert "Riley" not in people(text, load_gazetteer())


def test_shouted_names_are_written_plainly() -> None:
    assert (
        where("PORT-AU-PRINCE, Haiti - A fire killed nine people here on Friday, police said.", "nine people")["name"]
        == "Port-Au-Prince"
    )


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("AbIn ,.-'’\nKéé al-town of TX(0)"), max_size=300), st.text(max_size=40))
def test_any_text_quotes_itself(text: str, headline: str) -> None:
    document = story(text, headline)
    for mention in places(document):
        source = headline if mention.sentence < 0 else text
        assert source[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "piece", ["In ", "Al-", "A A ", "town of ", "St. ", "in the northern ", "X, Y, ", "of of of ", "Aa-", "in Kherson "]
)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    document = story(piece * (20_000 // len(piece)))
    start = time.process_time()
    found = find_places(document, load_gazetteer())
    if document.sentences:
        place_of(claim(document, document.sentences[0].text[:5]), document, found, load_gazetteer())
    assert time.process_time() - start < 3.0
