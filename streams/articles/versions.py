"""Order the versions of one article, also those of publishers that do not count them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from streams.records import Article

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def order(version: str) -> tuple[int, ...]:
    """Return the numbers in a version, by which versions are ordered.

    >>> order("1.10") > order("1.9") > order("1")
    True
    """
    return tuple(int(number) for number in _NUMBER.findall(version))


def is_held(value: bytes) -> bool:
    """Tell whether a record of ``articles.clean`` is withheld: it ends there, quiet, until a usable version comes.

    >>> is_held(b'{"uri":"u","pubStatus":"withheld"}'), is_held(b'{"uri":"u","pubStatus":"usable"}')
    (True, False)
    """
    return b'"pubStatus":"withheld"' in value  # quotes inside a text are escaped


def follow(article: Article, known: Mapping[str, Any] | None, fingerprint: str) -> str | None:
    """Return the version under which the article goes on, or None when it is no newer than what is known of it.

    Newer is a higher version; among equal or unnumbered ones a later ``versionCreated``; without that, a text that
    differs (``fingerprint``; empty for a canceled article). A publisher that changes a text without counting up gets a
    number behind its own: 1, 1.1, 1.2. A cancellation always goes on; what arrives after it must be newer by
    version or time.
    """
    given = article["version"]
    if known is None:
        return given
    if not fingerprint:
        return max(str(known["version"]), given, key=order)
    was = known.get("given", known["version"])
    if order(given) != order(was):
        return given if order(given) > order(was) and fingerprint != known["hash"] else None
    made, before = moment(article["versionCreated"]), known.get("created")
    if made is not None and before is not None and made != before:
        if made < before:
            return None
    elif not known["hash"]:
        return None
    return None if fingerprint == known["hash"] else _behind(known["version"], given)


def moment(written: str | None) -> int | None:
    """Return an ISO 8601 time in seconds since 1970, None for none or one that cannot be read."""
    try:
        return int(datetime.fromisoformat(written).timestamp()) if written else None
    except (ValueError, OverflowError):
        return None


def _behind(version: str, given: str) -> str:
    """Return the next version after ``version`` that still starts as ``given`` does."""
    counted = order(version)[len(order(given)) :]
    return f"{given}.{counted[0] + 1 if counted else 1}"
