"""Dead letters are byte-exact and limited."""

from __future__ import annotations

import pytest

from streams.settings import Settings
from streams.worker.arrivals import Arrival, Record
from streams.worker.dead import FarError, Limit, TooManyDeadError, letter


def arrival(
    value: bytes | None = b"\x00\xff", key: bytes | None = b"\xfe", headers: tuple[tuple[str, bytes | None], ...] = ()
) -> Arrival:
    return Arrival(Record("p.articles.raw", 2, 17, 1_700_000_000_000, key, value, headers))


def test_a_letter_is_the_record_and_the_reason() -> None:
    headers = (("a", b"1"), ("a", b"\xff"), ("b", None))
    made = letter(arrival(headers=headers), "clean", ValueError("bad \ud800 text"), "p.")
    assert (made.topic, made.key, made.value) == ("p.articles.dead", b"\xfe", b"\x00\xff")
    assert made.headers is not None
    assert made.headers[:3] == list(headers)
    assert dict(made.headers[3:]) == {
        "__connect.errors.topic": b"p.articles.raw",
        "__connect.errors.partition": b"2",
        "__connect.errors.offset": b"17",
        "__connect.errors.stage": b"clean",
        "__connect.errors.exception.class.name": b"ValueError",
        "__connect.errors.exception.message": b"bad \\ud800 text",
    }


def test_null_stays_null() -> None:
    made = letter(arrival(value=None, key=None), "clean", ValueError())
    assert (made.key, made.value) == (None, None)


def test_a_long_reason_is_cut() -> None:
    made = letter(arrival(), "clean", ValueError("x" * 10_000))
    assert len(dict(made.headers or [])["__connect.errors.exception.message"] or b"") == 2_000


def test_an_error_of_another_process_keeps_its_name() -> None:
    made = letter(arrival(), "enrich", FarError("spacy.Error", "words"))
    assert dict(made.headers or [])["__connect.errors.exception.class.name"] == b"spacy.Error"


def test_a_share_above_the_limit_stops_only_after_enough_records() -> None:
    limit = Limit(Settings(dead_run=10, dead_ratio=0.5))
    limit.count([True, False, True] * 6)
    with pytest.raises(TooManyDeadError, match="of the last 20 records"):
        limit.count([True, True])


def test_a_few_among_many_never_stop() -> None:
    limit = Limit(Settings(dead_run=10, dead_ratio=0.5))
    for _ in range(1000):
        limit.count([True, False, False])
