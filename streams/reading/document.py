"""The text as the readers see it: sentences with offsets, and tokens where a sentence was parsed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a document's text, end exclusive."""

    start: int
    end: int


class Token(NamedTuple):
    """One word of a parsed sentence.

    ``tag`` is the Penn Treebank tag, ``dep`` the ClearNLP dependency label, ``head`` the index of the governing token in
    the same sentence (a root points at itself); ``start`` and ``end`` are offsets in the text that holds the sentence.
    """

    text: str
    lemma: str
    tag: str
    dep: str
    head: int
    start: int
    end: int


class Sentence(NamedTuple):
    """One sentence; ``tokens`` is empty where it was not worth a parse."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls
    start: int
    end: int
    text: str
    paragraph: int = 0
    tokens: tuple[Token, ...] = ()


class Dateline(NamedTuple):
    """The head of a wire report: where it was filed, by which agency, and the date if one stands there."""

    place: str
    agency: str | None
    date: str | None
    start: int
    end: int


class Document(NamedTuple):
    """One article made ready for reading. Offsets of ``sentences`` are in ``text``, those of ``title`` in ``headline``."""

    text: str
    headline: str
    published: datetime | None
    sentences: tuple[Sentence, ...]
    title: Sentence | None = None
    dateline: Dateline | None = None
    language: str = "en"


class ClaimSpan(NamedTuple):
    """Where a casualty claim stands: the readers of place, date and source choose their mention by it.

    ``sentence`` is the index in ``Document.sentences``, or -1 for the headline; ``start`` and ``end`` are offsets in the
    text that holds it; ``trigger`` is the index of the trigger among the sentence's tokens; ``kind`` as in a count.
    """

    sentence: int
    start: int
    end: int
    trigger: int
    victims: str
    kind: str
