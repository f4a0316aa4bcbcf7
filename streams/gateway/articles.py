"""The texts behind the alerts, so that a proof can be read in its article; bounded memory, oldest out first.

Followed from articles.enriched; only articles with a report are kept, compressed. A text that is no longer here is said
to be, never made up: the alert itself still quotes the proving sentence.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from typing import Any

import orjson

from streams.gateway.following import Follower

EMPTY = b'"reports":[]'


class Articles:
    """Texts by article uri, at most ``most_bytes`` of them."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, uri: str) -> bytes | None:
        """Return an article as JSON: uri, version, headline, by, source, versionCreated, language, body."""
        kept = self._kept.get(uri)
        return zlib.decompress(kept) if kept else None

    def take(self, value: bytes | None) -> None:
        """Take in a record of articles.enriched; what is unreadable or reports nothing is passed over."""
        if value is None or EMPTY in value:
            return
        try:
            article = orjson.loads(value)
            uri, text = article["uri"], _text(article)
        except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
            return
        self._bytes -= len(self._kept.pop(uri, b""))
        if article["pubStatus"] == "canceled":
            return
        self._kept[uri] = packed = zlib.compress(orjson.dumps(text), 6)
        self._bytes += len(packed)
        while self._bytes > self.most_bytes and self._kept:
            self._bytes -= len(self._kept.popitem(last=False)[1])

    async def run(self, follower: Follower) -> None:
        """Follow until cancelled."""
        async for batch in follower.follow():
            for record in batch.records:
                self.take(record.value)


def _text(article: dict[str, Any]) -> dict[str, Any]:
    headlines, bodies, sources = article["headlines"], article["bodies"], article.get("infoSources") or []
    return {
        "uri": article["uri"],
        "version": article["version"],
        "headline": headlines[0]["value"] if headlines else None,
        "by": article.get("by"),
        "source": sources[0]["name"] if sources else None,
        "versionCreated": article["versionCreated"],
        "language": article["language"],
        "body": bodies[0]["value"] if bodies else "",
    }
