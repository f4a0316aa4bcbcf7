"""Who says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.reading.sources import role_of, sources_of
from tests.reading.stories import claim, named, story


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Lowland Observatory for Human Rights reported the deaths of nine people.",
            [("Lowland Observatory for Human Rights", "ngo")],
        ),
        ("Nine people were killed, police said.", [("police", "official")]),
        ("According to the health ministry, nine people were killed.", [("health ministry", "official")]),
        ("Syrian state media reported the deaths of nine people in strikes.", [("Syrian state media", "media")]),
        ("Nine people were killed, said Col. Arlo Tesk.", [("Col. Arlo Tesk", "official")]),
        ("Nine people were killed, the Rivers Rescue Agency (RRA) said.", [("Rivers Rescue Agency", "official")]),
        ("Nine people were killed, the Vasel prosecutor's office said.", [("Vasel prosecutor's office", "official")]),
        ("Villagers of Orsk, a hamlet in the hills, said nine people were killed.", [("Villagers of Orsk", "witness")]),
        ("The mayor, Ada Brunholm, said nine people were killed.", [("Ada Brunholm", "official")]),
        ("Nine people were killed, a doctor there said.", [("doctor", "medical")]),
        ("The Masons Union blamed the owners and said nine people were killed.", [("Masons Union", "ngo")]),
        ('"We ran," the mayor told the Vasel Post. Nine people were killed.', [("mayor", "official")]),
        ("Nine people were killed, a hospital official told reporters.", [("hospital official", "medical")]),
        ("Residents said nine people were killed.", [("Residents", "witness")]),
        ("The army said nine people were killed.", [("army", "belligerent")]),
        ("Nine people were killed, the United Nations said on Friday.", [("United Nations", "un")]),
        ("Nine people were killed.", []),
        ("A dealer which Brightwell owns said nine people died.", []),
        ("Tests revealed that nine people drank lye.", []),
        ("Nine people died, announced the district's fire chief.", [("district's fire chief", "official")]),
        ("A charity that feeds the orphans said nine people died.", [("charity", "ngo")]),
        (
            "The mayor said that rebels told of nine people.",
            [("mayor", "official"), ("rebels", "belligerent")],
        ),
        ("Nine people were killed, the harbour prefecture deplored on Sunday.", [("harbour prefecture", "official")]),
        ("The weavers' council CTV denounced the murders of nine people.", [("weavers' council CTV", "official")]),
        ("The senate denounced the raid in which nine people were killed.", []),
        (
            "Nine people died, announced the press office of the Marsh Investigation Committee.",
            [("press office of the Marsh Investigation Committee", "official")],
        ),
        ("The customs service speaks of nine people dead.", [("customs service", "official")]),
        ("Gendarmes attributed the death of nine people to smoke.", [("Gendarmes", "official")]),
        ("Nine people drowned, a surgeon who was on the pier revealed.", [("surgeon", "medical")]),
        ("An elected delegate, asking not to be named, gave a toll of nine people.", [("elected delegate", "official")]),
        ("Rescuers in the delta on Sunday revised the toll to nine people.", [("Rescuers in the delta", "official")]),
        ("Nine people died and not six, the town said.", [("town", "official")]),
        ("An earlier version of this report said nine people died.", []),
    ],
)
def test_who_reports(text: str, expected: list[tuple[str, str]]) -> None:
    document = story(text)
    found = sources_of(claim(document, "ine people"), document, named(document))
    assert [(source["name"], source["role"]) for source in found] == expected


def test_a_source_of_the_same_paragraph_goes_before_that_of_the_next() -> None:
    document = story("A guard told of a blast. Nine people were killed.\n\nThe mayor said the road was closed.")
    found = sources_of(claim(document, "ine people"), document, named(document))
    assert [source["name"] for source in found] == ["guard"]


def test_a_pointer_is_taken_back_to_the_name() -> None:
    document = story("The Lowland Observatory for Human Rights reported a strike. The monitor said nine people were killed.")
    found = sources_of(claim(document, "nine people"), document, named(document))
    assert [source["name"] for source in found] == ["Lowland Observatory for Human Rights"]


def test_the_neighbour_sentence_tells() -> None:
    document = story("Nine people were killed. Police said the bus had no brakes.")
    assert [source["name"] for source in sources_of(claim(document, "Nine people"), document, named(document))] == ["Police"]


def test_roles_by_head_words() -> None:
    assert [
        role_of(name)
        for name in (
            "UNHCR",
            "White Helmets",
            "defence ministry",
            "Reuters",
            "local doctors",
            "the Taliban",
            "Ms. Arden",
        )
    ] == ["un", "ngo", "official", "media", "medical", "belligerent", "unknown"]


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("said accordingto, The he police.\n“”A"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    document = story(text + " nine people")
    for source in sources_of(claim(document, "nine people"), document, named(document)):
        assert source["name"]
