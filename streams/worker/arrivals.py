"""Records as they arrive: decoded only inside a guard, so that nothing a publisher sends can stop a stage.

Nothing is decoded before it is asked for. Most stages look at no header, so their texts are made on the first look; what goes
on to the next stage goes as bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import methodcaller
from typing import Any, NamedTuple

import orjson

from streams.stages.outputs import Rejected
from streams.topics import Topic

log = logging.getLogger(__name__)

HEADERS = methodcaller("headers")
"""Called through C, where Python always looks whether a result comes with an error set: for a name that is not UTF-8 confluent-kafka
gives one with holes, and an interpreter that has specialised the call goes on with it until something dies of it."""


class Record(NamedTuple):
    """A record as Kafka gave it."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    """Milliseconds."""
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]

    @classmethod
    def of(cls, message: Any) -> Record:
        """Make one of librdkafka's message; headers of which a name is no UTF-8 cannot be had, and are left out."""
        kind, time = message.timestamp()
        try:
            headers = HEADERS(message) or ()
        except SystemError as why:  # over a UnicodeDecodeError
            headers = ()
            place = f"{message.topic()}:{message.partition()}:{message.offset()}"
            log.warning("%s is read without its headers: a name is not UTF-8 (%s)", place, why.__cause__ or why)
        return tuple.__new__(cls, (
            message.topic(), message.partition(), message.offset(), time if kind else None, message.key(), message.value(), headers
        ))  # fmt: skip  # half of what the constructor takes, which is written in Python


class Headers(Mapping[str, str]):
    """The headers of a record as text, decoded when one is looked for; the last of a name counts."""

    __slots__ = ("_decoded", "_raw")

    def __init__(self, raw: Mapping[str, bytes | None]) -> None:
        self._raw = raw
        self._decoded: dict[str, str] | None = None

    def _text(self) -> dict[str, str]:
        if self._decoded is None:
            self._decoded = {
                name: value.decode("utf-8", "replace") for name, value in self._raw.items() if value is not None
            }
        return self._decoded

    def __getitem__(self, name: str) -> str:
        return self._text()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._text())

    def __len__(self) -> int:
        return len(self._text())


class Arrival:
    """One record of a batch, as a stage's agent sees it; to the stage itself it is the :class:`~streams.stages.outputs.Source`."""

    __slots__ = ("_came", "_stamp", "_time", "_trusted", "answer", "raw")

    def __init__(self, raw: Record, trusted: bool = False) -> None:
        """``trusted``: the record comes from an earlier stage, so its ``ce_time`` holds the article's time."""
        self.raw = raw
        self.answer: Any = None
        """What the process for heavy work made of it, if it was asked (:mod:`streams.worker.apart`)."""
        self._trusted = trusted
        self._time: datetime | None = None
        self._came: dict[str, bytes | None] | None = None
        self._stamp = b""

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
    def key(self) -> str | None:
        """The key as text."""
        return None if self.raw.key is None else self.raw.key.decode("utf-8", "replace")

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers as text, the last of each name."""
        return Headers(self.came)

    @property
    def came(self) -> dict[str, bytes | None]:
        """The headers as they came, the last of each name."""
        if self._came is None:
            self._came = dict(self.raw.headers)
        return self._came

    @property
    def position(self) -> int:
        """The offset."""
        return self.raw.offset

    @property
    def time(self) -> datetime:
        """The time of the article's arrival, the same in every stage and every time the record is done again."""
        if self._time is None:
            self._time = self._find_time()
        return self._time

    @property
    def stamp(self) -> bytes:
        """The same as it is written in ``ce_time``."""
        if not self._stamp:
            time = self.time  # may have found it written
            self._stamp = self._stamp or time.isoformat().encode()
        return self._stamp

    @property
    def origin(self) -> str:
        """Topic, partition and offset."""
        return f"{self.raw.topic}:{self.raw.partition}:{self.raw.offset}"

    def _find_time(self) -> datetime:
        if self._trusted and (written := self.came.get("ce_time")):
            try:
                time = datetime.fromisoformat(written.decode())
            except ValueError:
                pass
            else:
                if time.tzinfo is None:
                    return time.replace(tzinfo=UTC)
                self._stamp = written
                return time
        try:
            return datetime.fromtimestamp((self.raw.timestamp or 0) / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            raise Rejected(f"timestamp is {self.raw.timestamp} ms, expected a time that a calendar has") from None
