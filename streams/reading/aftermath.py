"""Count beside an event the people detained and displaced with it: they open no event, and never ring by themselves.

A number goes to the event told last before it, a few sentences back at most, or to the first one told after it. Single people
are left out: one who is arrested is the suspect. A war's displaced are no incident's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from streams.reading.claims import Claim
from streams.reading.document import Document
from streams.reading.tally import Figure, Tally, reckon
from streams.reading.victims import Victims

KINDS = ("detained", "displaced")
NEAR = 4
"""Sentences from the last claim of an event in which a number still belongs to it."""
_HOUSEHOLDS = frozenset({"family", "household"})
_WAR = re.compile(r"\b(?:(?:civil )?wars?|conflicts?|insurgency|uprising|years of \w+|refugee crisis)\b", re.I)


def with_aftermath(
    told: Sequence[tuple[Sequence[Claim], Tally]], beside: Iterable[Claim], document: Document
) -> list[Tally]:
    """Return the tally of each event with those of ``beside`` that belong to it."""
    given: list[list[Claim]] = [[] for _ in told]
    for claim in beside:
        if counts(claim, document) and (to := _nearest([claims for claims, _ in told], claim.sentence)) is not None:
            given[to].append(claim)
    return [_added(tally, claims) for (_, tally), claims in zip(told, given, strict=True)]


def counts(claim: Claim, document: Document) -> bool:
    """Tell whether a claim says of more than one person that they were detained or displaced with an event."""
    if claim.kind not in KINDS or claim.cumulative or claim.modality not in ("asserted", "disputed"):
        return False
    if claim.kind == "displaced" and _WAR.search(document.sentences[claim.sentence].text if claim.sentence >= 0 else ""):
        return False
    return claim.least > 1 and all(v.quantity is not None and not v.pronoun for v in claim.victims)


def _nearest(told: Sequence[Sequence[Claim]], sentence: int) -> int | None:
    """Return the event told last before ``sentence``, else the one that begins soonest after it, if near."""
    gaps = [
        (c.sentence > sentence, abs(c.sentence - sentence), n)
        for n, claims in enumerate(told)
        for c in claims
        if abs(max(0, c.sentence) - max(0, sentence)) <= NEAR
    ]
    return min(gaps)[-1] if gaps else None


def _added(tally: Tally, claims: Sequence[Claim]) -> Tally:
    if not claims:
        return tally
    more = reckon(claims)
    figures = {kind: _of_people(figure) for kind, figure in more.figures.items()}
    return tally._replace(figures=tally.figures | figures, groups=tally.groups | more.groups)


def _of_people(figure: Figure) -> Figure:
    """Return a number of families as the least number of their people."""
    victims: tuple[Victims, ...] = figure.claim.victims if figure.claim else ()
    if any(v.noun in _HOUSEHOLDS for v in victims):
        return figure._replace(best=None, high=None, qualifier="at_least")
    return figure
