"""Messages that leave the worker: an output as JSON bytes with CloudEvents 1.0 headers in binary mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from streams.settings import Settings
from streams.stages.outputs import Output, Rejected
from streams.topics import LAYOUT, Topic
from streams.worker.arrivals import Arrival

BY_KEY = -1
"""The partition is chosen by the key (murmur2, as Java clients do)."""
EVERYWHERE = -2
"""A copy goes to every partition."""
OVERHEAD = 768
"""Bytes allowed for what Kafka adds to a record and its batch, and for the headers that are alike in all messages."""
FIXED = 5
"""Headers that are alike in all messages of a stage and topic; they come first."""

Headers = list[tuple[str, bytes | None]]


class Message(NamedTuple):
    """One record for the producer."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int = BY_KEY
    headers: Headers | None = None


class Packer:
    """Makes messages of a stage's outputs; knows the names and limits that the settings give."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self._limit = settings.max_bytes
        self._prefix = settings.topic_prefix
        source = f"urn:{settings.app_id}:{stage}".encode()
        self._fixed: dict[Topic, Headers] = {
            topic: [
                ("ce_specversion", b"1.0"),
                ("ce_source", source),
                ("ce_type", layout.event.encode()),
                ("ce_dataschema", f"urn:tocsin:schema:{layout.schema}:v1".encode()),
                ("content-type", b"application/json"),
            ]
            for topic, layout in LAYOUT.items()
            if layout.event
        }

    def pack(self, output: Output, arrival: Arrival) -> Message:
        """Make a message of an output; Rejected when it cannot be written as JSON or is too large.

        Its ``ce_id`` is made of topic and record, so that a record done again has the same id; ``ce_time`` is the time of
        the article's arrival, handed on from stage to stage.
        """
        record, source = output.record, arrival.source
        try:
            value = orjson.dumps(record)
            key = output.key.encode()
            event = identity(record)
            headers: Headers = [
                *self._fixed[output.topic],
                ("ce_id", f"{output.topic}/{event}".encode()),
                ("ce_time", source.time.isoformat().encode()),
                ("ce_subject", subject(record).encode()),
                ("ce_correlationid", source.headers.get("ce_correlationid", event).encode()),
                ("ce_causationid", source.headers.get("ce_id", arrival.origin).encode()),
            ]
        except (TypeError, UnicodeEncodeError) as why:
            raise Rejected(f"record for {output.topic} cannot be written as JSON: {why}") from None
        changing = sum([len(text or b"") for _, text in headers[FIXED:]])
        size = len(value) + len(key) + changing + OVERHEAD
        if size > self._limit:
            raise Rejected(f"record for {output.topic} has {size} bytes, expected max_bytes = {self._limit} at most")
        topic = output.topic.named(self._prefix)
        return Message(topic, key, value, EVERYWHERE if output.everywhere else BY_KEY, headers)


def identity(record: Mapping[str, Any]) -> str:
    """What makes a record the same record when it is made again.

    >>> identity({"uri": "urn:a", "version": 2}), identity({"id": "urn:r"}), identity({"identifier": "i.1"})
    ('urn:a#2', 'urn:r', 'i.1')
    """
    known = record.get("identifier") or record.get("id")
    return str(known) if known else f"{record.get('uri')}#{record.get('version', 1)}"


def subject(record: Mapping[str, Any]) -> str:
    """What a record is about: the article, or the incident of an alert."""
    article, incident = record.get("article"), record.get("incident")
    for about, name in ((incident, "id"), (article, "uri")):
        if isinstance(about, Mapping) and name in about:
            return str(about[name])
    return str(record.get("uri", ""))
