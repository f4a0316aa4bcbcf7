"""Options that several commands share, and how their words become values."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from streams.settings import Settings, load

Broker = Annotated[
    str | None, typer.Option("--broker", help="Kafka brokers, host:port; else TOCSIN_BROKER.", show_default=False)
]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, for programs.")]

_AGO = re.compile(r"(\d{1,6})\s?(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def settings_with(broker: str | None = None, **others: Any) -> Settings:
    """Read the settings, with what the command line says."""
    return load(broker=broker, **others)


def moment(text: str, now: datetime | None = None) -> datetime:
    """Return the time that words mean: ISO 8601, or how long ago. Without an offset a time is UTC.

    >>> moment("2018-05-01T18:00:00+03:00").isoformat()
    '2018-05-01T18:00:00+03:00'
    >>> moment("2h", datetime(2026, 1, 1, 12, tzinfo=UTC)).isoformat()
    '2026-01-01T10:00:00+00:00'
    """
    if ago := _AGO.fullmatch(text.strip()):
        return (now or datetime.now(UTC)) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time, expected ISO 8601 (2018-05-01T18:00:00+03:00) or how long ago (2h, 3d)"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
