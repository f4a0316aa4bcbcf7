"""Say whether two reports tell of one event, and what speaks for and against it.

Each thing that two reports have in common, or differ in, adds its weight (:mod:`streams.incidents.weights`) to a score; at
``JOIN`` they tell of one event. The rule is symmetric, knows nothing of other reports and is conservative: what is unknown
speaks neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from difflib import SequenceMatcher
from functools import lru_cache, partial
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from streams.incidents.features import Features, Name, features
from streams.incidents.weights import JOIN, WEIGHTS
from streams.records import Report

SAME_PEOPLE = frozenset({"victim in both", "victim named in both", "several persons"})
"""What tells that two reports speak of the same people, wherever and whenever they say that it happened."""
MOST_WORDS, MOST = 3, 4
"""Most words, and most ordinary ones or names, that count: a long text has many."""
ALIKE = 0.8
"""Least likeness (of 1) of two spellings of a name."""
LARGE = 5
"""Victims from which an event is large."""
NEAR_KM, FAR_KM = 15.0, 60.0
NOBODY: frozenset[Name] = frozenset()


class Finding(NamedTuple):
    """One thing that speaks for (weight above 0) or against one event; ``times`` counts what may be found often.

    What it says is put into words only when asked for: a report is compared with a hundred incidents, and explained with few.
    """

    kind: str
    words: Callable[[], str]
    times: float = 1

    @property
    def weight(self) -> float:
        """What it adds to the score."""
        return WEIGHTS[self.kind] * self.times


class Verdict(NamedTuple):
    """How two reports stand to each other, and why."""

    score: float
    speaks_for: list[str]
    speaks_against: list[str]

    @property
    def joins(self) -> bool:
        """Whether they tell of one event."""
        return self.score >= JOIN


def match(report: Report, other: Report) -> Verdict:
    """Compare two reports."""
    return explain(features(report), features(other))


def explain(one: Features, two: Features) -> Verdict:
    """Compare two reports by their features, in words."""
    found = findings(one, two)
    return Verdict(
        round(sum(finding.weight for finding in found), 2),
        [f"{finding.words()} (+{finding.weight:g})" for finding in found if finding.weight > 0],
        [f"{finding.words()} ({finding.weight:g})" for finding in found if finding.weight < 0],
    )


def score(one: Features, two: Features) -> float:
    """Return the sum of all weights."""
    return sum(finding.weight for finding in findings(one, two))


def findings(one: Features, two: Features) -> list[Finding]:
    """Return everything that speaks for or against."""
    if abroad(one.country, two.country):
        return [Finding("other countries", lambda: f"other countries: {one.country}, {two.country}")]
    apart = one.uri != two.uri
    named = _people(one, two, apart)
    known = any(finding.kind in SAME_PEOPLE for finding in named)
    found = [*named, *_where(one, two, known), *_when(one, two, known), *_how_many(one, two), *_how(one, two)]
    return [*found, *(_words(one, two) if apart else _one_article(one, two))]


def abroad(one: str | None, two: str | None) -> bool:
    """Whether two countries are known to differ: then nothing else about two reports counts."""
    return bool(one and two and one != two)


def told_apart(one: Features, two: Features) -> bool:
    """Whether one version of an article tells two reports as different events."""
    if one.uri != two.uri or one.event is None or two.event is None:
        return False
    return one.event[0] == two.event[0] and one.event[1] != two.event[1]


def _one_article(one: Features, two: Features) -> list[Finding]:
    """Weigh that an article mostly tells of one event, but was read as telling these two apart."""
    if one.event and two.event and told_apart(one, two):
        first, second = one.event[1], two.event[1]
        return [Finding("told apart", lambda: f"events {first} and {second} of one article")]
    return [Finding("one article", lambda: "one article")]


def _people(one: Features, two: Features, apart: bool) -> list[Finding]:
    """Compare victims, and the people whom two articles name (``apart``: not the same one)."""
    if victims := _alike(one.victims, two.victims):
        return [Finding("victim in both", lambda: f"victim {_spoken(victims)}")]
    found = []
    hurt = _alike(one.victims, two.people) | _alike(two.victims, one.people) if apart else NOBODY
    shared = _alike(one.people, two.people) if apart else NOBODY
    surnames = _last_names(one, two) | _last_names(two, one)
    other = bool(one.victims and two.victims) and max(_number(one), _number(two)) < len(one.victims) + len(two.victims)
    if hurt:
        found.append(Finding("victim named in both", lambda: f"victim {_spoken(hurt)} named in both"))
    elif surnames and apart:
        found.append(Finding("victim by last name", lambda: f"victim named {min(surnames).title()} in both"))
    if other and not surnames:
        found.append(Finding("other victims", lambda: f"other victims: {_spoken(one.victims)}, {_spoken(two.victims)}"))
    if shared - hurt:
        kind = "persons, other victims" if other else "one person" if len(shared) == 1 else "several persons"
        found.append(Finding(kind, lambda: f"both name {_spoken(shared)}"))
    if one.ages & two.ages:
        found.append(Finding("same age", lambda: f"victim aged {min(one.ages & two.ages)}"))
    elif one.ages and two.ages and not hurt and min(abs(a - b) for a in one.ages for b in two.ages) > 1:
        found.append(Finding("other ages", lambda: f"other ages: {min(one.ages)}, {min(two.ages)}"))
    return found


def _last_names(one: Features, two: Features) -> frozenset[str]:
    """Victims of whom ``one`` tells only the last name, and whom ``two`` names."""
    return one.surnames & (two.surnames | {last for _, last in two.people}) if one.surnames else one.surnames


def _alike(some: frozenset[Name], others: frozenset[Name]) -> frozenset[Name]:
    """Names of one person in both: equal, spelt alike, or the first name an initial."""
    if not some or not others:
        return NOBODY
    return some & others or frozenset(one for one in some for two in others if _one_person(one, two))


def _one_person(one: Name, two: Name) -> bool:
    (first, last), (first2, last2) = one, two
    if last == last2:
        return first[:3] == first2[:3] or first in first2[:1] or first2 in first[:1] or _spelt_alike(first, first2)
    return first == first2 and len(first) > 2 and _spelt_alike(last, last2)


@lru_cache(maxsize=65536)
def _spelt_alike(one: str, two: str) -> bool:
    return min(len(one), len(two)) > 3 and SequenceMatcher(None, min(one, two), max(one, two)).ratio() >= ALIKE


def _spoken(names: frozenset[Name]) -> str:
    return ", ".join(sorted(f"{first} {last}".title() for first, last in names)[:3])


def _number(of: Features) -> int:
    """How many people are counted, as far as is known."""
    return sum(low if high is None else high for low, high in of.counts.values())


def _where(one: Features, two: Features, known: bool) -> list[Finding]:
    """Compare places; a wrong namesake is likelier than another event of the same people (``known``)."""
    if one.precision == 9 or two.precision == 9:
        return []
    found = []
    if one.spot and two.spot:
        common = one.spot & two.spot
        if len(common) * 2 >= min(len(one.spot), len(two.spot)):
            found.append(Finding("same spot", lambda: f"same spot: {' '.join(sorted(common))}"))
        else:
            found.append(Finding("other spots", lambda: f"other spots: {' '.join(sorted(one.spot))}; {' '.join(sorted(two.spot))}"))
    if one.located and two.located:
        towns = _towns(one, two)
        lenient = known and towns.weight < WEIGHTS["other towns, same people"]
        return [*found, towns._replace(kind="other towns, same people") if lenient else towns]
    if one.adm_1 and two.adm_1:
        same = one.adm_1 == two.adm_1
        if same and (_mentions(one, two) or _mentions(two, one)):
            return [*found, Finding("same division, town named", lambda: f"both name {one.town or two.town} in {one.adm_1}")]
        against = Finding("other divisions, same people" if known else "other divisions", lambda: f"{one.adm_1}, {two.adm_1}")
        return [*found, Finding("same division", lambda: f"both in {one.adm_1}") if same else against]
    if _mentions(one, two) or _mentions(two, one):
        found.append(Finding("town named, no place", lambda: f"both name {one.town or two.town}"))
    return found


def _towns(one: Features, two: Features) -> Finding:
    apart = distance(one.point, two.point)
    same_region = not (one.adm_1 and two.adm_1) or one.adm_1 == two.adm_1
    near = apart is None or apart <= FAR_KM
    if (one.town == two.town and same_region and near) or (one.geonameid is not None and one.geonameid == two.geonameid):
        return Finding("same town", lambda: f"both in {one.town}")
    if apart is not None and apart <= NEAR_KM:
        return Finding("near towns", lambda: f"{one.town} and {two.town} are {apart:.0f} km apart")
    if _mentions(one, two) or _mentions(two, one):
        return Finding("other town named", lambda: f"{one.town} and {two.town} are named in one report")
    if not (one.sure and two.sure):
        return Finding("other towns, one unsure", lambda: f"other places: {one.town}, {two.town}")
    if one.town == two.town:
        return Finding("namesakes", lambda: f"namesakes: {one.town} in {one.adm_1}, in {two.adm_1}")
    far = apart is not None and apart > FAR_KM
    return Finding(
        "far towns" if far else "other towns",
        lambda: f"other places: {one.town}, {two.town}" + (f", {apart:.0f} km" if far else ""),
    )


def _mentions(one: Features, two: Features) -> bool:
    """Whether the town of ``one`` is named in the words of ``two``, which places the event elsewhere or nowhere."""
    return bool(one.town) and set(one.town.split()) <= two.words


def distance(one: tuple[float, float] | None, two: tuple[float, float] | None) -> float | None:
    """Return the great-circle distance in kilometres.

    >>> round(distance((36.5, 40.7), (35.3, 40.1)))
    144
    """
    if one is None or two is None:
        return None
    (lat, lon), (lat2, lon2) = one, two
    half = sin(radians(lat2 - lat) / 2) ** 2 + cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lon2 - lon) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(half)))


def _when(one: Features, two: Features, known: bool) -> list[Finding]:
    """Compare the days of the event, or of publication where none is told.

    Reports that name the same people (``known``) need no nearness in time.
    """
    if one.days and two.days:
        gap = max(one.days[0], two.days[0]) - min(one.days[1], two.days[1])
        exact = one.exact and two.exact
        if gap <= 0:
            return [
                Finding("same day", lambda: "same day") if exact else Finding("days overlap", lambda: "days that overlap")
            ]
        if gap == 1:
            return [Finding("next day", lambda: "a day apart")]
        if known:
            return [Finding("apart, same people", lambda: f"{gap} days apart")]
        kind = "days apart" if gap <= 3 else "weeks apart" if gap <= 14 else "months apart"
        return [Finding(kind if one.told and two.told else f"{kind}, untold", lambda: f"{gap} days apart")]
    if one.published is None or two.published is None:
        return []
    gap = abs(one.published - two.published)
    if gap <= 1:
        return [Finding("published together", lambda: "published within a day")]
    if known or gap <= 3:
        return []
    return [Finding("published weeks apart" if gap <= 14 else "published months apart", lambda: f"published {gap} days apart")]


def _how_many(one: Features, two: Features) -> list[Finding]:
    found = []
    both = one.counts.keys() & two.counts.keys()
    if one.counts and two.counts and not both:
        found.append(
            Finding("other kinds", lambda: f"{' and '.join(sorted(one.counts))}; {' and '.join(sorted(two.counts))}")
        )
    for kind in sorted(both):
        (low, high), (low2, high2) = one.counts[kind], two.counts[kind]
        agree = (high is None or low2 <= high) and (high2 is None or low <= high2)
        told = partial(_figures, kind, one, two)
        if low == low2 and agree:  # that a figure lies above an open bound says little
            many = low
            found.append(Finding("figure from 10" if many >= 10 else "figure from 3" if many >= 3 else "figure", told))
        elif not agree and kind in ("killed", "injured", "missing"):
            least, most = sorted((max(low, 1), max(low2, 1)))
            close = 2.5 if least >= LARGE else 1.5  # early tolls of large events differ widely
            if most > close * least:
                found.append(Finding("other figures" if most <= 4 * least else "far figures", told))
    return found


def _figures(kind: str, one: Features, two: Features) -> str:
    return f"{kind}: {_range(*one.counts[kind])}, {_range(*two.counts[kind])}"


def _range(low: int, high: int | None) -> str:
    return str(low) if low == high else f"{low} or more" if high is None else f"{low} to {high}"


def _how(one: Features, two: Features) -> list[Finding]:
    found = []
    if same := one.modes & two.modes:
        found.append(Finding("same means", lambda: f"both {', '.join(sorted(same))}"))
    elif one.modes - {"accident"} and two.modes - {"accident"}:  # a gun may go off by accident, a bomb by a car
        found.append(Finding("other means", lambda: "done in other ways"))
    if blamed := one.blamed & two.blamed:
        found.append(Finding("both blame", lambda: f"both blame {min(blamed)}"))
    return found


def _words(one: Features, two: Features) -> list[Finding]:
    if one.text == two.text and one.uri != two.uri:
        return [Finding("same text", lambda: "one repeats the other's text")]
    found = []
    rare, ordinary, names = one.words & two.words, one.ordinary & two.ordinary, one.names & two.names
    if rare or names:
        places = {*one.town.split(), *one.adm_1.split(), *two.town.split(), *two.adm_1.split()}
        rare -= places
        names -= places | rare | {part for of in (one, two) for name in of.people for part in name}
    if rare:
        found.append(Finding("word", lambda: f"words in common: {_listed(rare)}", min(MOST_WORDS, len(rare))))
    if ordinary:
        found.append(
            Finding("ordinary word", lambda: f"ordinary words in common: {_listed(ordinary)}", min(MOST, len(ordinary)))
        )
    if names:
        first, *others = sorted(names)
        found.append(Finding("name", lambda: f"both name {first}"))
        if more := others[:MOST]:
            found.append(Finding("further name", lambda: f"and {', '.join(more)}", len(more)))
    elif one.names and two.names:
        found.append(Finding("no name", lambda: "no names in common"))
    return found


def _listed(words: Set[str]) -> str:
    return ", ".join(sorted(words)[:5])
