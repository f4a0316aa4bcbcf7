"""Says which of the places that an article names is that of an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from streams.reading.document import ClaimSpan, Document
from streams.reading.gazetteer import Gazetteer
from streams.reading.names import fold
from streams.reading.placing import PlaceMention, find_places
from streams.records import Place

__all__ = ["PlaceMention", "find_places", "place_of"]

_CUE = {
    "at": 3.0,
    "typed": 2.5,
    "force": 1.5,
    "dateline": 1.0,
    "bare": 0.5,
    "and": 0.5,
    "to": -1.0,
    "from": -2.0,
    "dwells": 0.5,
    "house": -4.0,
    "street": -4.0,
    "qualifier": 0.0,
    "people": -2.0,
}
_ROLE = {"town": 2.0, "part": 0.5, "site": 0.5, "land": 0.0, "adm2": 0.0, "adm1": -1.0, "country": -2.5}
_DISTANCE = {0: 4.0, -1: 2.5, 1: 2.0, -2: 1.5, 2: 1.0}


def _score(mention: PlaceMention, claim: ClaimSpan, count: float) -> float:
    score = _CUE[mention.cue] + _ROLE[mention.role] + min(3.0, count)
    if mention.sentence == -1:
        return score + (4.0 if claim.sentence == -1 else 2.0)
    apart = mention.sentence - claim.sentence if claim.sentence >= 0 else mention.sentence
    score += _DISTANCE.get(apart, 0.0)
    if mention.sentence <= 1:
        score += 1.0
    if apart == 0 and claim.sentence >= 0:
        score -= min(1.5, abs(mention.start - claim.end) / 150)
    return score


def place_of(claim: ClaimSpan, document: Document, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> Place | None:
    """Return the place of the event that a claim speaks of, or None when the article names no place."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.cue not in ("house", "street", "people"):
            counts[fold(mention.text)] += 1
    best = max(mentions, key=lambda m: _score(m, claim, 0.5 * counts[fold(m.text)]), default=None)
    return best.place if best is not None else None
