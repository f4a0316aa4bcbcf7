"""Say how likely a report's figures are right, from signs that a reader could check in the text.

Confidence is the chance that the report tells of a real event of its article and that its numbers of killed and of injured are
both those that a person would read there. It says nothing of whether the article itself is right.

Each sign that holds adds its points; a tenth of the sum is the logarithm of the odds. The points were fitted by
``python -m tests.quality.reliability --fit`` on labelled reports of texts whose identifier hashes even; the other half is what
the table in deploy/docs/quality.md and the tests are measured on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp

from streams.reading.claims import Claim
from streams.reading.tally import Figure, Tally
from streams.records import EventDate

BASE = 7
"""Points of a report that shows none of the signs."""
POINTS = {
    "added up": -8,
    "bounded": 3,
    "differing numbers": -5,
    "four reports or more": -17,
    "many victims": -5,
    "no day": -3,
    "one victim": 19,
    "only injured": 6,
    "repeated": 9,
    "two or three reports": -6,
    "vague": -12,
}
"""Points of each sign: below nothing makes a report less sure, above nothing more."""
MANY = 10
"""Victims from which a number counts as large."""


def confidence_of(signs: Iterable[str]) -> float:
    """Return the chance that the counts are right.

    >>> confidence_of(["repeated"]) > confidence_of([]) > confidence_of(["vague"])
    True
    """
    return round(1 / (1 + exp(-(BASE + sum(POINTS[sign] for sign in signs)) / 10)), 2)


def signs_of(claims: Sequence[Claim], tally: Tally, date: EventDate | None) -> frozenset[str]:
    """Return the signs that a report's own claims show."""
    figures = {kind: f for kind, f in tally.figures.items() if kind in ("killed", "injured")}
    gravest = figures.get("killed") or figures.get("injured")
    told = [claim for claim in claims if not claim.weak]
    numbers = {(claim.kind, claim.least) for claim in told if claim.least > 1}
    differing = len(numbers) - len({kind for kind, _ in numbers})
    shown = {
        "vague": any(f.best is None for f in tally.figures.values()),
        "bounded": any(f.best is not None and f.qualifier != "exact" for f in tally.figures.values()),
        "differing numbers": differing > 0,
        "repeated": gravest is not None and _sentences(told, gravest) > 1,
        "one victim": len(figures) == 1 and gravest is not None and gravest.best == 1,
        "many victims": gravest is not None and gravest.least >= MANY,
        "only injured": "injured" in figures and "killed" not in figures,
        "added up": any(f.claim is None or f.claim.least != f.least for f in figures.values()),
        "no day": date is None or date["precision"] > 1,
    }
    return frozenset(sign for sign, holds in shown.items() if holds)


def signs_beside(reports: int) -> frozenset[str]:
    """Return the signs that the number of reports of an article shows.

    >>> sorted(signs_beside(3))
    ['two or three reports']
    """
    shown = {"two or three reports": 1 < reports < 4, "four reports or more": reports > 3}
    return frozenset(sign for sign, holds in shown.items() if holds)


def _sentences(claims: Iterable[Claim], figure: Figure) -> int:
    """Count the sentences, the headline among them, that tell a figure."""
    return len({claim.sentence for claim in claims if claim.least == figure.least})
