"""What a stage is told about a record, and what it hands on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from streams.topics import Topic


class Source(Protocol):
    """Where a record came from: all that a stage may know of the outside."""

    @property
    def key(self) -> str | None:
        """The record's key."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""

    @property
    def position(self) -> int:
        """Its offset in its partition: it orders records of one partition and never changes."""

    @property
    def time(self) -> datetime:
        """Its own time, timezone-aware; stages never read a clock, so a record that is done again gives the same outputs."""


class Given(NamedTuple):
    """A source of which all is known beforehand."""

    key: str | None
    headers: Mapping[str, str]
    position: int
    time: datetime


class Output(NamedTuple):
    """One record for one topic. ``everywhere`` sends a copy to every partition of the topic."""

    topic: Topic
    key: str
    record: Mapping[str, Any]
    everywhere: bool = False


class Rejected(ValueError):
    """The record cannot be used, now or later: it belongs among the dead letters.

    The message names the field, the value found and what was expected.
    """
