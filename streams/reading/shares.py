"""Part a number that one sentence shares out over places: "eight people were killed in Afrin and three in Manbij".

Each share with its place is an event of its own. Where one disaster strikes several places the shares are one event, and
so they are where the sentence gives their sum first ("eleven were killed, eight in Afrin and three in Manbij"): the sum
is then the claim, and its parts are left alone. Limits: the places must be names behind "in", "at", "near" or "outside".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.reading.claims import Claim
from streams.reading.phrases import Reader
from streams.reading.quantities import MONTHS, WEEKDAYS, Quantity
from streams.reading.tree import Tree
from streams.reading.victims import Victims

_AT = frozenset({"in", "at", "near", "outside"})
_FAR = 12
"""Tokens within which the first number's place stands: "eight people were killed by shells on Monday in Afrin"."""
_ONE_CAUSE = re.compile(
    r"\b(?:earthquakes?|quakes?|tsunamis?|flood(?:s|ing)?|cyclones?|hurricanes?|typhoons?|storms?|tornado(?:e?s)?|wildfires?|"
    r"heat ?waves?|outbreaks?|epidemics?|landslides?|mudslides?|avalanches?)\b",
    re.I,
)


class _Share(NamedTuple):
    quantity: Quantity
    place: str
    end: int


def part(tree: Tree, reader: Reader, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the claims, one that shares its number out as a claim a place; a share read twice is yielded once."""
    shared = [(claim, shares) for claim in claims if len(shares := _shares(tree, reader, claim)) > 1]
    taken = {(claim.kind, share.quantity.start) for claim, shares in shared for share in shares}
    for claim in claims:
        shares = next((s for c, s in shared if c is claim), [])
        if shares:
            yield from _parted(tree, reader, claim, shares)
        elif not all(v.quantity is not None and (claim.kind, v.quantity.start) in taken for v in claim.victims):
            yield claim


def _shares(tree: Tree, reader: Reader, claim: Claim) -> list[_Share]:
    """Return the numbers of the claim with their places, in order: one only when it is not shared out."""
    first = claim.victims[0].quantity
    if first is None or any(v.pronoun for v in claim.victims) or claim.kind not in ("killed", "injured", "hit", "missing"):
        return []
    found: list[_Share] = []
    for quantity in reader.quantities:
        if quantity.start < first.start:
            continue
        if not found:
            last = min(len(tree.low), quantity.end + _FAR, *(q.start for q in reader.quantities if q.start > quantity.start))
            place = next((p for i in range(quantity.end, last) if (p := _place(tree, i))), None)
        else:
            place = _elliptic(tree, quantity, found[-1])
        if place is None or any(place[0] == share.place for share in found):
            break
        found.append(_Share(quantity, *place))
    return found


def _elliptic(tree: Tree, quantity: Quantity, before: _Share) -> tuple[str, int] | None:
    """Return the place of a number that follows the share ``before`` without a verb: ", three others in Manbij"."""
    if quantity.start - before.end > 3 or tree.low[quantity.start - 1] not in ("and", ",", ";", "&"):
        return None
    if any(word not in ("and", ",", ";", "&") for word in tree.low[before.end : quantity.start]):
        return None
    at = quantity.end
    while at < len(tree.low) and at - quantity.end < 4 and tree.tokens[at].tag in ("NN", "NNS", "JJ", "JJR", "CD"):
        at += 1
    return _place(tree, at) if at < len(tree.low) else None


def _place(tree: Tree, at: int) -> tuple[str, int] | None:
    """Return the name behind the preposition at ``at``, in lower case, and the index after it."""
    if tree.low[at] not in _AT:
        return None
    end = at + 1 + (tree.low[at + 1 : at + 2] == ["the"])
    start = end
    while end < len(tree.low) and tree.tokens[end].tag in ("NNP", "NNPS", "HYPH") and tree.low[end] not in MONTHS | WEEKDAYS:
        end += 1
    return (" ".join(tree.low[start:end]), end) if end > start else None


def _parted(tree: Tree, reader: Reader, claim: Claim, shares: Sequence[_Share]) -> Iterator[Claim]:
    victims = [_victims(tree, reader, claim, share.quantity) for share in shares]
    if _ONE_CAUSE.search(" ".join(tree.low)):
        yield claim._replace(victims=tuple(victims))
        return
    for share, who in zip(shares, victims, strict=True):
        elsewhere = frozenset(other.place for other in shares) - {share.place}
        yield claim._replace(victims=(who,), where=share.place, elsewhere=elsewhere)


def _victims(tree: Tree, reader: Reader, claim: Claim, quantity: Quantity) -> Victims:
    """Return who the share counts: by its own noun, or by that of the first number."""
    known = next((v for v in claim.victims if v.quantity == quantity), None)
    if known is not None and known.noun:
        return known
    nouns = (i for i in range(quantity.end, min(quantity.end + 4, len(tree.low))) if tree.tokens[i].tag == "NNS")
    own = next((v for i in nouns if (v := reader.one(i, True)) and v.quantity == quantity and v.reference != "other"), None)
    like = claim.victims[0]._replace(
        head=quantity.start, parts=(), whole=None, names=(), age=None, printed="", reference="new"
    )
    return own or like._replace(quantity=quantity, many=quantity.least > 1, start=quantity.start, end=quantity.end)
