"""Datelines: place, agency and day; and what only looks like one."""

from __future__ import annotations

import pytest

from streams.articles.datelines import find_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency", "date"),
    [
        ("ERBIL, Kurdistan Region – The force announced", "ERBIL, Kurdistan Region", None, None),
        ("CHICAGO (AP) — Five people died", "CHICAGO", "AP", None),
        ("BAGHDAD (Reuters) - A bomb killed five", "BAGHDAD", "Reuters", None),
        ("BAGHDAD, May 1 (Reuters) - A bomb killed five", "BAGHDAD", "Reuters", "May 1"),
        ("SAN SALVADOR, 3 JAN 90 (AFP) -- [TEXT] THE ARMY", "SAN SALVADOR", "AFP", "3 JAN 90"),
        ("BOGOTA, 16 SEP 89 (RADIO CADENA 2) -- [REPORT]", "BOGOTA", "RADIO CADENA 2", "16 SEP 89"),
        ("TAYLOR, Mich. (WXYZ) - Police say", "TAYLOR, Mich.", "WXYZ", None),
        ("MOSCOW (USSR), 10 SEP 89 (TASS) -- A spokesman", "MOSCOW", "TASS", "10 SEP 89"),
        ("SALT LAKE CITY — The man", "SALT LAKE CITY", None, None),
        ("Rigby, Idaho — The man", "Rigby, Idaho", None, None),
        ("(Reuters) - Five people died", "", "Reuters", None),
        ("SAN ANTONIO - A brawl left two dead", "SAN ANTONIO", None, None),
        ("NO CITY (PERU), NO DATE (AFP) -- ARTICLE 5", "", None, None),
    ],
)
def test_found(text: str, place: str, agency: str | None, date: str | None) -> None:
    dateline = find_dateline(text)
    if not place and not agency:
        assert dateline is None or not dateline.place
        return
    assert dateline is not None
    assert (dateline.place, dateline.agency, dateline.date) == (place, agency, date)
    assert text[dateline.end - 1] in " -–—"


@pytest.mark.parametrize(
    "text",
    [
        "Police - who came late - said",
        "Half-dead he fled",
        "The bridge — which fell — was old",
        "Five people were killed (AP) - said",
        "",
        "-",
        "He said: “It fell – at once”",
        "a - b",
        "Mid-week storms",
        "Breaking: five dead - police",
        "Five Dead — Police say",
        "BREAKING NEWS - Five dead",
        "UPDATE -- Five dead",
        "Dead Man — a film",
    ],
)
def test_not_found(text: str) -> None:
    assert find_dateline(text) is None
