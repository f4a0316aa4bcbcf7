"""Publishers' dates: what is read, what is noted, what stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.articles.moments import read_moment

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2018-05-01T18:00:00+03:00", "2018-05-01T18:00:00+03:00"),
        ("2018-05-01T15:00:00.123Z", "2018-05-01T15:00:00+00:00"),
        ("2018-05-01 15:00:00 +0300", "2018-05-01T15:00:00+03:00"),
        ("20180501T150000Z", "2018-05-01T15:00:00+00:00"),
        ("20180501150000", "2018-05-01T15:00:00+00:00"),
        ("Tue, 01 May 2018 15:00:00 GMT", "2018-05-01T15:00:00+00:00"),
        ("Tue, 1 May 2018 15:00 EDT", "2018-05-01T15:00:00-04:00"),
        ("May 1, 2018", "2018-05-01T00:00:00+00:00"),
        ("Tuesday, May 1st, 2018 at 3:05 p.m.", "2018-05-01T15:05:00+00:00"),
        ("1 May 2018, 15:00 CET", "2018-05-01T15:00:00+01:00"),
        ("2018/05/01 15:00", "2018-05-01T15:00:00+00:00"),
        ("31/05/2018", "2018-05-31T00:00:00+00:00"),
        ("05/31/2018 12:30 AM", "2018-05-31T00:30:00+00:00"),
        (1525186800, "2018-05-01T15:00:00+00:00"),
        (1525186800000, "2018-05-01T15:00:00+00:00"),
        ("1525186800", "2018-05-01T15:00:00+00:00"),
        ([2018, 5, 1, 15, 0, 0, 1, 121, 0], "2018-05-01T15:00:00+00:00"),
        ("1989-11-16T12:00:00+00:00", "1989-11-16T12:00:00+00:00"),
    ],
)
def test_read(value: Any, iso: str) -> None:
    assert read_moment("date", value, NOW).iso == iso


@pytest.mark.parametrize(
    "value",
    [
        "Tuesday",
        "03/04/2018",
        "2018-13-01",
        "May 32, 2018",
        "1 May 2018 25:00",
        "0001-01-01",
        True,
        {},
        [1],
        -1e300,
        float("1e300"),
        "x" * 1000,
        "9" * 13,
        "2026-01-04T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_unread(value: Any) -> None:
    moment = read_moment("date", value, NOW)
    assert moment.iso is None
    assert moment.note is not None
    assert moment.note.startswith("date: ")


def test_nothing_there_is_nothing_to_note() -> None:
    assert read_moment("date", None, NOW) == (None, None)
    assert read_moment("date", "", NOW) == (None, None)


def test_a_date_without_offset_is_noted() -> None:
    moment = read_moment("date", "2018-05-01T15:00:00", NOW)
    assert moment == ("2018-05-01T15:00:00+00:00", "date: '2018-05-01T15:00:00' has no offset; taken as UTC")


def test_a_publisher_clock_may_run_a_little_ahead() -> None:
    assert read_moment("date", "2026-01-02T12:00:00Z", NOW).iso == "2026-01-02T12:00:00+00:00"
