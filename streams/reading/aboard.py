"""Read deaths told by who lived: "there were no survivors", "none of those on board survived", of the number said to be aboard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.reading.claims import Claim
from streams.reading.document import Document, Sentence
from streams.reading.parse import plain
from streams.reading.quantities import Quantity, find_quantities
from streams.reading.victims import Victims

_WHO = r"(?:(?: of (?:them|those|the \w+(?: \w+)?))?(?: (?:on board|aboard))?)"
_NONE_LIVED = re.compile(
    rf"\b(?:(?:there (?:were|are) |found |had |with |leaving )no survivors\b|no survivors (?:were|have been|had been) found\b|"
    rf"(?:no ?one|nobody|none){_WHO} (?:had |has |have )?survived\b|"
    r"kill(?:ed|ing) (?:everyone|everybody|all(?: those)?) (?:on board|aboard)\b|"
    r"(?:everyone|everybody|all(?: those| people)?) (?:on board|aboard) (?:was|were|had been|have been|has been)? ?"
    r"(?:killed|died|dead|perished)\b)",
    re.I,
)
_OPEN = re.compile(r"\b(?:if|would|could|may|might|fear\w*|unlikely|hop\w+|whether|possib\w+)\b", re.I)
_BACK = 4
"""Sentences before within which it is said how many were aboard."""
_NEAR = 6
"""Tokens between the number and "aboard"."""


def none_lived(document: Document, sentence: Sentence, told: Sequence[Claim]) -> list[Claim]:
    """Return the claim that all aboard died, where the sentence says so and has not told their number itself.

    The number stands in this sentence or in one of those before; without one, nothing is returned.
    """
    said = _NONE_LIVED.search(sentence.text)
    if not said or _OPEN.search(sentence.text) or any(c.kind == "killed" and c.victims[0].quantity for c in told):
        return []
    if sentence.index < 0:
        texts = [sentence.text]
    else:
        near = document.sentences[max(0, sentence.index - _BACK) : sentence.index + 1]
        texts = [s.text for s in reversed(near)] + [document.headline]
    number = next((n for text in texts if (n := _aboard(text))), None)
    if number is None:
        return []
    at = next(i for i, token in enumerate(sentence.tokens) if token.start >= sentence.start + said.start())
    people = Victims(at, "people", "all", "", number, number.least > 1, "known")  # as old as the crash told before
    return [Claim("killed", (people,), sentence.index, at)]


def _aboard(text: str) -> Quantity | None:
    """Return the number of people aboard that a text tells.

    >>> _aboard("The plane, with 40 passengers and four crew aboard, left Orsk at 10 a.m.")[:4]
    (44, 44, 44, 'exact')
    """
    tokens = plain(text)
    low = [token.text.lower() for token in tokens]
    ends = [i for i, word in enumerate(low) if word == "aboard" or low[i : i + 2] == ["on", "board"]]
    for end in ends:
        told = [q for q in find_quantities(tokens) if q.end <= end and end - q.start <= _NEAR and q.least > 0]
        if not told:
            continue
        last = told[-1]
        if len(told) > 1 and "and" in low[told[-2].end : last.start] and last.high and told[-2].high:
            first = told[-2]
            return Quantity(first.low + last.low, first.least + last.least, (first.high or 0) + last.high, "exact", 0, 0)
        return last._replace(start=0, end=0)
    return None
