"""A casualty claim: what one trigger in one sentence says of its victims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from streams.reading.lexicon import words
from streams.reading.tree import Tree
from streams.reading.victims import Victims

FINDING = frozenset(
    {
        "find",
        "discover",
        "recover",
        "locate",
        "retrieve",
        "pull",
        "dig",
        "unearth",
        "exhume",
        "identify",
        "see",
        "leave",
        "drag",
        "dump",
    }
)
WOUNDED = frozenset({"wounded", "injured", "hurt", "maimed"})
_FATAL = frozenset({"fatally", "mortally", "dead"})
CARRY = frozenset(
    {
        "take",
        "rush",
        "transport",
        "airlift",
        "fly",
        "bring",
        "admit",
        "transfer",
        "carry",
        "drive",
        "treat",
        "hospitalize",
        "remain",
        "evacuate",
        "shift",
        "move",
        "deliver",
        "remove",
        "refer",
        "ferry",
        "convey",
    }
)
"""How people come to a hospital: "shifted to the civil hospital", "delivered to the regional hospital"."""
LIMBS = frozenset("leg legs arm arms foot feet hand hands eye eyes finger fingers toe toes limb limbs thumb ear".split())


class Claim(NamedTuple):
    """One statement of harm.

    ``kind`` is that of a count, or "hit" when people were shot or struck and the words leave open whether they lived.
    ``weak`` claims (a ride to hospital) tell of a person but open no event; ``total`` ones state a toll. ``sequel`` marks
    what is told as a further step ("later", "then"), ``also`` what is said to come on top, ``active`` a claim whose verb
    has a doer, ``by_police`` one done by police, ``boast`` one that its own doers tell ("the group said it had killed 40").
    A number that the sentence shares out over places says ``where`` its share
    was, and ``elsewhere`` where the others were.
    """

    kind: str
    victims: tuple[Victims, ...]
    sentence: int
    trigger: int
    weak: bool = False
    total: bool = False
    modality: str = "asserted"
    cumulative: bool = False
    period: str | None = None
    self_inflicted: bool = False
    sequel: bool = False
    active: bool = False
    by_police: bool = False
    also: bool = False
    boast: bool = False
    where: str = ""
    elsewhere: frozenset[str] = frozenset()

    @property
    def least(self) -> int:
        """The smallest number of victims that the claim can mean."""
        return sum(v.least for v in self.victims)


def mentions_weapon(tree: Tree) -> bool:
    """Tell whether the sentence speaks of something that harms when it hits."""
    return any(word in words("weapons") for word in tree.low)


def fired(tree: Tree, at: int) -> bool:
    """Tell whether shots went towards something: "shot at", "fired repeatedly at"."""
    near = any(tree.low[k] == "at" and 0 < k - at < 3 for k in tree.children(at, "prep"))
    return tree.low[at + 1 : at + 2] == ["at"] or (near and tree.child(at, "auxpass") is None)


def make(
    kind: str, victims: list[Victims], trigger: int, weak: bool = False, total: bool = False, own: bool = False
) -> Iterator[Claim]:
    """Yield the claim of ``victims``, or nothing when there are none; ``own`` marks harm that the victim did."""
    if victims:
        yield Claim(kind, tuple(victims), -1, trigger, weak, total, self_inflicted=own)


def kind_of(tree: Tree, at: int, kind: str) -> str:
    """Turn "hit" into "killed" where the same words say so: "shot dead", "stabbed to death", "fatally shot"."""
    if any(
        tree.low[k] in _FATAL and tree.tokens[k].dep in ("advmod", "acomp", "oprd", "xcomp") and abs(k - at) < 4
        for k in tree.kids[at]
    ) or (at and tree.low[at - 1] in _FATAL):
        return "killed"
    after = tree.low[at + 1 : at + 6]
    if (
        "death" in after[:4]
        and "to" in after
        and after.index("to") == after.index("death") - 1
        and not any(w in (",", ".") for w in after[: after.index("death")])
    ):
        return "killed"
    if any("death" in tree.low[p : p + 1] for p in tree.prepositional(at, "to")) or (after[:1] == ["dead"]):
        return "killed"
    if (kind == "hit" and after[:2] in (["and", "killed"], ["and", "murdered"])) or after[:3] == [",", "killed"]:
        return "killed"
    if kind == "hit" and any(tree.low[part] in LIMBS for part in tree.prepositional(at, "in")):
        return "injured"  # "shot in the foot"
    return "injured" if kind == "hit" and after[:2] in (["and", "wounded"], ["and", "injured"], ["and", "hurt"]) else kind
