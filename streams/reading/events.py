"""Group the claims of one article into events."""

from __future__ import annotations

from typing import NamedTuple

from streams.reading.casualties import find_claims
from streams.reading.claims import Claim
from streams.reading.context import judge
from streams.reading.document import Document, Sentence
from streams.reading.tally import Tally, reckon


class Event(NamedTuple):
    """One incident as one article tells it."""

    claims: tuple[Claim, ...]
    tally: Tally


def all_claims(document: Document) -> list[Claim]:
    """Return every claim of the document with its judgement, headline first."""
    found: list[Claim] = []
    for sentence, headline in _parsed(document):
        for claim in find_claims(sentence, headline):
            judged = judge(sentence, claim, document.published, headline)
            if not judged.void:
                found.append(claim._replace(modality=judged.modality, cumulative=judged.cumulative, period=judged.period))
    return found


def _parsed(document: Document) -> list[tuple[Sentence, bool]]:
    title = [(document.title, True)] if document.title and document.title.tokens else []
    return title + [(s, False) for s in document.sentences if s.tokens]


def find_events(document: Document) -> list[Event]:
    """Return the events of the document."""
    real = [c for c in all_claims(document) if c.modality in ("asserted", "feared", "disputed") and not c.cumulative]
    if not real or all(c.weak for c in real):
        return []
    return [Event(tuple(real), reckon(real))]
