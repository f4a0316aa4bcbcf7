"""Read the dead letters, send them back to where they came from, or set them aside.

What was done about a letter is written behind it on the same topic, as a record without a value whose header
``tocsin.handled`` names partition and offset of the letter: nothing is deleted, and everybody sees the same list.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from confluent_kafka import Producer

from streams.client.consuming import Record, whole
from streams.client.reaching import ClientError
from streams.connection import SURE, librdkafka
from streams.settings import Settings
from streams.topics import Topic

PREFIX = "__connect.errors."
HANDLED = "tocsin.handled"
HOW = "tocsin.handled.how"
_SECONDS = 60.0


class Letter(NamedTuple):
    """One dead letter: the record as it came, and why it could not be used."""

    record: Record
    errors: dict[str, str]
    handled: str | None = None
    """``replayed`` or ``dropped``."""

    @property
    def identifier(self) -> str:
        """Partition and offset on the topic of dead letters, as commands take it."""
        return f"{self.record.partition}:{self.record.offset}"

    @property
    def stage(self) -> str:
        """The stage that could not use it."""
        return self.errors.get("stage", "")

    @property
    def reason(self) -> str:
        """Why."""
        return self.errors.get("exception.message", "")

    @property
    def came_from(self) -> str:
        """Topic, partition and offset of the original."""
        return ":".join(self.errors.get(name, "?") for name in ("topic", "partition", "offset"))

    @property
    def headers(self) -> list[tuple[str, bytes]]:
        """Headers of the original."""
        return [(name, value) for name, value in self.record.headers if not name.startswith(PREFIX)]

    def as_record(self) -> dict[str, Any]:
        """Return it as the JSON of the dead letter schema."""
        return {
            "key": _base64(self.record.key),
            "value": _base64(self.record.value),
            "headers": [{"name": name, "value": _base64(value)} for name, value in self.headers],
            "errors": {PREFIX + name: text for name, text in self.errors.items()},
        }


class Filter(NamedTuple):
    """Which letters are meant; what is None does not matter."""

    stage: str | None = None
    reason: str | None = None
    """Part of the reason, any case."""
    key: str | None = None
    """Part of the key, any case."""
    since: datetime | None = None
    identifiers: frozenset[str] = frozenset()
    handled: bool = False
    """Also those already replayed or dropped."""

    def __call__(self, letter: Letter) -> bool:
        """Tell whether a letter is meant."""
        key = (letter.record.key or b"").decode("utf-8", "replace")
        return (
            (self.handled or letter.handled is None)
            and (self.stage is None or letter.stage == self.stage)
            and (self.reason is None or self.reason.lower() in letter.reason.lower())
            and (self.key is None or self.key.lower() in key.lower())
            and (self.since is None or letter.record.time >= self.since)
            and (not self.identifiers or letter.identifier in self.identifiers)
        )


def read_letters(settings: Settings, wanted: Filter | None = None) -> list[Letter]:
    """Return the dead letters that are meant, oldest first. All are held in memory: there should be few."""
    letters: list[Letter] = []
    handled: dict[str, str] = {}
    with whole(settings, Topic.DEAD) as records:
        for record in records:
            if mark := record.header(HANDLED):
                handled[mark] = record.header(HOW) or "handled"
            else:
                letters.append(Letter(record, dict(_errors(record))))
    wanted = wanted or Filter()
    known = (letter._replace(handled=handled.get(letter.identifier)) for letter in letters)
    return sorted((letter for letter in known if wanted(letter)), key=lambda letter: (letter.record.time, letter.identifier))


def replay(settings: Settings, letters: Iterable[Letter]) -> int:
    """Send letters to the topics that they came from, byte for byte, and mark them as replayed; return how many."""
    count = 0
    with _Sender(settings) as send:
        for letter in letters:
            if not (topic := letter.errors.get("topic")):
                raise ClientError(f"dead letter {letter.identifier} does not say which topic it came from")
            send(topic, letter.record.key, letter.record.value, letter.headers)
            send.flush()  # on its topic before it counts as handled
            _mark(settings, send, letter, "replayed")
            count += 1
    return count


def drop(settings: Settings, letters: Iterable[Letter]) -> int:
    """Set letters aside: they stay on the topic and are no longer listed; return how many."""
    count = 0
    with _Sender(settings) as send:
        for letter in letters:
            _mark(settings, send, letter, "dropped")
            count += 1
    return count


class _Sender:
    """A producer that keeps keys, null values and headers as they are."""

    def __init__(self, settings: Settings) -> None:
        self._producer = Producer(
            {
                **librdkafka(settings),
                **SURE,
                "partitioner": "murmur2_random",
                "message.max.bytes": 2 * settings.max_bytes,
                "delivery.timeout.ms": int(_SECONDS * 1000),
                "log_level": 0,
            }
        )
        self._errors: list[str] = []

    def __call__(self, topic: str, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
        self._producer.produce(topic, value, key, headers=[*headers], on_delivery=self._heard)

    def flush(self) -> None:
        """Wait for delivery; ClientError when a record was refused."""
        left = self._producer.flush(_SECONDS + 5)
        if left or self._errors:
            raise ClientError(f"not delivered: {self._errors[0] if self._errors else f'{left} records in {_SECONDS:g} s'}")

    def _heard(self, error: Any, message: Any) -> None:
        if error:
            self._errors.append(f"{message.topic()}: {error.str()}")

    def __enter__(self) -> _Sender:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.flush()


def _mark(settings: Settings, send: _Sender, letter: Letter, how: str) -> None:
    headers = [
        (HANDLED, letter.identifier.encode()),
        (HOW, how.encode()),
        ("ce_time", datetime.now(UTC).isoformat().encode()),
    ]
    send(Topic.DEAD.named(settings.topic_prefix), letter.record.key, None, headers)


def _errors(record: Record) -> Iterator[tuple[str, str]]:
    for name, value in record.headers:
        if name.startswith(PREFIX):
            yield name.removeprefix(PREFIX), (value or b"").decode("utf-8", "replace")


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
