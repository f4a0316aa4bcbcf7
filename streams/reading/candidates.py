"""The places of an article, each with its mentions, and how they stand to one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from streams.reading.mentions import NAMES_DIVISIONS, PlaceMention
from streams.reading.names import fold
from streams.records import Place

_ALSO = {"D.C.": "Washington", "DC": "Washington", "District of Columbia": "Washington", "Philly": "Philadelphia"}
"""Other names of a town, as the text may write it."""
_KM, _RATIO = 25.0, 4
"""A place this near to one so many times larger may be a part of it."""
_DENSITY, _BOROUGH = 3000, 400_000
"""People on a square kilometre of a city, for its radius; a borough with more people stands for itself."""
_LARGE = 100_000
"""Inhabitants from which a town is likely to have named quarters."""
OTHERS = frozenset(["street", "people", "house", "dateline"])


class Candidate(NamedTuple):
    """A place that the article names, and what the article as a whole shows of it."""

    mentions: tuple[PlaceMention, ...]
    role: str
    satellite: bool
    """Whether a much larger town that the article names lies near."""
    hub: bool
    """Whether a much smaller one does."""
    inside: bool
    """Whether it lies inside a city that the article names."""
    city: bool
    """Whether another place lies inside it."""
    standing: tuple[str, ...] = ()
    """How it stands to the other places, as names of features: see :func:`_standings`."""


def candidates(mentions: Sequence[PlaceMention]) -> list[Candidate]:
    """Gather the mentions of each place, by folded name; a province and its capital of one name are two."""
    named: dict[tuple[str, bool], list[PlaceMention]] = {}
    for mention in mentions:
        named.setdefault((fold(known_as(mention)), mention.role == "adm1"), []).append(mention)
    groups = list(named.values())
    towns = [
        max(group, key=lambda m: m.population)
        for group in groups
        if group[0].role in ("town", "part") and group[0].population
    ]
    found = []
    for group in groups:
        own = group[0]
        near = [
            town for town in towns if own.population and fold(town.text) != fold(own.text) and _close(own.place, town.place)
        ]
        roles = [m.role for m in group]
        role = "part" if "part" in roles else max(roles, key=roles.count)
        found.append(
            Candidate(
                tuple(group),
                role,
                any(town.population > _RATIO * own.population for town in near),
                role == "town" and any(own.population > _RATIO * town.population for town in near),
                any(_inside(own, town) for town in near),
                role == "town" and any(_inside(town, own) for town in near),
            )
        )
    return _standings(found)


def known_as(mention: PlaceMention) -> str:
    """Return the name that a place goes by where the text writes another: "police in D.C."."""
    return _ALSO.get(mention.text, mention.text) if mention.role == "town" else mention.text


def _standings(found: Sequence[Candidate]) -> list[Candidate]:
    """Say which place the body names first, and which stand beside a large town: an unlisted one beside any, more so beside that
    of the article's police or dateline, and one in another division than that."""
    first = min((at for c in found if c.role in ("town", "part") and (at := _reached(c)) is not None), default=None)
    large = [
        c
        for c in found
        if c.role == "town"
        and max(m.population for m in c.mentions) >= _LARGE
        and c.mentions[0].place["country"] in NAMES_DIVISIONS
    ]
    seats = [c for c in large if any(m.cue in ("force", "dateline") for m in c.mentions)]
    told = []
    for c in found:
        unlisted = all(m.place.get("geonameid") is None for m in c.mentions)
        standing = ["first"] if first is not None and c.role in ("town", "part") and _reached(c) == first else []
        if unlisted and any(seat is not c for seat in seats):
            standing.append("unlisted beside seat")
        elif unlisted and any(other is not c for other in large):
            standing.append("unlisted beside large")
        elif (
            c.role in ("town", "part")
            and not any(m.qualified for m in c.mentions)
            and any(_divided(seat, c) for seat in seats)
        ):
            standing.append("astray of seat")
        told.append(c._replace(standing=tuple(standing)))
    return told


def _reached(candidate: Candidate) -> int | None:
    """Return where the body names a place first, as a place."""
    return min((m.start for m in candidate.mentions if m.sentence >= 0 and m.cue not in OTHERS), default=None)


def _divided(one: Candidate, other: Candidate) -> bool:
    """Tell whether two places lie in different divisions, however they are read."""
    here = other.mentions[0].place
    return all((m.place["country"], m.place.get("adm_1")) != (here["country"], here.get("adm_1")) for m in one.mentions)


def _close(one: Place, other: Place) -> bool:
    return one["country"] == other["country"] and _apart_km(one, other) < _KM


def _apart_km(one: Place, other: Place) -> float:
    latitude, longitude = one.get("latitude") or 0.0, one.get("longitude") or 0.0
    north = (latitude - (other.get("latitude") or 0.0)) * 111.2
    east = (longitude - (other.get("longitude") or 0.0)) * 111.2 * math.cos(math.radians(latitude))
    return math.hypot(north, east)


def _inside(part: PlaceMention, city: PlaceMention) -> bool:
    """Tell whether a place lies within the radius that a city of such a population has: a quarter of it, not a
    neighbour."""
    if part.population * _RATIO > city.population or part.population > _BOROUGH:
        return False
    radius = math.sqrt(city.population / (_DENSITY * math.pi))
    return part.place.get("adm_1") == city.place.get("adm_1") and _apart_km(part.place, city.place) < radius
