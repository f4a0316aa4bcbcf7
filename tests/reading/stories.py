"""Makes documents and claims of invented stories for the tests of who, where and when."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.articles.datelines import find_dateline
from streams.reading.document import ClaimSpan, Document
from streams.reading.entities import Entities, find_entities
from streams.reading.gazetteer import load_gazetteer
from streams.reading.places import PlaceMention, find_places, place_of
from streams.reading.sentences import split
from streams.records import Place

PUBLISHED = datetime(2019, 5, 6, 12, tzinfo=UTC)
"""A Monday."""


def story(text: str, headline: str = "", published: datetime | None = PUBLISHED) -> Document:
    return Document(text, headline, published, split(text), None, find_dateline(text))


def claim(document: Document, words: str) -> ClaimSpan:
    start = document.text.index(words)
    sentence = next(s.index for s in document.sentences if s.start <= start < s.end)
    return ClaimSpan(sentence, start, start + len(words), 0, words, "killed")


def places(document: Document) -> list[PlaceMention]:
    return find_places(document, load_gazetteer())


def where(text: str, words: str, headline: str = "") -> Place:
    document = story(text, headline)
    found = place_of(claim(document, words), document, places(document), load_gazetteer())
    assert found is not None, f"no place for {words!r}"
    return found


def named(document: Document) -> Entities:
    return find_entities(document, places(document))
