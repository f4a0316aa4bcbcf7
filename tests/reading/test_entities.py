"""Who and what an article names."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.stories import named, story


def test_people_keep_their_titles() -> None:
    found = named(
        story("Maj. Gen. Arlo Tesk met Prime Minister Hadi al-Rawi. Tesk said little. “Go,” said Mina Orsolo, 41.")
    )
    assert [person["name"] for person in found.people] == [
        "Maj. Gen. Arlo Tesk",
        "Prime Minister Hadi al-Rawi",
        "Mina Orsolo",
    ]


def test_acronyms_are_joined_to_their_names() -> None:
    found = named(
        story(
            "The Lowland Observatory for Human Rights (LOHR) counted nine dead. LOHR said so. "
            "The SDF and the Syrian Democratic Forces agreed."
        )
    )
    names = {body["name"]: body["aliases"] for body in found.organisations}
    assert names["Lowland Observatory for Human Rights"] == ["LOHR"]
    assert names["SDF"] == ["Syrian Democratic Forces"] or names["Syrian Democratic Forces"] == ["SDF"]
    assert found.canonical("LOHR") == "Lowland Observatory for Human Rights"


def test_bodies_with_a_small_letter_noun() -> None:
    found = named(story("The Deir ez-Zor military council fights ISIS in Hajin town."))
    assert {"Deir ez-Zor military council", "ISIS"} <= {body["name"] for body in found.organisations}


def test_places_are_annotated() -> None:
    notes = named(story("It struck Hajin town in Syria.")).annotations
    assert [(note["exact"], note["type"]) for note in notes] == [("Hajin", "place"), ("Syria", "place")]


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("Ab Cd. Gen. of for (XY) Council al-'’\n, 24"), max_size=250))
def test_annotations_quote_the_text(text: str) -> None:
    for note in named(story(text)).annotations:
        assert text[note["start"] : note["end"]] == note["exact"]


def test_a_county_that_bears_a_name_is_no_person() -> None:
    text = "Queen Anne's County deputies found two men dead on Friday. “We are searching,” Queen Anne's police said."
    assert [person["name"] for person in named(story(text)).people] == []
    assert [person["name"] for person in named(story("“We are searching,” said Queen Anne, 61. Anne is a baker.")).people] == ["Queen Anne"]
