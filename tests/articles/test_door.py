"""The door: every shape that a publisher may send becomes one article, or is refused with the field and the value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from streams.articles.door import admit
from streams.records import Article
from streams.stages.outputs import Rejected

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STORY = "Five people were killed when a bridge fell into the river on Monday, police said."


def item(**fields: Any) -> Article:
    return admit(orjson.dumps(fields), {}, NOW)


def body(article: Article) -> str:
    return article["bodies"][0]["value"]


def headline(article: Article) -> str | None:
    return article["headlines"][0]["value"] if article["headlines"] else None


def test_ninjs_3() -> None:
    article = item(
        uri="urn:wire:1",
        version="2",
        language="en-GB",
        versionCreated="2018-05-01T18:00:00+03:00",
        by="A. Writer",
        located="Oslo",
        headlines=[{"role": "slug", "value": "bridge"}, {"role": "main", "value": "Bridge falls"}],
        bodies=[
            {"role": "caption", "value": "A bridge"},
            {"role": "main", "contentType": "text/html", "value": f"<p>{STORY}</p>"},
        ],
        infoSources=[{"name": "Wire", "uri": "urn:wire", "role": "agency"}],
        altIds=[{"role": "guid", "value": "g-1"}],
        associations=[{"rel": "updates", "uri": "urn:wire:0"}, {"rel": "unknown", "uri": "urn:x"}],
    )
    assert (article["uri"], article["version"], article["language"]) == ("urn:wire:1", "2", "en-GB")
    assert article["versionCreated"] == "2018-05-01T18:00:00+03:00"
    assert headline(article) == "Bridge falls"
    assert article["bodies"] == [{"role": "main", "contentType": "text/html", "value": f"<p>{STORY}</p>"}]
    assert article["infoSources"] == [{"name": "Wire", "uri": "urn:wire", "role": "agency"}]
    assert article["altIds"] == [{"role": "guid", "value": "g-1"}]
    assert article["associations"] == [{"rel": "updates", "uri": "urn:wire:0"}]
    assert (article["by"], article["located"]) == ("A. Writer", "Oslo")


def test_ninjs_1() -> None:
    article = item(
        uri="urn:wire:1",
        headline="Bridge falls",
        body_text=STORY,
        body_xhtml=f"<p>{STORY}</p>",
        byline="A. Writer",
        language="en",
        versioncreated="2018-05-01T15:00:00Z",
        firstcreated="2018-05-01T12:00:00Z",
        pubstatus="usable",
    )
    assert (headline(article), body(article), article["by"]) == ("Bridge falls", STORY, "A. Writer")
    assert (article["firstCreated"], article["versionCreated"]) == ("2018-05-01T12:00:00+00:00", "2018-05-01T15:00:00+00:00")


def test_rss_item() -> None:
    article = item(
        title="Bridge falls",
        link="https://example.org/1",
        guid={"value": "tag:example.org,2018:1"},
        description="Short.",
        **{"content:encoded": f"<p>{STORY}</p>", "dc:creator": "A. Writer"},
        pubDate="Tue, 01 May 2018 18:00:00 +0300",
    )
    assert article["uri"] == "https://example.org/1"
    assert article["altIds"] == [
        {"role": "url", "value": "https://example.org/1"},
        {"role": "guid", "value": "tag:example.org,2018:1"},
    ]
    assert (body(article), article["bodies"][0].get("contentType"), article["by"]) == (
        f"<p>{STORY}</p>",
        "text/html",
        "A. Writer",
    )
    assert article["versionCreated"] == "2018-05-01T18:00:00+03:00"


def test_atom_entry_as_a_feed_parser_writes_it() -> None:
    article = item(
        id="tag:example.org,2018:1",
        title={"type": "text", "value": "Bridge falls"},
        summary="Short.",
        content=[{"type": "text/html", "value": f"<p>{STORY}</p>"}],
        authors=[{"name": "A. Writer"}, {"name": "B. Writer"}],
        links=[{"rel": "self", "href": "https://example.org/feed"}, {"rel": "alternate", "href": "https://example.org/1"}],
        published="2018-05-01T12:00:00Z",
        updated="2018-05-02T12:00:00Z",
    )
    assert (article["uri"], article["by"]) == ("https://example.org/1", "A. Writer, B. Writer")
    assert (article["firstCreated"], article["versionCreated"]) == ("2018-05-01T12:00:00+00:00", "2018-05-02T12:00:00+00:00")
    assert article["bodies"][0].get("contentType") == "text/html"


@pytest.mark.parametrize(
    ("source", "name", "uri"),
    [
        ("Daily Bell", "Daily Bell", None),
        ({"id": None, "name": "Daily Bell"}, "Daily Bell", None),
        ({"uri": "bell.example", "title": "Daily Bell"}, "Daily Bell", "bell.example"),
        ("https://bell.example/x", "bell.example", "https://bell.example/x"),
    ],
)
def test_news_api_source(source: Any, name: str, uri: str | None) -> None:
    article = item(
        title="Bridge falls",
        body=STORY,
        url="https://bell.example/1",
        dateTime="2018-05-01T15:00:00Z",
        source=source,
        lang="eng",
    )
    assert article["infoSources"][0]["name"] == name
    assert article["infoSources"][0].get("uri") == uri
    assert article["language"] == "en"


def test_a_text_cut_by_an_api_loses_the_mark() -> None:
    article = item(
        title="Bridge falls", description="Short.", content=STORY + "… [+1234 chars]", publishedAt="2018-05-01T15:00:00Z"
    )
    assert body(article) == STORY
    assert body(item(title="Bridge falls", description=STORY, content="Five pe… [+1234 chars]")) == STORY


def test_gdelt_row() -> None:
    article = item(
        url="https://bell.example/1",
        title="Bridge falls",
        seendate="20180501T150000Z",
        domain="bell.example",
        language="English",
    )
    assert (article["versionCreated"], article["language"]) == ("2018-05-01T15:00:00+00:00", "en")
    assert (article["bodies"], article["infoSources"]) == ([], [{"name": "bell.example", "role": "publisher"}])


def test_plain_text_with_a_headline() -> None:
    article = admit(f"Bridge falls into river\n\n{STORY}\nDivers searched the water.".encode(), {}, NOW)
    assert (headline(article), body(article)) == ("Bridge falls into river", f"{STORY}\nDivers searched the water.")
    assert (
        article["uri"] == admit(f"Bridge falls into river\n\n{STORY}\nDivers searched the water.".encode(), {}, NOW)["uri"]
    )
    assert article["uri"].startswith("urn:tocsin:article:")


@pytest.mark.parametrize(
    "first", [STORY, "OSLO (Bell) – A bridge fell into the river", "and then the bridge fell", "Bridge falls,"]
)
def test_plain_text_whose_first_line_is_no_headline(first: str) -> None:
    text = f"{first}\nDivers searched the water for the missing until Tuesday night, and found three more people alive."
    article = admit(text.encode(), {}, NOW)
    assert (headline(article), body(article)) == (None, text)


def test_html_page() -> None:
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>Bridge falls - Daily Bell</title>'
        '<meta property="og:site_name" content="Daily Bell"><link rel="canonical" href="https://bell.example/1">'
        '<meta property="article:published_time" content="2018-05-01T15:00:00Z">'
        f'<meta name="author" content="A. Writer"></head><body><p>{STORY}</p></body></html>'
    )
    article = admit(page.encode(), {"content-type": "text/html"}, NOW)
    assert (headline(article), article["uri"], article["by"]) == ("Bridge falls", "https://bell.example/1", "A. Writer")
    assert (article["versionCreated"], article["language"]) == ("2018-05-01T15:00:00+00:00", "en")
    assert article["infoSources"] == [{"name": "Daily Bell", "role": "publisher"}]


@pytest.mark.parametrize(
    "value",
    [STORY.encode("utf-16"), b"\xef\xbb\xbf" + STORY.encode(), STORY.encode("utf-16-le"), STORY.encode("utf-32")],
    ids=["utf-16", "utf-8 mark", "utf-16 without mark", "utf-32"],
)
def test_encodings(value: bytes) -> None:
    assert body(admit(value, {}, NOW)) == STORY


def test_a_derived_uri_prefers_the_address_then_the_guid_then_the_content() -> None:
    assert item(title="a b", url="https://x.example/1", guid="g")["uri"] == "https://x.example/1"
    assert item(title="a b", guid="tag:x,1")["uri"] == "tag:x,1"
    assert item(title="a b", id=17)["uri"] == "urn:tocsin:article:17"
    assert item(title="a b")["uri"] == item(title="a b", language="en")["uri"] != item(title="a c")["uri"]


def test_dates_that_cannot_be_are_unknown_and_noted() -> None:
    for value in ("next week", "2999-01-01T00:00:00Z", "03/04/2018"):
        article = item(title="a b", pubDate=value)
        assert article["versionCreated"] is None
        assert value in article["processing"]["notes"][0]


def test_a_canceled_article_needs_no_text() -> None:
    article = item(uri="urn:wire:1", pubStatus="canceled", version=3)
    assert (article["pubStatus"], article["version"], article["bodies"]) == ("canceled", "3", [])
    assert item(uri="urn:wire:1", pubstatus="Withdrawn")["pubStatus"] == "canceled"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (b"", "value: 0 bytes without text"),
        (b"\0" * 50, "NUL bytes"),
        (b"x" * 8_000_001, "8000001 bytes, expected at most 8000000"),
        (b'{"title": "Bri', "broken JSON"),
        (b'{"title": NaN}', "broken JSON"),
        (b'{"a":' * 5000, "broken JSON"),
        (b'[{"title":"a"},{"title":"b"}]', "a list of 2, expected one JSON object"),
        (b"null", "JSON None"),
        (b"{}", "no text in the message"),
        (b'{"title": 5}', "title: 5, expected a text"),
        (b'{"uri": 5, "title": "a"}', "uri: 5, expected a text"),
        (b'{"uri": "a\\nb", "title": "a"}', "printable"),
        (b'{"uri": "%s", "title": "a"}' % (b"u" * 3000), "uri: 3000 characters, expected at most 2048"),
        (b'{"pubStatus": "maybe", "title": "a"}', "pubStatus: 'maybe', expected usable, withheld or canceled"),
        (b'{"version": [1], "title": "a"}', "version: [1], expected"),
        (b'{"type": "picture", "title": "a"}', "type: 'picture', expected text"),
        (b'{"bodies": "a"}', "bodies: 'a', expected a list"),
        (b'{"headlines": [1]}', "headlines: 1, expected an object"),
        (b'<?xml version="1.0"?><rss></rss>', "XML"),
    ],
)
def test_refusals_name_the_field_the_value_and_what_was_expected(value: bytes, message: str) -> None:
    with pytest.raises(Rejected, match=message.replace("[", r"\[").replace("(", r"\(")):
        admit(value, {}, NOW)


def test_half_an_emoji_does_not_lose_an_article() -> None:
    assert headline(admit(b'{"title": "Bridge falls \\ud83d"}', {}, NOW)) == "Bridge falls \ufffd"


def test_json_by_content_type_only() -> None:
    with pytest.raises(Rejected, match="broken JSON"):
        admit(b"Bridge falls", {"Content-Type": "application/json"}, NOW)
