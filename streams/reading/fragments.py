"""Casualty claims without a verb, as headlines and lists leave them: "1 dead, 4 hurt", "nine shot, one fatally"."""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import Claim, fired, kind_of, make
from streams.reading.lexicon import table, words
from streams.reading.phrases import Reader
from streams.reading.quantities import Quantity
from streams.reading.tree import Tree
from streams.reading.victims import Victims, bare

_KIN = frozenset("father mother dad mom mum parent grandmother grandfather".split())
_YOUNG_OR_OLD = frozenset("boy girl child baby toddler teenager youth man woman pensioner".split())
_SEQUENCE_SKIP = frozenset(
    "people persons others other more are were was is be been have has had reportedly confirmed feared seriously "
    "critically badly severely"
    " fatally also reported people, men women children man woman as believed presumed being gravely slightly "
    "lightly both in still now".split()
)
_AFTER_FATALLY = frozenset({",", ".", ";", ")", "-", "–", "—", "--", "in", "at", "and"})
_HEADLINE = {
    "dead": "killed",
    "killed": "killed",
    "dies": "killed",
    "died": "killed",
    "die": "killed",
    "injured": "injured",
    "wounded": "injured",
    "hurt": "injured",
    "shot": "hit",
    "stabbed": "hit",
    "grazed": "injured",
    "missing": "missing",
    "slain": "killed",
    "murdered": "killed",
    "struck": "hit",
    "hospitalized": "injured",
}


def _skipped(tree: Tree, at: int) -> bool:
    token = tree.tokens[at]
    return (
        tree.low[at] in _SEQUENCE_SKIP
        or tree.low[at] in ("the", "of")
        or token.lemma in table("victims")
        or token.tag in ("JJ", "NNPS")
    )


def fragments(tree: Tree, reader: Reader, found: list[Claim]) -> Iterator[Claim]:
    """Read what headlines and lists leave without a verb: "1 dead, 4 hurt", "14 killed and 20 wounded"."""
    for q in reader.quantities:
        if q.start > 1 and tree.low[q.start - 1] == "of" and tree.tokens[q.start - 2].lemma in _KIN | _YOUNG_OR_OLD:
            continue  # "father of 5 killed", "a girl of eight died"
        if _wounds(tree, q):
            yield from make("injured", [bare(q)], q.start - 1)
            continue
        at = q.end + 2 if tree.low[q.end : q.end + 2] in (["of", "them"], ["of", "whom"]) else q.end
        if (
            at < len(tree.low)
            and tree.low[at] in ("fatally", "mortally")
            and (at + 1 == len(tree.low) or tree.low[at + 1] in _AFTER_FATALLY)
        ):
            yield from make("killed", [bare(q, "known")], at)
            continue
        steps = 0
        while at < len(tree.low) and steps < 5 and tree.low[at] not in _HEADLINE and _skipped(tree, at):
            at, steps = at + 1, steps + 1
        if at >= len(tree.low) or tree.low[at] not in _HEADLINE:
            continue
        kind = kind_of(tree, at, _HEADLINE[tree.low[at]])
        if any(c.kind == kind and any(_covers(v, q) for v in c.victims) for c in found):
            continue
        if tree.objects(at) and tree.verb(at) and tree.low[at] not in ("dead", "missing"):
            continue
        if kind == "hit" and tree.low[at + 1 : at + 2] != ["at"] and fired(tree, at):
            continue  # "three men shot at a bar" were hit, "three men shot repeatedly at a bar" were not
        if tree.low[at] == "dead" and tree.low[at + 1 : at + 2] and tree.low[at + 1] in words("dead_things"):
            continue
        noun = next((reader.one(i, True) for i in range(q.end, at) if tree.tokens[i].lemma in table("victims")), None)
        one = noun or bare(q)
        other = "other" if any(w in ("others", "other", "more") for w in tree.low[q.end : at]) else one.reference
        yield from make(kind, [one._replace(quantity=q, many=q.least > 1, reference=other, names=())], at)


def _wounds(tree: Tree, q: Quantity) -> bool:
    """Tell whether a headline's verb before a number was taken for a noun: "bomb kills 3, wounds 7"."""
    at = q.start - 1
    return (
        at > 1
        and tree.low[at] in ("wounds", "hurts")
        and tree.tokens[at].tag == "NNS"
        and tree.low[at - 1] in (",", "&", "and")
    )


def _covers(victims: Victims, q: Quantity) -> bool:
    same = victims.quantity is not None and victims.quantity.start <= q.start < max(victims.quantity.end, victims.end)
    return (
        same or (victims.whole is not None and victims.whole.start == q.start) or any(_covers(p, q) for p in victims.parts)
    )
