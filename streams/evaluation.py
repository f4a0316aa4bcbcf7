"""Score what was read against what people labelled: per field, with what was taken for what.

A labelled article is a JSON object in any shape that the door takes, with a list ``expected``: one object for each incident
that it should ring for, empty when it should ring for none. Only the fields that an object gives are scored:

    killed, injured, missing,   14 (that number), "14+" (at least), "up to 14", "10-12" or [10, 12] (low and high, null: open);
    detained, displaced         null: none was told
    place, adm_1                a name as printed, or a list of spellings of which one will do; null: none
    country                     ISO 3166-1 alpha-3
    date                        "2018-05-01", or ["2018-04-28", "2018-04-29"] (first and last day)
    reported_by, perpetrators   a name, or a list of names that all must be found; []: none
    mode                        a mode, or a list of all modes; []: none

Incidents that were read are paired with those expected so that most fields agree; what is left on one side is spurious or
missed, with the fields that it was labelled with. Names count as equal when one holds the other, after folding of case,
accents and spellings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from streams.incidents.features import fold, place_name

COUNTS = ("killed", "injured", "missing", "detained", "displaced")
FIELDS = (*COUNTS, "place", "adm_1", "country", "date", "reported_by", "perpetrators", "mode")
MOST_PAIRS = 400
NONE: tuple[Any, ...] = (None, [], "")
_BOUNDS = re.compile(r"(?:(?P<up>up to )?(?P<one>\d+)(?P<plus>\+)?|(?P<low>\d+)\s?[-–]\s?(?P<high>\d+))$")


class LabelError(ValueError):
    """A label can't be read: the message names the field, the value and what was expected."""


class Verdict(NamedTuple):
    """One comparison: ``outcome`` is right, wrong, missed or spurious."""

    field: str
    outcome: str
    expected: str
    found: str


class Figures(NamedTuple):
    """How often a field was right."""

    right: int
    wrong: int
    missed: int
    spurious: int

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None when nothing was found."""
        found = self.right + self.wrong + self.spurious
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """Share of what was expected that was found; None when nothing was expected."""
        expected = self.right + self.wrong + self.missed
        return self.right / expected if expected else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both.

        >>> Figures(right=3, wrong=1, missed=0, spurious=0).f1
        0.75
        """
        found, expected = self.right + self.wrong + self.spurious, self.right + self.wrong + self.missed
        return 2 * self.right / (found + expected) if found + expected else None


def compare(expected: Sequence[Mapping[str, Any]], incidents: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """Return the verdicts on one article: of ``incident`` as a whole, and of each labelled field.

    >>> killed = {"kind": "killed", "group": "all", "low": 14, "best": 14, "high": None}
    >>> found = {"counts": [killed], "place": None, "date": None, "reported_by": [], "perpetrators": [], "mode": ["aerial"]}
    >>> [(v.field, v.outcome) for v in compare([{"killed": "14+", "mode": "aerial", "place": "Vasel"}], [found])]
    [('incident', 'right'), ('killed', 'right'), ('place', 'missed'), ('mode', 'right')]
    """
    for label in expected:
        if unknown := sorted(set(label) - set(FIELDS)):
            raise LabelError(f"expected.{unknown[0]}: no such field, expected one of {', '.join(FIELDS)}")
    verdicts: list[Verdict] = []
    left, free = list(range(len(expected))), list(range(len(incidents)))
    for wanted, got in _pairs(expected, incidents):
        left.remove(wanted)
        free.remove(got)
        verdicts.append(Verdict("incident", "right", _shown(expected[wanted]), _told(incidents[got])))
        verdicts += _fields(expected[wanted], incidents[got])
    for index in left:
        verdicts.append(Verdict("incident", "missed", _shown(expected[index]), ""))
        verdicts += [
            Verdict(field, "missed", _shown(value), "") for field, value in expected[index].items() if value not in NONE
        ]
    verdicts += [Verdict("incident", "spurious", "", _told(incidents[index])) for index in free]
    return verdicts


def tally(verdicts: Iterable[Verdict]) -> dict[str, Figures]:
    """Return the figures of each field that was labelled."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        counted[verdict.field][verdict.outcome] += 1
    order = [field for field in ("article", "incident", *FIELDS) if field in counted]
    return {field: Figures(*(counted[field][name] for name in ("right", "wrong", "missed", "spurious"))) for field in order}


def confusions(verdicts: Iterable[Verdict]) -> dict[str, list[tuple[str, str, int]]]:
    """Return for each field what was taken for what and how often, the most frequent first."""
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for verdict in verdicts:
        if verdict.outcome != "right":
            counted[verdict.field][verdict.expected, verdict.found] += 1
    return {field: [(*pair, number) for pair, number in found.most_common()] for field, found in counted.items()}


def rang(expected: Sequence[Any], alerts: Sequence[Any]) -> Verdict:
    """Return the verdict on whether an article rang when it should."""
    names = {(True, True): "right", (True, False): "missed", (False, True): "spurious", (False, False): "quiet"}
    return Verdict("article", names[bool(expected), bool(alerts)], f"{len(expected)} incidents", f"{len(alerts)} alerts")


def _pairs(expected: Sequence[Mapping[str, Any]], incidents: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """Pair greedily, those that agree most first; of equals the first of the text."""
    scored = []
    for wanted, got in product(range(min(len(expected), MOST_PAIRS)), range(min(len(incidents), MOST_PAIRS))):
        right = [verdict.field for verdict in _fields(expected[wanted], incidents[got]) if verdict.outcome == "right"]
        weight = sum(2 if field in (*COUNTS, "place") else 1 for field in right)
        scored.append((-weight, wanted, got))
    used: set[tuple[str, int]] = set()
    for _, wanted, got in sorted(scored):
        if ("expected", wanted) not in used and ("found", got) not in used:
            used |= {("expected", wanted), ("found", got)}
            yield wanted, got


def _fields(label: Mapping[str, Any], incident: Mapping[str, Any]) -> Iterator[Verdict]:
    for field in FIELDS:
        if field in label:
            found = value_of(incident, field)
            yield Verdict(field, _outcome(field, label[field], found), _shown(label[field]), _shown(found))


def value_of(incident: Mapping[str, Any], field: str) -> Any:
    """Return what an incident says of a field: bounds as (low, best, high), dates as (start, end), names as a list."""
    if field in COUNTS:
        for count in incident["counts"]:
            if count["kind"] == field and count["group"] == "all":
                return count["low"], count["best"], count["high"]
        return None
    place, date = incident.get("place"), incident.get("date")
    if field in ("place", "adm_1", "country"):
        return place.get("name" if field == "place" else field) if place else None
    if field == "date":
        return (date["start"], date["end"]) if date and date["start"] else None
    if field == "mode":
        return list(incident["mode"])
    return [party["name"] for party in incident[field] if party["name"]]


def _outcome(field: str, wanted: Any, found: Any) -> str:
    nothing = wanted in NONE
    if found in NONE:
        return "right" if nothing else "missed"
    if nothing:
        return "spurious"
    return "right" if _agrees(field, wanted, found) else "wrong"


def _agrees(field: str, wanted: Any, found: Any) -> bool:
    if field in COUNTS:
        return _counts_agree(field, wanted, found)
    if field == "date":
        first, last = (wanted, wanted) if isinstance(wanted, str) else wanted
        return bool((first, last) == tuple(found))
    if field == "country":
        return bool(wanted == found)
    if field in ("place", "adm_1"):
        return any(_same_place(spelling, found) for spelling in _names(wanted))
    names = _names(wanted)
    if field == "mode":
        return set(names) == set(found)
    return all(any(fold(name) in fold(other) or fold(other) in fold(name) for other in found) for name in names)


def _names(wanted: Any) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _same_place(wanted: str, found: str) -> bool:
    one, two = place_name(wanted), place_name(found)
    return one == two or f" {one} " in f" {two} " or f" {two} " in f" {one} "


def _counts_agree(field: str, wanted: Any, found: tuple[int | None, int | None, int | None]) -> bool:
    low, best, high = found
    if isinstance(wanted, bool) or not isinstance(wanted, (int, str, list, tuple)):
        raise LabelError(f'expected.{field}: {wanted!r}, expected 14, "14+", "up to 14", "10-12" or [10, 12]')
    if isinstance(wanted, int):
        return wanted in (best, low if low == high else best)
    if isinstance(wanted, str):
        parts = _BOUNDS.match(wanted.strip().lower())
        if not parts:
            raise LabelError(f'expected.{field}: {wanted!r}, expected "14", "14+", "up to 14" or "10-12"')
        if parts["one"] is None:
            wanted = [int(parts["low"]), int(parts["high"])]
        elif parts["up"]:
            return high == int(parts["one"])
        elif not parts["plus"]:
            return int(parts["one"]) == best
        else:
            wanted = [int(parts["one"]), None]
    return (low, high) == tuple(wanted)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(inner)}" for name, inner in value.items())
    if isinstance(value, tuple) and len(value) == 3:
        low, _, high = value
        return f"{low}" if low == high else f"{low}+" if high is None else f"{low}-{high}"
    if isinstance(value, (list, tuple)):
        return ", ".join(dict.fromkeys(map(_shown, value))) or "nothing"
    return "nothing" if value is None else str(value)


def _told(incident: Mapping[str, Any]) -> str:
    told = {field: value for field in FIELDS if (value := value_of(incident, field)) not in NONE}
    return _shown(told)
