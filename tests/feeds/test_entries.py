"""Items of feeds as articles: RSS, Atom, hostile and broken ones."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.articles.door import admit
from streams.feeds.entries import FeedError, read_feed

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example Wire</title><language>en-gb</language><ttl>15</ttl>
<item><title>Five killed in crash</title><link>https://news.example/1</link><guid>https://news.example/1?id</guid>
<pubDate>Tue, 03 Mar 2026 10:00:00 +0300</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Five people were killed in a crash near Tell Marun.</p>]]></content:encoded></item>
<item><description>No title, only this text.</description></item>
<item></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry><id>tag:desk.example,2026:1</id>
<title>Two hurt</title><updated>2026-03-03T08:00:00Z</updated><link href="https://desk.example/1"/>
<author><name>A. Writer</name></author><content type="text">Two people were hurt.</content></entry></feed>"""


def test_rss_becomes_articles_that_the_door_takes() -> None:
    channel = read_feed(RSS, "application/rss+xml", "https://news.example/rss")
    assert channel.title == "Example Wire" and channel.minutes == 15
    first, second = channel.items
    assert first.uri == "https://news.example/1?id"
    assert first.article["versionCreated"] == "2026-03-03T07:00:00+00:00"
    assert first.article["altIds"] == [{"role": "url", "value": "https://news.example/1"}]
    assert "Tell Marun" in first.article["bodies"][0]["value"], "the longest text counts"
    assert second.uri.startswith("urn:tocsin:feed:")
    for item in channel.items:
        assert admit(item.encode(), {"content-type": "application/json"}, _now())["uri"] == item.uri


def test_atom_becomes_articles() -> None:
    (item,) = read_feed(ATOM, "application/atom+xml", "https://desk.example/feed").items
    assert item.uri == "tag:desk.example,2026:1"
    assert item.article["by"] == "A. Writer" and item.article["bodies"][0]["contentType"] == "text/plain"


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"\x00\x01\x02", b'{"a": 1}'])
def test_what_is_no_feed_is_said(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"https://x\.example"):
        read_feed(body, "text/html", "https://x.example")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_an_error(noise: bytes) -> None:
    for body in (noise, RSS[:200] + noise + RSS[200:]):
        try:
            items = read_feed(body, "application/rss+xml", "https://x.example").items
        except FeedError:
            continue
        for item in items:
            assert orjson.loads(item.encode())["uri"]


def _now():  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    return datetime.now(UTC)
