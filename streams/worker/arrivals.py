"""Records as they arrive: decoded only inside a guard, so that nothing a publisher sends can stop a stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

from streams.stages.outputs import Rejected, Source
from streams.topics import Topic


class Raw(Protocol):
    """What a Kafka client gives for a record; aiokafka's ConsumerRecord is one."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class Arrival:
    """One record of a batch, as a stage's agent sees it."""

    __slots__ = ("_source", "_trusted", "raw")

    def __init__(self, raw: Raw, trusted: bool = False) -> None:
        """``trusted``: the record comes from an earlier stage, so its ``ce_time`` holds the article's time."""
        self.raw = raw
        self._trusted = trusted
        self._source: Source | None = None

    @property
    def value(self) -> bytes:
        """The bytes of the value; Rejected when there are none."""
        if self.raw.value is None:
            raise Rejected("value is null, expected an article" if self.raw.topic.endswith(Topic.RAW) else "value is null")
        return self.raw.value

    def json(self) -> Any:
        """The value as a JSON object; Rejected when it is none."""
        try:
            record = orjson.loads(self.value)
        except orjson.JSONDecodeError as why:
            raise Rejected(f"value is not JSON: {why}") from None
        if not isinstance(record, dict):
            raise Rejected(f"value is {type(record).__name__}, expected a JSON object")
        return record

    @property
    def source(self) -> Source:
        """Where the record came from, as stages may know it."""
        if self._source is None:
            headers = {name: value.decode("utf-8", "replace") for name, value in self.raw.headers if value is not None}
            key = None if self.raw.key is None else self.raw.key.decode("utf-8", "replace")
            self._source = Source(key, headers, self.raw.offset, self._time(headers))
        return self._source

    @property
    def origin(self) -> str:
        """Topic, partition and offset."""
        return f"{self.raw.topic}:{self.raw.partition}:{self.raw.offset}"

    def _time(self, headers: dict[str, str]) -> datetime:
        """The time of the article's arrival, the same in every stage and every time the record is done again."""
        if self._trusted and "ce_time" in headers:
            try:
                time = datetime.fromisoformat(headers["ce_time"])
            except ValueError:
                pass
            else:
                return time if time.tzinfo else time.replace(tzinfo=UTC)
        try:
            return datetime.fromtimestamp((self.raw.timestamp or 0) / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            raise Rejected(f"timestamp is {self.raw.timestamp} ms, expected a time that a calendar has") from None
