"""Laws of cleaning: any bytes end as one clean article or one refusal, soon, and cleaning twice changes nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import schemas
from streams.articles.capitals import restore
from streams.articles.repair import mend
from streams.articles.shapes import FIELDS
from streams.records import Article
from streams.stages.clean import clean
from streams.stages.outputs import Given, Rejected
from streams.topics import Topic

SOURCE = Given(None, {}, 0, datetime(2026, 1, 1, tzinfo=UTC))
BOUND = 20.0
"""Seconds; the slowest of the hostile messages below took 2 s on one core of a busy machine."""
STORY = "Five people were killed when a bridge fell into the river on Monday, police said. "
NAMES = sorted(
    {name for names in FIELDS.values() for name in names}
    | {"headlines", "bodies", "pubStatus", "version", "type", "altIds", "infoSources"}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "role", "name", "uri", "rel", "href", "title"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='related'>",
        "</div>",
        "<script>",
        "<!--",
        "-->",
        "<br>",
        "&amp;",
        "&#0;",
        "Share\n",
        "\n\n",
        "  ",
        "OSLO (AP) — ",
        "Posted: May 1, 2018 ",
        "[TEXT] ",
        "Comments\n",
        STORY,
        STORY.upper(),
        "“",
        "\u200b",
        "Ã©",
        "قتل خمسة ",
        "<table><tr><td>",
        "(Photo: x)",
        "3 JAN 90 -- ",
    ]
)
TEXT = st.lists(PIECES | st.text(max_size=20), max_size=25).map("".join)


def cleaned(value: bytes, headers: dict[str, str] | None = None) -> Article | None:
    try:
        outputs = list(clean(value, SOURCE._replace(headers=headers or {})))
    except Rejected as refusal:
        assert str(refusal)
        return None
    assert len(outputs) == 1
    assert outputs[0].topic is Topic.CLEAN
    record: Any = outputs[0].record
    assert schemas.check("article", record) == []
    assert outputs[0].key == record["language"]
    article: Article = record
    return article


@given(st.binary(max_size=400))
def test_any_bytes_end_well(value: bytes) -> None:
    cleaned(value)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))
def test_any_json_object_ends_well(item: dict[str, Any]) -> None:
    cleaned(orjson.dumps(item, option=orjson.OPT_NON_STR_KEYS, default=str) if _fits(item) else b"{}")


def _fits(item: object) -> bool:
    try:
        orjson.dumps(item)
    except (TypeError, orjson.JSONEncodeError):
        return False
    return True


@given(TEXT, st.sampled_from(["text/html", "text/plain", "text/html; charset=utf-16", ""]))
@settings(max_examples=150)
def test_any_text_ends_well(text: str, content_type: str) -> None:
    cleaned(text.encode("utf-8", "replace"), {"content-type": content_type})


@given(TEXT, st.sampled_from(["body_text", "body_xhtml"]))
@settings(max_examples=150)
def test_cleaning_twice_changes_nothing(text: str, field: str) -> None:
    first = cleaned(orjson.dumps({"uri": "u", field: text.encode("utf-8", "replace").decode()}))
    if first is None:
        return
    again = cleaned(orjson.dumps(first))
    assert again is not None
    assert again["bodies"] == first["bodies"]


@given(st.text())
def test_mending_twice_changes_nothing(text: str) -> None:
    once = mend(text)
    assert mend(once) == once


@given(st.text() | TEXT)
def test_case_is_restored_letter_for_letter(text: str) -> None:
    restored = restore(text)
    assert len(restored) == len(text)
    assert restored.upper() == text.upper() or restored.lower() == text.lower()


HOSTILE = {
    "open divs": "<html><body>" + "<div>" * 150_000 + STORY,
    "closed spans": "<html><body>" + "<span>" * 60_000 + STORY + "</span>" * 60_000,
    "lists in lists": "<html><body>" + "<ul><li>" * 30_000 + STORY,
    "tables in tables": "<html><body>" + "<table><tr><td>" * 20_000 + STORY,
    "many attributes": "<html><body><div " + " ".join(f"a{n}='x'" for n in range(150_000)) + ">" + STORY,
    "one long class": "<html><body><div class='" + "comments " * 80_000 + "'>" + STORY * 20,
    "entities": "<html><body><p>" + "&amp;lt;" * 120_000 + STORY,
    "declared entities": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><html><p>&b;&b;</p>'
    + STORY,
    "open comments": "<html><body>" + "<!--" * 200_000 + STORY,
    "open scripts": "<html><body>" + "<script>" * 100_000 + STORY,
    "angle brackets": "<html>" + "<" * 900_000,
    "related blocks": "<html><body>" + ("<div class='related'><p>" + STORY * 3 + "</p></div>") * 4_000,
    "metas": "<html><head>" + "<meta property='og:title' content='x'>" * 30_000 + "</head><body><p>" + STORY,
    "headings": "<html>" + "<h1>" * 50_000 + STORY,
    "no markup": "<html><body>" + "a<br>" * 180_000,
    "one line": STORY * 11_000,
    "one line in capitals": STORY.upper() * 11_000,
    "one word": "a" * 990_000,
    "blanks": " " * 900_000 + STORY,
    "lines": "a\n" * 450_000,
    "brackets": "ABC [D " * 120_000,
    "brackets alone": "[" * 900_000 + STORY,
    "dashes": "-" * 900_000 + STORY,
    "commas": "Aa, " * 230_000,
    "mojibake": "Ã©â€™" * 180_000,
    "ampersands": "&" + "amp;" * 200_000,
    "stamps": "Posted: May 1, 2018 " * 45_000,
    "copyright": "(c) " * 200_000,
    "addresses": "http://" * 120_000,
    "credits": " (photo" * 110_000,
    "combining marks": "a" + "\u0301" * 900_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["body_text", "body_xhtml", "headline"])
def test_hostile_text_ends_soon(name: str, field: str) -> None:
    began = time.perf_counter()
    cleaned(orjson.dumps({"uri": "u", field: HOSTILE[name]}))
    assert time.perf_counter() - began < BOUND


def test_hostile_messages_end_soon() -> None:
    began = time.perf_counter()
    for value in (
        b"{" * 1_000_000,
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"\\" * 1_000_000,
        b'"' * 1_000_000,
        b"\xff" * 1_000_000,
        b"a" * 8_000_000,
    ):
        cleaned(value)
    assert time.perf_counter() - began < BOUND
