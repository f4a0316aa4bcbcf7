"""Reads the moment in a publisher's date field, in any of the usual formats, and writes it as ISO 8601 with an offset.

A moment that cannot be read, or that lies beyond the message's own time, is unknown: never a guess. A date without an
offset is taken as UTC and that is noted. Day and month given by numbers alone (03/04/2018) are ambiguous, so unread
unless one of them exceeds twelve.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

AHEAD = timedelta(days=2)
"""How far a publisher's clock may run ahead of the message's time."""
_EARLIEST = 1700
_EPOCH_SECONDS = (0, 10_000_000_000)
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})(Z?)$")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T](.*))?$")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(.*))?$")
_WEEKDAY, _NTH, _REST = r"(?:[a-z]{3,9},? )?", r"(\d{1,2})(?:st|nd|rd|th)?", r",? (\d{4})(?:,? (?:at )?(.*))?$"
_DAY_FIRST = re.compile(rf"{_WEEKDAY}{_NTH} ([a-z]{{3,9}})\.?{_REST}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}([a-z]{{3,9}})\.? {_NTH}{_REST}", re.IGNORECASE)
_ZONE = r"(\(?[a-z]{1,4}\)?|[+-]\d{2}:?\d{2})?$"
_CLOCK = re.compile(rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:\.\d{{1,9}})?)? ?([ap]\.?m\.?)?,? ?{_ZONE}", re.IGNORECASE)
_OFFSETS = """
    z+0 ut+0 utc+0 gmt+0 est-5 edt-4 cst-6 cdt-5 mst-7 mdt-6 pst-8 pdt-7 bst+1 cet+1 cest+2 eet+2 eest+3
    msk+3 akst-9 akdt-8 hst-10"""
_ZONES = {name: int(hours) for name, hours in re.findall(r"([a-z]+)([+-]\d+)", _OFFSETS)}
"""Hours from UTC, as RFC 822 lists them, and the European zones that its readers meet."""


class Moment(NamedTuple):
    """A moment as read: ``iso`` with its offset or None, and what had to be noted about it."""

    iso: str | None
    note: str | None = None


def read_moment(field: str, value: Any, received: datetime) -> Moment:
    """Return the moment that a field's value names.

    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> read_moment("pubDate", "Tue, 01 May 2018 18:00:00 +0300", now).iso
    '2018-05-01T18:00:00+03:00'
    >>> read_moment("date", "20180501T150000Z", now).iso
    '2018-05-01T15:00:00+00:00'
    >>> read_moment("date", "next week", now)
    Moment(iso=None, note="date: 'next week' is not a date that could be read; taken as unknown")
    """
    if value is None or value == "":
        return Moment(None)
    shown = repr(value)[:60]
    try:
        moment = _read(value)
    except (ValueError, OverflowError, OSError, TypeError):
        moment = None
    if moment is None:
        return Moment(None, f"{field}: {shown} is not a date that could be read; taken as unknown")
    note = None
    if moment.tzinfo is None:
        moment, note = moment.replace(tzinfo=UTC), f"{field}: {shown} has no offset; taken as UTC"
    try:
        if moment > received + AHEAD:
            return Moment(None, f"{field}: {shown} lies in the future of its message; taken as unknown")
        if moment.year < _EARLIEST:
            return Moment(None, f"{field}: {shown} lies before the year {_EARLIEST}; taken as unknown")
        return Moment(_written(moment), note)
    except (OverflowError, ValueError):
        return Moment(None, f"{field}: {shown} is not a date that could be read; taken as unknown")


def _written(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.replace(microsecond=0).isoformat()


def _read(value: Any) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _epoch(value)
    if isinstance(value, list) and 6 <= len(value) <= 9 and all(type(part) is int for part in value):
        return datetime(*value[:6]).replace(tzinfo=UTC)  # noqa: DTZ001 # struct_time as feed parsers write it, always UTC
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = " ".join(value.split())
    if text.isdigit() and len(text) in (10, 13):
        return _epoch(int(text))
    for reader in (_iso, _named, _numeric, _rfc822):
        if (moment := reader(text)) is not None:
            return moment
    return None


def _epoch(number: float) -> datetime:
    seconds = number if number < _EPOCH_SECONDS[1] else number / 1000
    return datetime.fromtimestamp(seconds, UTC)


def _iso(text: str) -> datetime | None:
    if found := _COMPACT.match(text):
        moment = datetime(*(int(part) for part in found.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001
        return moment.replace(tzinfo=UTC) if found[7] else moment
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" Z", "+00:00").replace(" +", "+"))
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def _named(text: str) -> datetime | None:
    if found := _DAY_FIRST.match(text):
        day, month, year, clock = found.groups()
    elif found := _MONTH_FIRST.match(text):
        month, day, year, clock = found.groups()
    else:
        return None
    number = _MONTHS.get(month[:3].lower())
    return None if number is None else _at(int(year), number, int(day), clock)


def _numeric(text: str) -> datetime | None:
    if found := _SLASHED.match(text):
        return _at(int(found[1]), int(found[2]), int(found[3]), found[4])
    if found := _NUMBERS.match(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > 12 >= second:
            return _at(year, second, first, found[4])
        if second > 12 >= first or first == second:
            return _at(year, first, second, found[4])
    return None


def _at(year: int, month: int, day: int, clock: str | None) -> datetime | None:
    moment = datetime(year, month, day)  # noqa: DTZ001 (an absent offset is noted by the caller)
    if not clock:
        return moment
    found = _CLOCK.match(clock.strip())
    if not found:
        return None
    hour, half, zone = int(found[1]), (found[4] or "").lower().replace(".", ""), (found[5] or "").strip("()").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    moment = moment.replace(hour=hour, minute=int(found[2]), second=int(found[3] or 0))
    if not zone:
        return moment
    if zone[0] in "+-":
        return datetime.fromisoformat(f"{moment.isoformat()}{zone[:3]}:{zone[-2:]}")
    return datetime.fromisoformat(f"{moment.isoformat()}{_ZONES[zone]:+03d}:00") if zone in _ZONES else None
