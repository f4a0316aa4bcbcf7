"""Says how the victims of a claim came to harm, in the codes of PLOVER where it has one.

The words of the claim's own sentence count first; when it has none, those of its neighbours, the headline and the
lead, in this order.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from streams.reading.document import ClaimSpan, Document
from streams.reading.lexicon import table

Mode = Literal[
    "aerial",
    "drone",
    "heavy-weapons",
    "firearms",
    "explosives",
    "suicide-attack",
    "vehicle",
    "blades",
    "arson",
    "chemical",
    "abduction",
    "assault",
    "execution",
    "crowd",
    "accident",
    "disaster",
    "disease",
    "unknown",
]

_WIDER = {
    "aerial": {"explosives", "heavy-weapons"},
    "drone": {"aerial", "explosives"},
    "suicide-attack": {"explosives"},
    "heavy-weapons": {"explosives"},
    "explosives": {"vehicle", "arson"},
    "execution": set(),
    "disaster": {"accident"},
    "crowd": {"accident"},
}
"""A finer mode replaces the wider ones that its own words suggest too."""


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    words = table("modes")
    stems = {word.rstrip("*"): mode for word, mode in words.items()}
    longest = sorted(words, key=len, reverse=True)
    choices = "|".join(re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in longest)
    return re.compile(rf"\b(?:{choices})\b"), stems


def find_modes(text: str) -> list[Mode]:
    """Return the modes that the words of a text speak of, in the order of the text.

    >>> find_modes("Nine were killed when a drone struck the market; gunmen then opened fire.")
    ['drone', 'firearms']
    """
    pattern, stems = _pattern()
    found: dict[str, None] = {}
    for match in pattern.finditer(text.lower()):
        words = match.group()
        stem = next((words[:size] for size in range(len(words), 2, -1) if words[:size] in stems), None)
        if stem:
            found.setdefault(stems[stem])
    wider = {mode for finer in found for mode in _WIDER.get(finer, ())}
    return [cast("Mode", mode) for mode in found if mode not in wider]


def modes_of(claim: ClaimSpan, document: Document) -> list[Mode]:
    """Return how the victims of a claim came to harm; empty when the article does not tell."""
    sentences = document.sentences
    near = [claim.sentence, claim.sentence + 1, claim.sentence - 1, -1, 0, 1]
    for index in dict.fromkeys(near if claim.sentence >= 0 else [-1, 0, 1]):
        text = document.headline if index == -1 else sentences[index].text if 0 <= index < len(sentences) else ""
        if modes := find_modes(text):
            return modes
    return []
