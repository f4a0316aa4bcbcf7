"""Publish articles so that none is lost: confirmed by all brokers in sync, without doubles, in batches.

kafka-python alone sends about 1,500 articles of 4 KB a second, because it checks sums in Python. With the crc32c package
(a dependency), batches of 1 MiB and lz4 it sends about 10,000 a second on one core; ``bulk`` sends more.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson

from streams.articles.door import find_uri
from streams.client.drafts import draft
from streams.client.reaching import ClientError, reach, topic_of
from streams.client.senders import BulkSender, PlainSender, Sender
from streams.client.undelivered import Undelivered
from streams.settings import Settings, load
from streams.stages.outputs import Rejected
from streams.topics import LAYOUT, Topic

SOURCE = b"urn:tocsin:publisher"
OVERHEAD = 512
"""Bytes that a message may take besides its key and value: headers and framing."""


class Delivery(NamedTuple):
    """How far publishing came: confirmed by Kafka, failed for good, and the file that holds what failed."""

    sent: int
    failed: int
    file: Path | None


class UndeliveredError(ClientError):
    """Some articles could not be delivered; they are in the file that the message names."""


class Publisher:
    """Puts articles on ``articles.raw``. Use it in a ``with`` block: at its end everything is delivered or named.

    An article is a mapping (ninjs 3.1 or 1.x names, or a news API's), or text, HTML or JSON as ``str`` or ``bytes``.

        with Publisher() as publisher:
            uri = publisher.publish({"headline": "Two killed in mine collapse", "body_text": "..."})

    Leaving the block raises UndeliveredError when anything failed; what failed is in a file that
    ``tocsin publish`` takes as it is. Safe to share between threads.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        undelivered: Path | None = None,
        patience: float = 120.0,
        bulk: bool = False,
    ) -> None:
        """Connect; ``patience`` is how many seconds a message is tried before it counts as failed.

        ``undelivered`` names the file for what failed, ``bulk`` sends by librdkafka.
        """
        self._settings = settings or load()
        self._topic = Topic.RAW.named(self._settings.topic_prefix)
        self._undelivered = Undelivered(undelivered)
        self._counting = threading.Lock()
        self._sent = 0
        topic_of(self._settings, self._topic, reach(self._settings))  # says at once what is missing
        self._sender: Sender = (BulkSender if bulk else PlainSender)(self._settings, patience)

    def publish(
        self,
        article: Mapping[str, Any] | str | bytes,
        *,
        key: str | None = None,
        source: str | None = None,
        published: datetime | None = None,
        content_type: str | None = None,
        origin: str | None = None,
        as_is: bool = False,
    ) -> str | None:
        """Hand over one article and return its uri, which is its key; delivery is confirmed by :meth:`flush`.

        ``key`` becomes the article's uri; ``source`` and ``published`` (timezone-aware) are added where it does not say them
        itself; ``origin``, such as a file name, is told when it fails. ``as_is`` sends the bytes unseen, under ``key``.

        What can't be an article, or is larger than ``max_bytes``, counts as failed: it is put into the file of failures
        with the reason and None is returned. Waits when Kafka can't keep up.
        """
        given = value = _encode(article)
        kind = content_type or _content_type(value)
        try:
            uri = key if key and as_is else find_uri(value, {"content-type": kind})
            if source or published or (key and key != uri):
                uri = key or uri
                value, kind = draft(value, kind, uri=uri, source=source, published=published), "application/json"
            size = len(value) + len(uri) + OVERHEAD
            if size > self._settings.max_bytes:
                raise Rejected(f"article {uri} has {size} bytes, expected max_bytes = {self._settings.max_bytes} at most")
        except Rejected as why:
            self._undelivered.add(
                key, given, content_type or _content_type(given), f"{origin}: {why}" if origin else str(why)
            )
            return None
        self._send(uri, value, kind)
        return uri

    def _send(self, uri: str, value: bytes, kind: str) -> None:
        def settle(why: str | None) -> None:
            if why is not None:
                self._undelivered.add(uri, value, kind, why)
                return
            with self._counting:
                self._sent += 1

        self._sender.send(self._topic, uri.encode(), value, _headers(uri, value, kind), settle)

    @property
    def delivery(self) -> Delivery:
        """What is known by now; complete after :meth:`flush`."""
        return Delivery(self._sent, self._undelivered.count, self._undelivered.path)

    def flush(self) -> Delivery:
        """Wait until every article handed over is confirmed or has failed, and say how many."""
        self._sender.flush()
        return self.delivery

    def close(self) -> Delivery:
        """Deliver the rest and disconnect; raises UndeliveredError when anything failed."""
        delivery = self.flush()
        self._sender.close()
        self._undelivered.close()
        if delivery.failed:
            raise UndeliveredError(
                f"{delivery.failed} of {delivery.failed + delivery.sent} articles were not delivered; they are in "
                f"{delivery.file}, which `tocsin publish` takes; the first: {self._undelivered.first_reason}"
            )
        return delivery

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.close()
        except UndeliveredError:
            if error is None:
                raise


def _encode(article: Mapping[str, Any] | str | bytes) -> bytes:
    if isinstance(article, bytes):
        return article
    return article.encode("utf-8", "replace") if isinstance(article, str) else orjson.dumps(article)


def _content_type(value: bytes) -> str:
    """Tell the kind of an article by its first character, as the door does.

    >>> _content_type(b' {"uri": 1}'), _content_type(b"<p>Five died."), _content_type(b"Five died.")
    ('application/json', 'text/html', 'text/plain')
    """
    start = value[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"{": "application/json", b"[": "application/json", b"<": "text/html"}.get(start, "text/plain")


def _headers(uri: str, value: bytes, kind: str) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0 in binary mode. The id is made of the content: the same article sent again has the same id."""
    identifier = f"articles.raw/{uri}#{blake2b(value, digest_size=8).hexdigest()}".encode()
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", identifier),
        ("ce_source", SOURCE),
        ("ce_type", (LAYOUT[Topic.RAW].event or "").encode()),
        ("ce_subject", uri.encode()),
        ("ce_time", datetime.now(UTC).isoformat(timespec="milliseconds").encode()),
        ("ce_correlationid", uri.encode()),
        ("content-type", kind.encode()),
    ]
