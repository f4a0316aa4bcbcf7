"""Reckon what one event cost: one number a kind from all that an article says of it.

Numbers said of the whole beat what the single victims add up to; "two more", "three others" add to what stood before;
a part is never added. Who was shot and died is killed, who was shot and lived is injured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.reading.claims import Claim
from streams.reading.persons import Person, Persons
from streams.reading.quantities import Quantity
from streams.reading.victims import FIGHTERS, Victims

_ANYONE = frozenset({"", "person", "people", "victim", "man", "woman", "other"})
NEAR = 2
"""Sentences back in which "killing them", "all died" finds the number that it speaks of."""


_ANYBODY = frozenset({"someone", "somebody"})


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


def exactly(n: int, claim: Claim | None = None) -> Figure:
    """Return the figure of a plain number."""
    return Figure(n, n, n, "exact", claim)


def _figure(v: Victims, claim: Claim) -> Figure:
    if v.quantity:
        q: Quantity = v.quantity
        return Figure(q.low, q.best, q.high, q.qualifier, claim)
    return Figure(2, None, None, "vague", claim) if v.many else exactly(1, claim)


def plus(one: Figure, two: Figure) -> Figure:
    """Add two figures of different people, bound by bound.

    >>> plus(exactly(2), Figure(14, 14, None, "at_least"))[:4]
    (16, 16, None, 'at_least')
    """
    best = None if one.best is None or two.best is None else one.best + two.best
    high = None if one.high is None or two.high is None else one.high + two.high
    weakest = one.qualifier if one.qualifier != "exact" else two.qualifier
    return Figure(one.low + two.low, best, high, weakest, one.claim or two.claim)


def minus(one: Figure, two: Figure) -> Figure:
    """Take the people of ``two`` out of ``one``, of whom they were part."""
    best = None if one.best is None or two.best is None else max(0, one.best - two.best)
    high = None if one.high is None else max(0, one.high - two.low)
    return Figure(max(0, one.low - two.least), best, high, one.qualifier, one.claim)


def _whole(victims: Sequence[Victims]) -> bool:
    """Tell whether the others are counted with one told before them: "a nun and two others" are three."""
    return single(victims[0]) and victims[0].reference != "other"


def _at_large(v: Victims) -> bool:
    """Tell whether a phrase says of people neither who nor how many: "officers", "residents"."""
    return v.many and v.quantity is None and not v.names and not v.pronoun and v.reference == "new"


def single(v: Victims) -> bool:
    """Tell whether the phrase means one person."""
    return not v.none and not v.many and (v.quantity is None or v.quantity.best == 1)


@dataclass
class _Kind:
    """What was said of one kind of harm."""

    stated: list[Figure] = field(default_factory=list)
    more: list[Figure] = field(default_factory=list)
    one: Claim | None = None
    at_least_one: bool = False
    sequels: int = 0
    headline: int = 0


def reckon(claims: Sequence[Claim]) -> Tally:
    """Return the figures of the event that all ``claims`` tell of; they come in the order of the text, headline first."""
    return _Reckoning().run(claims)


class _Reckoning:
    def __init__(self) -> None:
        self.persons = Persons()
        self.kinds: dict[str, _Kind] = defaultdict(_Kind)
        self.groups: dict[tuple[str, str], Figure] = {}
        self.last: Figure | None = None
        self.in_sentence: dict[int, set[str]] = defaultdict(set)

    def run(self, claims: Sequence[Claim]) -> Tally:
        for claim in claims:
            for v in claim.victims:
                self._note_groups(claim, v)
            self._take(claim)
            self.in_sentence[claim.sentence].add(claim.kind)
        return self._settle()

    def _take(self, claim: Claim) -> None:
        if claim.weak and (claim.kind == "killed" or all(_at_large(v) for v in claim.victims)):
            return
        kind = self.kinds[claim.kind]
        told = bool(self.persons.all) or any(k.stated for k in self.kinds.values())
        present = [v for v in claim.victims if not v.none and not (told and v.noun in _ANYBODY)]
        if not present:
            return
        others = self.in_sentence[claim.sentence] - {claim.kind}
        if claim.kind in ("injured", "hit") and (
            "killed" in others or len(present) > 1 or any(not single(v) for v in present)
        ):
            self.persons.survivors = True
        if claim.sentence < 0 and not claim.weak:
            kind.headline += sum(v.least for v in present)
        if all(v.pronoun and v.many for v in present):
            if (
                claim.kind == "killed"
                and present
                and self.last
                and self.last.claim
                and 0 <= claim.sentence - self.last.claim.sentence <= NEAR
            ):
                kind.stated.append(self.last._replace(claim=claim))
            return
        singles = [v for v in present if single(v)]
        for v in singles:
            kind.at_least_one |= v.quantity is not None and v.quantity.high is None
            if (
                (v.noun == "" and not v.names and v.quantity is not None)
                or v.whole is not None
                or (v.noun in ("life", "body") and v.quantity is not None)
            ):
                kind.one = kind.one or claim
            else:
                known = len(self.persons.all)
                if v.rank > 1 and (more := self._one_more(v, claim.kind)):
                    kind.stated.append(more._replace(claim=claim))
                self.persons.add(v, claim)
                kind.sequels += claim.sequel and claim.active and len(self.persons.all) > known and bool(kind.stated)
        if self._doers_fell(claim, present, kind):
            return
        if len(singles) < len(present):
            self._count(claim, present, kind)
        elif len(present) > 1:
            known = sum(p.kind == claim.kind for p in self.persons.all) if claim.also else 0
            kind.stated.append(exactly(max(known, len(present)), claim))

    def _count(self, claim: Claim, present: list[Victims], kind: _Kind) -> None:
        total = _figure(present[0], claim)
        for v in present[1:]:
            total = plus(total, _figure(v, claim))
        others = any(v.reference == "other" for v in present) and not _whole(present)
        relative = (others or claim.also) and not (self.in_sentence[claim.sentence] - {claim.kind}) and claim.sentence >= 0
        later = claim.sequel and claim.sentence >= 0 and (others or any(v.whole for v in present))
        later = later or (claim.also and others and self._parted(claim, kind))
        if later:
            before = max((f.best or 0 for f in kind.stated if f.claim and f.claim.sentence >= 0), default=0)
            total = plus(total, exactly(before)) if before else total
        (kind.more if relative or later else kind.stated).append(total)
        if total.best is not None:
            self.last = total
        if others and self._beside(claim, kind):
            kind.stated.append(plus(kind.stated[-1], total))

    def _doers_fell(self, claim: Claim, present: list[Victims], kind: _Kind) -> bool:
        """Count attackers who "also died" on top of a number of others; told as a part of it, they are in it."""
        if claim.kind != "killed" or not claim.also or not present or any(v.group not in FIGHTERS for v in present):
            return False
        before = next((f for f in reversed(kind.stated) if f.claim and f.claim.sentence >= 0 and f.best), None)
        if before is None or before.claim is None:
            return False
        groups = {p.group for v in before.claim.victims for p in (v, *v.parts)}
        if groups & FIGHTERS:
            return False
        for v in present:
            before = plus(before, _figure(v, claim))
        kind.stated.append(before)
        return True

    def _one_more(self, v: Victims, name: str) -> Figure | None:
        """Return the number that "a third" makes of the two told before it, also where others were told beside the two."""
        told = [f for f in self.kinds[name].stated if f.claim and f.claim.sentence >= 0]
        last = max(told, key=lambda f: f.best or 0, default=None)
        single_ones = sum(p.kind == name for p in self.persons.all)
        rank = v.rank
        if rank - 1 == max(single_ones, last.best or 0 if last else 0):
            return plus(last, exactly(1)) if last and last.best == rank - 1 else exactly(rank)
        if v.noun in _ANYONE or last is None or last.claim is None or len(last.claim.victims) < 2:
            return None
        return plus(last, exactly(1)) if any(w.least == rank - 1 for w in last.claim.victims) else None

    def _parted(self, claim: Claim, kind: _Kind) -> bool:
        """Tell whether the number before was one of a group of its own, to which "ten other people" add."""
        before = next((f.claim for f in reversed(kind.stated) if f.claim and f.claim.sentence >= 0), None)
        return (
            before is not None
            and claim.sentence - before.sentence <= NEAR
            and all(v.noun not in ("people", "person", "", "other", "others") for v in before.victims)
        )

    def _beside(self, claim: Claim, kind: _Kind) -> bool:
        """Tell whether the sentence counted others of the same kind before: "54 washed ashore, and 14 others were found"."""
        before = kind.stated[-1].claim if kind.stated else None
        return before is not None and before.sentence == claim.sentence >= 0 and before.trigger < claim.trigger

    def _note_groups(self, claim: Claim, v: Victims) -> None:
        kind = "injured" if claim.kind == "hit" else claim.kind
        for part in (v, *v.parts):
            if part.group != "all" and not part.none and (part.quantity or not part.many) and part.reference != "known":
                figure = _figure(part, claim)
                known = self.groups.get((kind, part.group))
                if known is None or known.least < figure.least:
                    self.groups[kind, part.group] = figure

    def _settle(self) -> Tally:
        figures: dict[str, Figure] = {}
        for name in ("killed", "missing", "detained", "displaced", "affected"):
            if name in self.kinds:
                best = _best(self.kinds[name], sum(p.kind == name for p in self.persons.all))
                if best:
                    figures[name] = best
        injured = self._injured(figures.get("killed"))
        if injured and injured.least > 0:
            figures["injured"] = injured
        figures |= {
            name: figure._replace(high=None, qualifier="at_least")  # "at least one man was killed"
            for name, figure in figures.items()
            if self.kinds[name].at_least_one and figure.high == figure.best == 1
        }
        known = sum(figures[kind].least for kind in ("killed", "injured") if kind in figures)
        if "affected" in figures and figures["affected"].least <= known:
            del figures["affected"]  # "20 casualties: five dead and 15 wounded"
        return Tally(figures, self.groups, self.persons.all)

    def _injured(self, killed: Figure | None) -> Figure | None:
        """Return the living wounded: as said, or those hit less those who died, or the single ones."""
        said, hit = self.kinds["injured"], self.kinds["hit"]
        singles = sum(p.kind == "injured" for p in self.persons.all)
        fallen = (killed.best or 0) - sum(p.kind == "killed" for p in self.persons.all) if killed else 0
        struck_only = [p for p in self.persons.all if p.kind == "hit"]
        singles += max(sum(p.extra for p in struck_only), len(struck_only) - max(0, fallen))
        singles = self._capped(singles, killed)
        wounded = _best(said, singles if not any(f.best for f in hit.stated) else 0)
        struck = _best(hit, 0)
        if struck and struck.least > 1:
            apart = (
                struck.claim is not None
                and any(v.reference == "other" for v in struck.claim.victims)
                and "killed" in self.in_sentence[struck.claim.sentence]
            )
            left = minus(struck, killed) if killed and not apart else struck
            if wounded and wounded.least == struck.least and killed and any(f.best == left.best for f in said.stated):
                return left
            if left.least > 0 and (wounded is None or wounded.least < left.least):
                wounded = left
                singles = max(singles, left.best or 0) if left.best == 1 else singles
        if (
            wounded
            and killed
            and killed.best
            and wounded.best
            and any(
                f.best == wounded.best - killed.best > 0 and f.claim and "killed" in self.in_sentence[f.claim.sentence]
                for f in said.stated
            )
        ):
            wounded = minus(wounded, killed)
        if wounded is None or (wounded.least <= 1 and wounded.best is not None):
            number = max(singles, 1 if said.one or (hit.one and not killed) else 0)
            claim = next((f.claim for f in (wounded,) if f and f.claim), said.one or hit.one)
            return exactly(number, claim) if number else None
        return wounded

    def _capped(self, singles: int, killed: Figure | None) -> int:
        """Return no more single wounded than the headline leaves room for."""
        said, hit = self.kinds["injured"].headline, self.kinds["hit"].headline
        if not said and not hit:
            return singles
        dead = 0 if self.kinds["killed"].headline or not killed else killed.best or 0
        return min(singles, said + max(0, hit - (0 if said else dead)))


def _told(more: Figure, stated: Sequence[Figure]) -> bool:
    """Tell whether "three other men were also wounded" only repeats "three others injured"."""
    return any(
        f.least == more.least and f.claim is not None and any(v.reference == "other" for v in f.claim.victims)
        for f in stated
    )


def _feared(figure: Figure) -> bool:
    """Tell whether a figure is only feared, or was: "dozens feared dead" gives way to a number that is known."""
    return figure.claim is not None and figure.claim.modality == "feared"


def _most(figure: Figure) -> tuple[int, bool]:
    """Rank an exact number; of equals the body's goes before the headline's, which leaves out "at least"."""
    return figure.best or 0, figure.claim is not None and figure.claim.sentence >= 0


def _best(kind: _Kind, singles: int) -> Figure | None:
    """Choose among the numbers said: a toll or the largest exact number; singles add up when no number is said."""
    exact = [f for f in kind.stated if f.best is not None]
    top = max(exact, key=_most, default=None)
    alone = max(singles, 1 if kind.one else 0)
    if kind.headline:
        alone = min(alone, kind.headline)
    base = (
        top if top is not None and (top.best or 0) > 1 else exactly(alone, top.claim if top else kind.one) if alone else None
    )
    if base is not None and base is top and kind.sequels and base.claim and base.claim.active:
        base = plus(base, exactly(kind.sequels))
    increments = max((f for f in kind.more if not _told(f, kind.stated)), key=lambda f: f.least, default=None)
    if (
        increments is not None
        and increments.best is not None
        and not (kind.headline and base and base.least >= kind.headline)
    ):
        together = plus(exactly(singles, increments.claim), increments)
        if base is None or together.least > base.least:
            base = together
    sure = base is not None and base.claim is not None and base.claim.sentence >= 0 and base.claim.modality == "asserted"
    unsure = [f for f in (*kind.stated, *kind.more) if f.best is None and not (sure and _feared(f))]
    vague = max(unsure, key=lambda f: f.low, default=None)
    if vague is not None and (
        base is None
        or (vague.low > base.least and (vague.low > 9 or (base is not top and (vague.low > 2 or vague.high is not None))))
    ):
        return vague
    return base
