"""Find those driven from home: "some 4,300 people fled", "forced 5,000 from their homes", "left 4,000 homeless".

What "displaced" and "evacuated" say is read with the other verbs of harm. Flight counts from a crowd on: two men who fled are
suspects or witnesses, and a crowd that fled "the scene" went home again.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import Claim, make
from streams.reading.phrases import Reader
from streams.reading.tree import Tree
from streams.reading.victims import FIGHTERS, Victims

CROWD = 20
"""Least number of people whose flight is displacement."""
_FORCING = frozenset({"force", "drive", "chase", "compel", "oblige", "cause", "prompt", "send", "make"})
_MOVING = frozenset({"move", "take", "relocate", "bring", "transfer", "shelter", "house", "stay", "live"})
_REFUGES = frozenset({"shelter", "shelters", "camp", "camps", "safety", "ground", "evacuation", "tents"})
_HOMES = frozenset({"home", "homes", "house", "houses", "village", "villages", "neighborhoods", "neighbourhoods"})
_SCENES = frozenset(
    {"scene", "shooting", "police", "custody", "prison", "jail", "room", "building", "car", "vehicle", "foot"}
)


def uprooted_claims(tree: Tree, reader: Reader) -> Iterator[Claim]:
    """Yield the claims of crowds that had to leave where they lived."""
    for at, token in enumerate(tree.tokens):
        if not _uproots(tree, at):
            continue
        crowd = [v for v in _crowd(tree, reader, at) if _is_crowd(v)]
        yield from make("displaced", crowd, at)
        if not crowd and token.lemma == "homeless":
            number = next((q for q in reader.quantities if q.end == at), None)
            if number and number.least >= CROWD:  # "12 dead and 4,000 homeless"
                yield from make(
                    "displaced", [Victims(at, "", "all", "", number, True, "new", start=number.start, end=at)], at
                )


def _is_crowd(v: Victims) -> bool:
    return v.quantity is not None and v.least >= CROWD and v.group not in FIGHTERS | {"police"}


def _uproots(tree: Tree, at: int) -> bool:
    """Tell whether the word ``at`` says that people left their homes."""
    token, after = tree.tokens[at], tree.low[at + 1 : at + 9]
    if token.lemma == "homeless":
        return token.dep != "amod" or token.head < at
    if not tree.verb(at):
        return False
    if token.lemma == "flee":
        return not _SCENES & set(after[:4])
    if token.lemma in ("leave", "abandon", "lose"):
        return any(tree.low[o] in _HOMES for o in tree.objects(at))
    if token.lemma in _FORCING:
        return bool({"from", "of"} & set(after)) and any(w in _HOMES for w in after)
    return token.lemma in _MOVING and bool(_REFUGES & set(after)) and (tree.passive(at) or token.tag == "VBG")


def _crowd(tree: Tree, reader: Reader, at: int) -> list[Victims]:
    """Return who had to go: the object of what forced them, the subject of what they did."""
    lemma, governor = tree.tokens[at].lemma, tree.tokens[at].head
    forced = governor if tree.tokens[governor].lemma in _FORCING | {"leave"} and governor != at else None
    if lemma in _FORCING and not tree.passive(at):
        return [v for o in tree.objects(at) for v in reader.read(o, True)]
    if forced is not None and not tree.passive(forced):
        own = tree.child(at, "nsubj")
        heads = tree.objects(forced) or ([own] if own is not None else [])
        return [v for head in heads for v in reader.read(head, True)]
    subject = tree.subject(at) if tree.verb(at) else None
    if subject is None and tree.verb(governor):
        subject = tree.subject(governor)
    return reader.read(subject, True) if subject is not None else []
