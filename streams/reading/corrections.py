"""Find the numbers that an article takes back: "a report of ten dead was wrong", "revised down to four", "two and not four".

What a text corrects stands in it twice, and often in its headline too, which is written first. A number taken back gives way to
another of its kind wherever the article has told one; the sole number of an event stays, for it may be all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from streams.reading.claims import Claim
from streams.reading.parse import plain
from streams.reading.quantities import find_quantities

_KINDS = frozenset({"killed", "injured", "missing"})
WRONG = (
    r"(?:wrong|mistaken|incorrect|inaccurate|exaggerated|erroneous|too high|premature|in error|an? (?:\w+ )?(?:mistake|error)|"
    r"unfounded|false|untrue|baseless|groundless|not true|fabricated)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:reports?|figures?|tolls?|numbers?|counts?|estimates?|claims?|statements?|announcements?)\b[^.;]{1,140}?\b"
    r"(?:was|were|is|are|had been|proved|turned out to be)(?: \w+)? " + WRONG,
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:earlier|initial|first|preliminary|previous|original)(?: \w+)? (?:reports?|tolls?|figures?|counts?|estimates?|statements?|"
    r"numbers?)\b[^.;]{1,80}|\b(?:earlier|initially|at first|previously|originally)(?: \w+)? (?:said|reported|announced|put|spoken|"
    r"given|counted|estimated|told)\b[^.;]{1,80}|\bdown from (?:an? )?[^.;]{1,40}",
    re.I,
)
_NOT = re.compile(r"(?:\b(?:and|,) ?not|\brather than|\binstead of|, not) ((?:[\w-]+ ){0,2}?[\w-]+)", re.I)
_LOWERED = re.compile(
    r"\b(?:revis|lower|cut|reduc|correct|scal|downgrad)\w*\b[^.;]{0,60}? (?:down )?to ([^.;,]{1,40})|"
    r"\b(?:toll|number|count)\b[^.;]{0,40}\b(?:lowered|cut|reduced|fell|dropped) (?:down )?to ([^.;,]{1,40})",
    re.I,
)

_FIGURE = re.compile(r"\b(?:tolls?|numbers?|figures?|counts?|totals?|estimates?|dead|deaths|down)\b", re.I)


class Corrections(NamedTuple):
    """The numbers that a text takes back, those that it calls earlier ones, and those to which it lowers a figure.

    ``sites`` are the sentences of the earlier ones: told elsewhere too, such a number still holds.
    """

    rejected: frozenset[int]
    earlier: frozenset[int]
    lowered: frozenset[int]
    sites: frozenset[int]


def find_corrections(texts: Sequence[str]) -> Corrections:
    """Return what the sentences ``texts`` take back.

    >>> found = find_corrections(["A report of ten dead was wrong.", "It revised the toll down to four."])
    >>> found.rejected, found.lowered
    (frozenset({10}), frozenset({4}))
    """
    rejected: set[int] = set()
    earlier: set[int] = set()
    lowered: set[int] = set()
    sites: set[int] = set()
    for index, text in enumerate(texts):
        for match in _TAKEN_BACK.finditer(text):
            rejected |= set(_numbers(match[0]))
        for match in _NOT.finditer(text):
            if _numbers(text[max(0, match.start() - 40) : match.start()]):
                rejected |= set(_numbers(match[1])[:1])
        for match in _EARLIER.finditer(text):
            earlier |= set(_numbers(match[0]))
            sites.add(index)
        for match in _LOWERED.finditer(text):
            if _FIGURE.search(match[0]):
                lowered |= set(_numbers(match[1] or match[2])[:1])
    return Corrections(frozenset(rejected), frozenset(earlier), frozenset(lowered), frozenset(sites))


def _numbers(text: str) -> list[int]:
    return [q.best for q in find_quantities(plain(text)) if q.best is not None]


def corrected(claims: Sequence[Claim], found: Corrections) -> list[Claim]:
    """Return the claims of one event without those whose number was taken back, where another of their kind is told."""
    if not (found.rejected or found.earlier or found.lowered):
        return [*claims]
    gone = {kind: _gone(claims, kind, found) for kind in _KINDS}
    return [c for c in claims if c.least not in gone.get(c.kind, ())]


def _gone(claims: Sequence[Claim], kind: str, found: Corrections) -> set[int]:
    """Return the numbers of a kind that hold no more."""
    told = [c for c in claims if c.kind == kind and any(v.quantity is not None for v in c.victims)]
    numbers = {c.least for c in told}
    stands = {c.least for c in told if c.sentence >= 0 and c.sentence not in found.sites}
    gone = numbers & (found.rejected | (found.earlier - stands))
    final = max(found.lowered & numbers - gone, default=None)
    if final is not None:
        gone |= {n for n in numbers if n > final}
    return gone if numbers - gone else set()
