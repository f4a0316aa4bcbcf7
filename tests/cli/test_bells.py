"""Alerts as people read them."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from streams.cli.bells import Bell, row, titles
from tests.gateway.samples import alert, count


def shown(one: Any, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False)
    console.print(one)
    return console.file.getvalue()  # type: ignore[attr-defined]


def told(**changes: Any) -> dict[str, Any]:
    return alert(1, **changes)


def test_a_bell_says_what_where_who_and_the_proof() -> None:
    one = told()
    text = shown(Bell(one))
    incident = one["incident"]
    assert "ALERT" in text
    assert f"{incident['counts'][0]['low']} " in text
    assert incident["place"]["name"] in text
    assert incident["reported_by"][0]["name"] in text
    assert incident["grading"] in text
    assert one["identifier"] in text


def test_bounds_stay_bounds() -> None:
    assert "At least 14 people killed" in shown(Bell(told(counts=[count("killed", 14, None, qualifier="at_least")])))


def test_an_update_says_why_and_what_was_told_before() -> None:
    text = shown(Bell(told(change="lowered", counts=[count("killed", 16, 16)], previous=[count("killed", 19, 19)])))
    assert "Lowered from 19 people killed" in text


def test_the_words_that_prove_a_count_are_marked() -> None:
    one = told(counts=[count("killed", 14, 14, text="14 people")])
    one["incident"]["reports"] = [{"id": "r", "article": "urn:a", "quote": "It said 14 people and 114 people died."}]
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="standard")
    console.print(Bell(one))
    assert console.file.getvalue().count("103m") == 1  # type: ignore[attr-defined]


def test_a_rehearsal_is_marked() -> None:
    assert "[Test]" in shown(Bell({**told(), "status": "Test"}))


def test_a_hostile_text_commands_no_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202ekilled\x9b31m"
    one = told()
    one["incident"]["reports"] = [{"id": "r", "article": "urn:a", "quote": evil, "source": evil}]
    one["incident"]["reported_by"] = [{"name": evil, "role": "media"}]
    one["info"][0]["area"] = [{"areaDesc": evil}]
    for text in (shown(Bell(one)), shown(row(one, 100))):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


def test_no_line_ends_in_blanks_or_is_too_long() -> None:
    lines = shown(Bell(told()), width=60).splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert max(map(len, lines)) <= 62


def test_rows_line_up_with_their_titles() -> None:
    assert len(shown(titles(120), 130).rstrip("\n")) == len(shown(row(told(), 120), 130).rstrip("\n"))


def test_an_alert_without_place_date_and_sources_can_be_shown() -> None:
    bare = told(place=None, date=None, reported_by=[], perpetrators=[], mode=[], reports=[])
    assert "ALERT" in shown(Bell(bare))
    assert shown(row(bare, 100))
