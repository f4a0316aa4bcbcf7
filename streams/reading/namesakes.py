"""Decides which of the places that share a name is meant.

Each candidate is scored by its size and by how well it fits what the article names: a qualifier ("X, Texas") is
binding; a country or division named in the article speaks for its own, the more so in the same sentence; so does a
place already decided that lies near. The weights were set on half of a set of labelled news articles and checked on
the other half.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from streams.reading.gazetteer import Entry, Gazetteer
from streams.reading.home import Votes
from streams.records import Place

NEAR_KM = 120.0
"""Places of one local story lie within about this distance."""
LARGE = 150_000
KNOWN_ANYWHERE = 50_000
"""Inhabitants from which a town is recognised without a word that marks it as a place."""
VOTE, MOST_VOTES = 2.0, 1.5
"""What another name of the article that lies in the same division counts, and how many such names count."""
DECIDED = 0.7
"""What a place that was decided says for its division."""
ASTRAY_KM = 150.0
"""A town with fewer people than ``LARGE``, named without its division, is not sought farther from what is sure."""
ABROAD_KM = 1800.0
"""Nor, in a country that the article does not name, farther from every country that it does name."""


class Surroundings:
    """What an article has said of countries, divisions and decided places, and in which sentences."""

    def __init__(self) -> None:
        self.countries: Counter[str] = Counter()
        self.divisions: Counter[tuple[str, str]] = Counter()
        self.own: Counter[int] = Counter()
        """What each decided place, by its identifier, has itself said for its division."""
        self.sentences: dict[int, set[str]] = {}
        self.anchors: list[Entry] = []
        self.sure: list[Entry] = []
        self.lands: dict[str, Entry] = {}
        """The countries that the article names itself, by code."""
        self.bound: dict[str, Place | None] = {}
        """The division that a folded name is qualified with anywhere ("X, Texas"); None where two differ."""
        self.votes: Votes | None = None

    def name(self, country: str, division: str | None, sentence: int, weight: float = 1.0) -> None:
        """Note that a sentence names a country, or a division of it."""
        self.countries[country] += weight  # type: ignore[assignment]
        marks = self.sentences.setdefault(sentence, set())
        marks.add(country)
        if division:
            self.divisions[country, division] += weight  # type: ignore[assignment]
            marks.add(f"{country}/{division}")

    def land(self, country: Entry | None) -> None:
        """Note a country that the article names itself."""
        if country:
            self.lands.setdefault(country.country, country)

    def bind(self, key: str, division: Place) -> None:
        """Note that a folded name is qualified with a division."""
        other = self.bound.setdefault(key, division)
        if other and (other["country"], other.get("adm_1")) != (division["country"], division.get("adm_1")):
            self.bound[key] = None

    def decide(self, entry: Entry, sentence: int, sure: bool) -> None:
        """Note a place that was decided; ``sure`` when it was qualified, or large."""
        if sure and len(self.sure) < 12 and entry.kind == "town" and entry not in self.sure:
            self.sure.append(entry)
        if len(self.anchors) < 12 and entry.kind == "town" and entry not in self.anchors:
            self.anchors.append(entry)
        self.name(entry.country, entry.adm_1, sentence, DECIDED)
        self.own[entry.geonameid] += DECIDED  # type: ignore[assignment]


class Wanted(NamedTuple):
    """What the words around a name say of it."""

    kind: str | None = None
    """"adm1", "adm2" or "town" where a typed word says so ("X province", "X County", "X village")."""
    country: str | None = None
    division: str | None = None
    """The country and division that qualify it ("X, Texas"): binding."""
    name: str = ""
    """The name, whose own vote does not count."""


def astray(entry: Entry, around: Surroundings) -> bool:
    """Tell whether a small place lies far from every large or surely decided one of its country: a namesake of a
    local name.

    "Madisonville" in a story of Cincinnati is a quarter of that city, not the town in Kentucky.
    """
    if entry.kind not in ("town", "adm2") or entry.population >= LARGE:
        return False
    sure = [anchor for anchor in around.sure if anchor.country == entry.country and anchor != entry]
    if not sure or around.divisions[entry.country, entry.adm_1 or ""] - around.own[entry.geonameid] >= 1.0:
        return False
    return all(kilometres(anchor, entry) > ASTRAY_KM for anchor in sure)


def abroad(entry: Entry, bearers: Sequence[Entry], around: Surroundings, short: bool) -> bool:
    """Tell whether a place lies far from every country that the article names or surely speaks of: one that is small and
    has namesakes, or a ``short`` name that may be anything.

    "Bedford" in a story of Pittsburgh is no town in England, "Mareth" in one of Raqqa none in Tunisia. A near one may be
    meant: reports of one country's strikes name the villages of its neighbour.
    """
    if entry.kind not in ("town", "adm2") or not (short or (entry.population < KNOWN_ANYWHERE and len(bearers) > 1)):
        return False
    others = [known for known in (*around.lands.values(), *around.sure) if known != entry]
    return bool(others) and all(known.country != entry.country and kilometres(known, entry) > ABROAD_KM for known in others)


def kilometres(one: Entry, other: Entry) -> float:
    """Return the distance of two places, good enough below a few hundred kilometres."""
    north = (one.latitude - other.latitude) * 111.2
    east = (one.longitude - other.longitude) * 111.2 * math.cos(math.radians((one.latitude + other.latitude) / 2))
    return math.hypot(north, east)


class _Scorer:
    """Scores the bearers of one name; what they share by country is reckoned once."""

    def __init__(self, around: Surroundings, sentence: int, wanted: Wanted) -> None:
        self._around = around
        self._marks = around.sentences.get(sentence, ())
        self._wanted = wanted
        self._total = sum(around.countries.values())
        self._known: dict[str, tuple[float, list[Entry]]] = {}

    def __call__(self, entry: Entry) -> float:
        score = math.log10(entry.population + 10)
        if entry.kind == "country":
            return score + 4
        if entry.country not in self._known:
            self._known[entry.country] = self._of_country(entry.country)
        share, anchors = self._known[entry.country]
        score += share
        if division := entry.adm_1:
            around = self._around
            score += min(2.5, 1.5 * around.divisions[entry.country, division])
            if self._marks and f"{entry.country}/{division}" in self._marks:
                score += 1.5
            if around.votes:
                score += VOTE * min(MOST_VOTES, around.votes.support((entry.country, division), self._wanted.name))
        if anchors and any(kilometres(anchor, entry) < NEAR_KM for anchor in anchors):
            score += 2.0
        if self._wanted.kind and entry.kind != self._wanted.kind:
            score -= 3.0
        if entry.kind == "adm2":
            score -= 2.5
        return score

    def _of_country(self, country: str) -> tuple[float, list[Entry]]:
        """Return what a country's places gain, and those that are decided."""
        score = 0.0
        if self._total:
            score = 4.0 * min(1.0, self._around.countries[country] / self._total * 1.5) * min(1.0, self._total)
        if country in self._marks:
            score += 1.0
        return score, [anchor for anchor in self._around.anchors if anchor.country == country]


def _fits(entry: Entry, wanted: Wanted) -> bool:
    return not ((wanted.country and entry.country != wanted.country) or (wanted.division and entry.adm_1 != wanted.division))


def choose(candidates: Iterable[Entry], around: Surroundings, sentence: int, wanted: Wanted = Wanted()) -> Entry | None:  # noqa: B008
    """Return the candidate that fits best, or None when a qualifier rules all of them out."""
    fitting = [entry for entry in candidates if _fits(entry, wanted)]
    if not fitting:
        return None
    best = fitting[0] if len(fitting) == 1 else max(fitting, key=_Scorer(around, sentence, wanted))
    if best.kind == "adm1" and wanted.kind != "adm1":
        seats = [
            entry
            for entry in fitting
            if entry.kind == "town" and entry.country == best.country and entry.adm_1 == best.adm_1
        ]
        seat = max(seats, key=lambda entry: entry.population, default=None)
        if seat is not None and seat.population * 12 > best.population:
            return seat
    return best


def divisions(gazetteer: Gazetteer, name: str) -> list[Entry]:
    """Return the first-order divisions that bear a name in any romanisation."""
    return [entry for entry in gazetteer.find_all(name) if entry.kind == "adm1"]
