"""The items of a feed as articles, pure: bytes in, ninjs 3.1 drafts out, whatever dialect the feed speaks.

A feed without a single entry that can be told is not an error here; what is no feed at all is (:class:`FeedError`).
"""

from __future__ import annotations

import calendar
import hashlib
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

import feedparser
import orjson

MOST = 500
"""Items taken of one feed: the newest that publishers show are far fewer."""
LONGEST_ID = 2_000


class FeedError(ValueError):
    """What came is no feed; the message says what it looks like."""


class Item(NamedTuple):
    """One item: its identity, a print of what it says, and the article to publish."""

    uri: str
    fingerprint: str
    published: datetime | None
    article: dict[str, Any]

    def encode(self) -> bytes:
        """The article as JSON."""
        return orjson.dumps({name: value for name, value in self.article.items() if value not in (None, [], "")})


class Channel(NamedTuple):
    """A feed as it was read."""

    title: str | None
    items: list[Item]
    minutes: float | None
    """How long the publisher asks to wait (``ttl``)."""


def read_feed(body: bytes, content_type: str, url: str) -> Channel:
    """Read a feed; raises FeedError."""
    try:
        found = feedparser.parse(body, response_headers={"content-type": content_type, "content-location": url})
    except Exception as why:  # the parser promises to raise nothing; hostile bytes are to stop one feed, not all
        raise FeedError(f"{url} can't be parsed: {type(why).__name__}: {why}") from None
    if not found.get("version") and not found.entries:
        raise FeedError(f"{url} is no feed: {content_type or 'no content type'}, begins {body[:40]!r}")
    title = _text(found.feed.get("title"))
    items = [item for entry in found.entries[:MOST] if (item := _item(entry, title, found.feed.get("language"))) is not None]
    return Channel(title, items, _minutes(found.feed.get("ttl")))


def _item(entry: Any, channel: str | None, language: str | None) -> Item | None:
    link, headline = entry.get("link") or None, _text(entry.get("title"))
    body, kind = _body(entry)
    if not headline and not body:
        return None
    identity = entry.get("id") or link or f"{headline}\n{body[:200]}"
    uri = (
        identity
        if ":" in identity and len(identity) <= LONGEST_ID and not identity.isspace()
        else _named(f"{channel}\n{identity}")
    )
    published, updated = _time(entry.get("published_parsed")), _time(dict.get(entry, "updated_parsed"))
    source = _text((entry.get("source") or {}).get("title")) or channel
    article = {
        "uri": uri,
        "type": "text",
        "language": entry.get("language") or language,
        "firstCreated": _iso(published),
        "versionCreated": _iso(updated or published),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": headline}] if headline else [],
        "bodies": [{"role": "main", "contentType": kind, "value": body}] if body else [],
        "by": _text(entry.get("author")),
        "infoSources": [{"name": source, "role": "publisher"}] if source else [],
        "altIds": [{"role": "url", "value": link}] if link and link != uri else [],
    }
    fingerprint = hashlib.blake2b(orjson.dumps([headline, body]), digest_size=12).hexdigest()
    return Item(uri, fingerprint, updated or published, article)


def _body(entry: Any) -> tuple[str, str]:
    """The longest text of an entry and its type."""
    texts = [(content.get("value") or "", content.get("type") or "text/html") for content in entry.get("content") or ()]
    detail = entry.get("summary_detail") or {}
    texts.append((entry.get("summary") or "", detail.get("type") or "text/html"))
    text, kind = max(texts, key=lambda pair: len(pair[0]))
    return text, "text/plain" if kind == "text/plain" else "text/html"


def revised(item: Item, version: int) -> Item:
    """The item as a later version of what was published before."""
    return item._replace(article={**item.article, "version": str(version)})


def _named(identity: str) -> str:
    return "urn:tocsin:feed:" + hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _time(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, ValueError, OSError, TypeError):
        return None


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _minutes(ttl: Any) -> float | None:
    try:
        return min(max(float(ttl), 0.0), 24 * 60.0)
    except (TypeError, ValueError):
        return None
