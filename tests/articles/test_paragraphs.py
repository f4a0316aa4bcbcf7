"""Paragraphs of plain text in both habits, and blocks that stand twice."""

from __future__ import annotations

from streams.articles.paragraphs import drop_repeats, split_paragraphs

WRAPPED = """\
OSLO, 3 JAN 90 -- THE HARBOUR POLICE HAVE REPORTED THAT FIVE SAILORS ARE
MISSING AFTER A COLLISION OF TWO FERRIES IN THE FOG. THE NARCO-
TRAFFICKERS WERE NOT TO BLAME.  DIVERS WILL SEARCH THE BAY WHEN THE
WEATHER ALLOWS IT.

   MEANWHILE, TWO OTHERS WERE FOUND ALIVE ON A RAFT NEAR THE ISLAND, AND
WERE TAKEN TO A HOSPITAL IN THE CAPITAL.
   THE FERRIES WERE TOWED TO THE HARBOUR THIS MORNING BY TWO TUGS THAT
CAME FROM THE NORTH.
"""


def test_lines_broken_at_a_width_are_joined() -> None:
    found = split_paragraphs(WRAPPED)
    assert len(found) == 3
    assert found[0].startswith("OSLO, 3 JAN 90 -- THE HARBOUR POLICE HAVE REPORTED THAT FIVE SAILORS ARE MISSING AFTER")
    assert "THE NARCO-TRAFFICKERS WERE" in found[0]
    assert found[2].startswith("THE FERRIES")


def test_a_line_per_paragraph_stays() -> None:
    text = "The bridge fell on Monday at noon.\nFive people were killed, police said.\nDivers searched the water for hours."
    assert split_paragraphs(text) == text.split("\n")


def test_a_verse_or_list_of_short_lines_stays() -> None:
    assert split_paragraphs("Killed\nFive\nMissing\nTwo") == ["Killed", "Five", "Missing", "Two"]


def test_any_line_end() -> None:
    assert split_paragraphs("One ends.\r\nTwo ends.\rThree ends.") == ["One ends.", "Two ends.", "Three ends."]


def test_a_block_pasted_twice_is_kept_once() -> None:
    block = ["Five people were killed on Monday, police said.", "Two more are missing in the river below."]
    assert drop_repeats([*block, "Then it rained for an hour and a half.", *block]) == [
        *block,
        "Then it rained for an hour and a half.",
    ]


def test_short_lines_and_headings_may_come_again() -> None:
    lines = [
        "Tuesday",
        "Five died.",
        "Tuesday",
        "Meals for the second week of the month",
        "Meals for the second week of the month",
    ]
    assert drop_repeats(lines) == lines
