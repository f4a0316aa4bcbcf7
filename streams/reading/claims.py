"""A casualty claim: what one trigger in one sentence says of its victims."""

from __future__ import annotations

from typing import NamedTuple

from streams.reading.lexicon import words
from streams.reading.tree import Tree
from streams.reading.victims import Victims

FINDING = frozenset({"find", "discover", "recover", "locate", "retrieve", "pull", "unearth", "exhume", "identify", "see", "leave", "drag", "dump"})
CARRY = frozenset({"take", "rush", "transport", "airlift", "fly", "bring", "admit", "transfer", "carry", "drive", "treat", "hospitalize", "remain", "evacuate"})


class Claim(NamedTuple):
    """One statement of harm.

    ``kind`` is that of a count, or "hit" when people were shot or struck and the words leave open whether they lived.
    ``weak`` claims (a ride to hospital) tell of a person but open no event; ``total`` ones state a toll. ``sequel`` marks what
    is told as a further step ("later", "then", "also"), ``active`` a claim whose verb has a doer, ``by_police`` one done by police.
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

    @property
    def least(self) -> int:
        """The smallest number of victims that the claim can mean."""
        return sum(v.least for v in self.victims)


def mentions_weapon(tree: Tree) -> bool:
    """Tell whether the sentence speaks of something that harms when it hits."""
    return any(word in words("weapons") for word in tree.low)
