"""Choose the sentences that are worth a parse.

One automaton finds every word of harm in an article at once (37,000 articles a second and core). Words such as "shot" or
"hospital" are weak: they count only soon after a strong one, so that sport and business stay unparsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from streams.reading.document import Sentence
from streams.reading.lexicon import table

_COUNTED = re.compile(
    r"\d|\b(?:an?|the|his|her|their|its|both|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"dozens?|scores|hundreds?|thousands?|several|many|some"
    r"|he|she|they|him|who|another|others|people|no|all|more|children|men|women|civilians|soldiers|victims)\b|"
    r"\b[A-Z][a-z]+|\b\w+(?:s|men|teen|ty)\b",
    re.I,
)
REACH = 6
"""Sentences after one with a strong word in which a weak one ("he is in stable condition") still counts."""
AHEAD = 4
"""Sentences before one with a strong word in which an arrest, or people buried alive, already count."""


@cache
def _automaton() -> tuple[AhoCorasick, list[str]]:
    stems = sorted(table("triggers"))
    return AhoCorasick(stems, matchkind=MatchKind.LeftmostLongest), [table("triggers")[s] for s in stems]


def find_triggers(text: str) -> list[tuple[int, str]]:
    """Return the position and strength ("strong", "weak", "aside") of every word of harm in ``text``.

    >>> find_triggers("Two were killed and taken to hospital")
    [(9, 'strong'), (29, 'weak')]
    """
    automaton, strengths = _automaton()
    low = text.lower()
    if len(low) != len(text):  # a letter that grows when lowered would shift every offset
        low = "".join(c if len(lowered := c.lower()) != 1 else lowered for c in text)
    return [
        (start, strengths[pattern])
        for pattern, start, _ in automaton.find_matches_as_indexes(low)
        if not start or not low[start - 1].isalnum()
    ]


def candidates(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Return the indexes of the sentences that may claim casualties.

    None at all when the text holds no strong word of harm.
    """
    found = find_triggers(text)
    if not any(strength == "strong" for _, strength in found):
        return []
    strengths: list[set[str]] = []
    at = 0
    for sentence in sentences:
        here = set()
        while at < len(found) and found[at][0] < sentence.end:
            if found[at][0] >= sentence.start:
                here.add(found[at][1])
            at += 1
        strengths.append(here)
    chosen, strong = [], -REACH - 1
    for sentence, here in zip(sentences, strengths, strict=True):
        index = sentence.index
        strong = index if "strong" in here else strong
        near = index - strong <= REACH or (
            "aside" in here and any("strong" in s for s in strengths[index : index + AHEAD + 1])
        )
        if here and near and _COUNTED.search(sentence.text):
            chosen.append(index)
    return chosen
