"""Messages that leave the worker: an output as JSON bytes with CloudEvents 1.0 headers in binary mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from streams.settings import Settings
from streams.stages.outputs import Output, Rejected
from streams.topics import LAYOUT
from streams.worker.arrivals import Arrival

BY_KEY = -1
"""The partition is chosen by the key (murmur2, as Java clients do)."""
EVERYWHERE = -2
"""A copy goes to every partition."""
OVERHEAD = 768
"""Bytes allowed for what Kafka adds to a record and its batch, and for the headers that are alike in all messages."""

Headers = list[tuple[str, bytes | None]]


class Message(NamedTuple):
    """One record for the producer."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int = BY_KEY
    headers: Headers | None = None


class Kind(NamedTuple):
    """What all messages of a stage for one topic have in common."""

    topic: str
    prefix: bytes
    """What their ``ce_id`` begins with."""
    headers: Headers


class Packer:
    """Makes messages of a stage's outputs; knows the names and limits that the settings give."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self._limit = settings.max_bytes
        source = f"urn:{settings.app_id}:{stage}".encode()
        self._kinds = {
            topic: Kind(
                topic.named(settings.topic_prefix),
                f"{topic}/".encode(),
                [
                    ("ce_specversion", b"1.0"),
                    ("ce_source", source),
                    ("ce_type", layout.event.encode()),
                    ("ce_dataschema", f"urn:tocsin:schema:{layout.schema}:v1".encode()),
                    ("content-type", b"application/json"),
                ],
            )
            for topic, layout in LAYOUT.items()
            if layout.event
        }

    def pack(self, output: Output, arrival: Arrival) -> Message:
        """Make a message of an output; Rejected when it cannot be written as JSON or is too large.

        Its ``ce_id`` is made of topic and record, so that a record done again has the same id; ``ce_time`` is the time of
        the article's arrival, handed on from stage to stage, and so is ``ce_correlationid``.
        """
        topic, name, record, everywhere = output
        kind, came, stamp = self._kinds[topic], arrival.came, arrival.stamp
        try:
            value = orjson.dumps(record)
            key = name.encode()
            event = identity(record).encode()
            about = subject(record).encode()
        except (TypeError, UnicodeEncodeError) as why:
            raise Rejected(f"record for {topic} cannot be written as JSON: {why}") from None
        correlation = came.get("ce_correlationid")
        cause = came.get("ce_id")
        correlation = event if correlation is None else correlation
        cause = arrival.origin.encode() if cause is None else cause
        size = len(value) + len(key) + len(event) + len(about) + len(correlation) + len(cause) + OVERHEAD
        if size > self._limit:
            raise Rejected(f"record for {topic} has {size} bytes, expected max_bytes = {self._limit} at most")
        headers: Headers = [
            *kind.headers,
            ("ce_id", kind.prefix + event),
            ("ce_time", stamp),
            ("ce_subject", about),
            ("ce_correlationid", correlation),
            ("ce_causationid", cause),
        ]
        return tuple.__new__(Message, (kind.topic, key, value, EVERYWHERE if everywhere else BY_KEY, headers))


def identity(record: Mapping[str, Any]) -> str:
    """What makes a record the same record when it is made again.

    A publisher may cancel a version without counting up: the cancellation is another record than what it cancels.

    >>> identity({"uri": "urn:a", "version": 2}), identity({"id": "urn:r"}), identity({"identifier": "i.1"})
    ('urn:a#2', 'urn:r', 'i.1')
    >>> identity({"uri": "urn:a", "version": 2, "pubStatus": "canceled"})
    'urn:a#2-canceled'
    """
    known = record.get("identifier") or record.get("id")
    if known:
        return str(known)
    end = "-canceled" if record.get("pubStatus") == "canceled" else ""
    return f"{record.get('uri')}#{record.get('version', 1)}{end}"


def subject(record: Mapping[str, Any]) -> str:
    """What a record is about: the article, or the incident of an alert."""
    for part, name in (("incident", "id"), ("article", "uri")):
        about = record.get(part)
        if about is not None and isinstance(about, Mapping) and name in about:
            return str(about[name])
    return str(record.get("uri", ""))
