"""Add to an article what its publisher knows and the text does not say: where it is from, when it was made, its name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from streams.articles.door import admit


def draft(
    value: bytes,
    content_type: str,
    *,
    uri: str | None = None,
    source: str | None = None,
    published: datetime | None = None,
) -> bytes:
    """Return the article of a message as ninjs 3.1 JSON with these facts; Rejected when there is no article in it.

    What the message says itself is stronger, except for the uri.

    >>> made = orjson.loads(draft(b"Five people died on Tuesday.", "text/plain", source="Example Wire"))
    >>> made["infoSources"], made["bodies"][0]["value"]
    ([{'name': 'Example Wire', 'role': 'publisher'}], 'Five people died on Tuesday.')
    """
    article: dict[str, Any] = {**admit(value, {"content-type": content_type}, datetime.now(UTC))}
    del article["processing"]
    if article["language"] == "und":
        del article["language"]
    if uri:
        article["uri"] = uri
    if source and not article.get("infoSources"):
        article["infoSources"] = [{"name": source, "role": "publisher"}]
    if published and not article.get("versionCreated"):
        article["versionCreated"] = published.isoformat()
    return orjson.dumps({name: value for name, value in article.items() if value not in (None, [], "")})
