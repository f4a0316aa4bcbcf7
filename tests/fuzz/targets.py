"""What is fuzzed: each target takes any bytes, and raises when a promise is broken.

The promise is that any bytes end as clean, refused with a reason, quiet or alerted: never an exception out of the code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from streams import schemas
from streams.articles.shapes import FIELDS
from streams.feeds.entries import FeedError, read_feed
from streams.pipeline import Pipeline, Raw
from streams.reading.gazetteer import load_gazetteer
from streams.reading.parse import Parser
from streams.settings import Settings
from streams.stages.clean import clean
from streams.stages.enrich import Reader
from streams.stages.outputs import Given, Rejected

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCE = Given(None, {}, 0, NOW)
OUTCOMES = ("alerted", "quiet", "duplicate", "withdrawn", "rejected")
NAMES = sorted({name for names in FIELDS.values() for name in names} | {"pubStatus", "version", "type", "altIds"})
PIECES = (
    *"at least|up to|between|and|or|more than|nearly|no|not|no one|some|dozens of|a|the|two|14|1,200|3.5 million|hundreds of".split("|"),
    *"99999999999999999999|1e400|½|٣|-7|0|20 to 30|12/15|a family of five|a couple|both|half|per cent|years ago|aged 7".split("|"),
    *"people|children|soldiers|civilians|a policeman|gunmen|women|John Smith|Mrs. Abara|militants|them|who|including".split("|"),
    *"were killed|killed|died|were injured|wounded|were missing|found dead|succumbed|the dead|toll rose to|bodies|wounding".split("|"),
    *"in Aleppo|in Homs, Syria|near Kano|on Monday|in 1994|last year|when|after|by|airstrikes|a bomb|a bus crash|a ferry".split("|"),
    *"police said|reported|denied|threatened|may|would|if|according to|,|.|;|—|(|)|\n|\n\n|\"|“|”|'|’|:|?|\u200b|é|\u0000|قتل".split("|"),
)  # fmt: skip
HEADED = ("text/html", "text/plain", "text/html; charset=utf-16", "application/json", "", "text/html; charset=klingon")


def door(data: bytes) -> None:
    """Any message at the door."""
    _cleaned(data, {})


def typed(data: bytes) -> None:
    """Any message that says what it is."""
    _cleaned(data[1:], {"content-type": HEADED[data[0] % len(HEADED)]} if data else {})


def record(data: bytes) -> None:
    """An object with the names that articles have, and anything in them."""
    item: dict[str, Any] = {}
    for part in data.split(b"\xff"):
        if part:
            item[NAMES[part[0] % len(NAMES)]] = _value(part[1:])
    _cleaned(orjson.dumps(item), {})


def feed(data: bytes) -> None:
    """A feed's answer: items or FeedError."""
    try:
        found = read_feed(data, "application/rss+xml", "https://wire.example/feed")
    except FeedError as error:
        assert str(error)
        return
    assert all(item.uri for item in found.items)


def reading(data: bytes) -> None:
    """A text made of the words of reports: the whole path in memory, to the alert."""
    words = [PIECES[byte % len(PIECES)] for byte in data[:400]]
    value = orjson.dumps({"uri": "u", "headline": " ".join(words[:9]), "body_text": " ".join(words), "versioncreated": NOW})
    (result,) = _pipeline().run([Raw(value, NOW, None, {})], isolated=True)
    _ended(result)


def path(data: bytes) -> None:
    """Any bytes as the body of an article, on the whole path in memory."""
    value = orjson.dumps({"uri": "u", "body_text": "Five people were killed. " + data.decode("utf-8", "replace")})
    (result,) = _pipeline().run([Raw(value, NOW, None, {})], isolated=True)
    _ended(result)


TARGETS: dict[str, Callable[[bytes], None]] = {one.__name__: one for one in (door, typed, record, feed, reading, path)}


def _value(part: bytes) -> Any:
    try:
        return orjson.loads(part)
    except orjson.JSONDecodeError:
        return part.decode("utf-8", "replace")


def _cleaned(value: bytes, headers: dict[str, str]) -> None:
    try:
        (output,) = clean(value, SOURCE._replace(headers=headers))
    except Rejected as refusal:
        assert str(refusal), "refused without a reason"
        return
    assert schemas.check("article", output.record) == []


@cache
def _pipeline() -> Pipeline:
    return Pipeline(Settings(), Reader(Parser(), load_gazetteer()))


def _ended(result: Any) -> None:
    assert result.outcome in OUTCOMES
    if result.outcome == "rejected":
        assert "Error: " not in result.reason[:40], result.reason
    for alert in result.alerts:
        assert schemas.check("alert", alert) == []
