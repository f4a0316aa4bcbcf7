"""Turn the reckoned figures of an event into the counts of a report, with the words and the sentence that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from streams.reading.claims import Claim
from streams.reading.document import Document, Sentence
from streams.reading.tally import Figure, Tally
from streams.records import Count, Evidence

KINDS = ("killed", "injured", "missing", "detained", "displaced", "affected")


def sentence_of(document: Document, claim: Claim) -> Sentence | None:
    """Return the sentence, or the headline, that a claim stands in."""
    return document.title if claim.sentence < 0 else document.sentences[claim.sentence]


def evidence_of(document: Document, claims: Sequence[Claim], tally: Tally) -> tuple[Claim | None, Evidence]:
    """Return the claim that best proves the tally, and its sentence as a quotation.

    The body goes before the headline, the gravest kind before others, the very figure before a part of it.
    """
    figures = tally.figures
    gravest = next((k for k in KINDS if k in figures), None)
    wanted = figures[gravest].least if gravest else 0

    def rank(claim: Claim) -> tuple[bool, bool, bool, int]:
        kind = "injured" if claim.kind == "hit" and gravest == "injured" else claim.kind
        return (claim.sentence < 0, kind != gravest or claim.weak, claim.least != wanted, claim.sentence)

    best = min((c for c in claims if sentence_of(document, c)), key=rank, default=None)
    if best is None:
        return None, {"quote": "", "start": 0, "end": 0}
    sentence = sentence_of(document, best)
    if best.sentence < 0 or sentence is None:
        return best, {"quote": document.headline, "start": 0, "end": len(document.headline), "role": "headline"}
    return best, {
        "quote": document.text[sentence.start : sentence.end],
        "start": sentence.start,
        "end": sentence.end,
        "role": "body",
    }


def counts_of(document: Document, tally: Tally) -> list[Count]:
    """Return the counts of a tally: for each kind `all` first, then its parts."""
    found: list[Count] = []
    for kind in KINDS:
        whole = tally.figures.get(kind)
        if whole is None or (whole.best == 0 and whole.low == 0):
            continue
        found.append(_count(document, kind, "all", whole))
        found += _parts(document, tally, kind, whole)
    return found


def _parts(document: Document, tally: Tally, kind: str, whole: Figure) -> Iterator[Count]:
    for (of, group), figure in sorted(tally.groups.items()):
        part_of_whole = whole.high is None or figure.low <= whole.high
        if of == kind and group != "all" and part_of_whole:
            yield _count(document, kind, group, figure)


def _count(document: Document, kind: str, group: str, figure: Figure) -> Count:
    record = {
        "kind": kind,
        "group": group,
        "low": figure.low,
        "best": figure.best,
        "high": figure.high,
        "qualifier": figure.qualifier,
        "text": _words(document, figure),
    }
    return cast(Count, record)


def _words(document: Document, figure: Figure) -> str:
    """Return the words that say how many, from the bound to the noun."""
    claim = figure.claim
    sentence = sentence_of(document, claim) if claim else None
    if claim is None or sentence is None:
        return str(figure.best if figure.best is not None else figure.low)
    text = document.headline if claim.sentence < 0 else document.text
    found: list[tuple[int, int]] = []
    for v in claim.victims:
        for each in (v, *v.parts):
            if each.least == figure.least or each is v:
                start = min(each.start, each.quantity.start if each.quantity else each.start)
                end = max(each.end, each.quantity.end if each.quantity else each.end)
                if 0 <= start < end <= len(sentence.tokens):
                    exact = each.least == figure.least
                    found.append((sentence.tokens[start].start, sentence.tokens[end - 1].end))
                    if exact:
                        return text[found[-1][0] : found[-1][1]]
    if not found:
        return str(figure.best if figure.best is not None else figure.low)
    return text[min(f[0] for f in found) : max(f[1] for f in found)]
