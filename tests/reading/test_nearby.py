"""Which proper names stand around a statement."""

from __future__ import annotations

from streams.reading.nearby import MOST, REACH, names_nearby


def test_what_is_named_the_world_over_marks_no_event() -> None:
    text = "Islamic State and the Police Department spoke to AFP about the raid on Sable Lane near Vasel."
    assert names_nearby(text, 0, len(text)) == ["Sable Lane", "Vasel"]


def test_what_stands_far_off_belongs_to_another_event() -> None:
    text = "Shots fell on Sable Lane. " + "It was late. " * (REACH // 10) + "A fire broke out on Harrow Mill."
    assert names_nearby(text, 0, 20) == ["Sable Lane"]
    assert names_nearby(text, len(text) - 20, len(text)) == ["Harrow Mill"]


def test_a_list_of_names_is_cut() -> None:
    text = ", ".join(f"near Mill{chr(97 + n // 26)}{chr(97 + n % 26)} Street" for n in range(60))
    assert len(names_nearby(text, 0, 10)) == MOST
