"""Reckon what one event cost: one number a kind from all that an article says of it.

Numbers said of the whole beat what the single victims add up to; "two more", "three others" add to what stood before;
a part is never added. Who was shot and died is killed, who was shot and lived is injured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from streams.reading.claims import Claim
from streams.reading.persons import Person, Persons
from streams.reading.quantities import Quantity
from streams.reading.victims import Victims


class Figure(NamedTuple):
    """A number of people with its bounds, and the claim that gave it."""

    low: int
    best: int | None
    high: int | None
    qualifier: str
    claim: Claim | None = None

    @property
    def least(self) -> int:
        """The smallest number that the figure allows."""
        return self.low if self.best is None else self.best


class Tally(NamedTuple):
    """The figures of one event by kind and group, and its single victims."""

    figures: dict[str, Figure]
    groups: dict[tuple[str, str], Figure]
    persons: list[Person]


def _figure(v: Victims, claim: Claim) -> Figure:
    if v.quantity:
        q: Quantity = v.quantity
        return Figure(q.low, q.best, q.high, q.qualifier, claim)
    return Figure(2, None, None, "vague", claim) if v.many else Figure(1, 1, 1, "exact", claim)


def plus(one: Figure, two: Figure) -> Figure:
    """Add two figures of different people, bound by bound."""
    best = None if one.best is None or two.best is None else one.best + two.best
    high = None if one.high is None or two.high is None else one.high + two.high
    weakest = one.qualifier if one.qualifier != "exact" else two.qualifier
    return Figure(one.low + two.low, best, high, weakest, one.claim or two.claim)


def single(v: Victims) -> bool:
    """Tell whether the phrase means one person."""
    return not v.none and not v.many and (v.quantity is None or v.quantity.best == 1)


def reckon(claims: Sequence[Claim]) -> Tally:
    """Return the figures of the event that all ``claims`` tell of; they come in the order of the text, headline first."""
    persons = Persons()
    stated: dict[str, list[Figure]] = defaultdict(list)
    more: dict[str, list[Figure]] = defaultdict(list)
    groups: dict[tuple[str, str], Figure] = {}
    kinds_in: dict[int, set[str]] = defaultdict(set)
    for claim in claims:
        kind = claim.kind
        plural = [v for v in claim.victims if not v.none and not single(v)]
        for v in claim.victims:
            _note_groups(groups, kind, v, claim)
        listed = len([v for v in claim.victims if not v.none])
        for v in claim.victims:
            if single(v) and not (v.quantity and v.quantity.best == 1 and v.noun in ("", "life", "body") and not v.names and v.reference != "known" and claim.sentence < 0):
                if v.whole is None and not (v.noun == "" and v.quantity is not None):
                    persons.add(v, claim)
        if plural:
            total = _figure(plural[0], claim)
            for v in claim.victims:
                if v is not plural[0] and not v.none:
                    total = plus(total, _figure(v, claim))
            relative = any(v.reference == "other" for v in claim.victims) and not (kinds_in[claim.sentence] - {kind}) and claim.sentence >= 0
            (more if relative else stated)[kind].append(total)
        elif listed:
            stated[kind].append(Figure(listed, listed, listed, "exact", claim))
        kinds_in[claim.sentence].add(kind)
    return _settle(persons, stated, more, groups)


def _note_groups(groups: dict[tuple[str, str], Figure], kind: str, v: Victims, claim: Claim) -> None:
    for part in (v, *v.parts):
        if part.group != "all" and not part.none and (part.quantity or not part.many):
            figure = _figure(part, claim)
            known = groups.get((kind, part.group))
            if known is None or known.least < figure.least:
                groups[kind, part.group] = figure


def _settle(persons: Persons, stated: dict[str, list[Figure]], more: dict[str, list[Figure]], groups: dict[tuple[str, str], Figure]) -> Tally:
    figures: dict[str, Figure] = {}
    for kind in {*stated, *more}:
        count = sum(p.kind == kind for p in persons.all)
        figures[kind] = _best(stated[kind], more[kind], count)
    killed = figures.get("killed")
    hit = figures.pop("hit", None)
    if hit is not None:
        injured = figures.get("injured")
        left = hit if killed is None or killed.best is None or hit.best is None else Figure(*(max(0, n) if n is not None else None for n in (  # type: ignore[arg-type]
            hit.low - killed.low, hit.best - killed.best, None if hit.high is None else hit.high - killed.best)), hit.qualifier, hit.claim)
        if left.least > 0 and (injured is None or injured.least < left.least):
            figures["injured"] = left
    for kind in ("injured", "missing"):
        if kind in figures:
            singles = sum(p.kind in (kind, "hit") if kind == "injured" else p.kind == kind for p in persons.all)
            f = figures[kind]
            if f.least <= 1 and singles != f.least and not any(x.least > 1 for x in (*stated[kind], *more[kind], *stated["hit"], *more["hit"])):
                if singles:
                    figures[kind] = Figure(singles, singles, singles, "exact", f.claim)
                else:
                    del figures[kind]
    return Tally(figures, groups, persons.all)


def _best(stated: list[Figure], more: list[Figure], singles: int) -> Figure:
    """Choose among the numbers said: a toll or the largest exact number; singles add up when no number is said."""
    exact = [f for f in stated if f.best is not None]
    top = max(exact, key=lambda f: f.best or 0, default=None)
    if top is None or (top.best or 0) <= 1:
        base = Figure(max(singles, 1 if top else 0), max(singles, 1 if top else 0), max(singles, 1 if top else 0), "exact", top.claim if top else None)
    else:
        base = top
    increments = max(more, key=lambda f: f.least, default=None)
    if increments is not None and increments.best is not None:
        added = Figure(singles, singles, singles, "exact", increments.claim)
        together = plus(added, increments)
        if together.least > base.least:
            base = together
    vague = max((f for f in (*stated, *more) if f.best is None), key=lambda f: f.low, default=None)
    if vague is not None and vague.low > base.least and (vague.low > 2 or vague.high is not None or base.least == 0):
        return vague
    return base
