"""Tells which country and division an article is at home in, before any namesake is decided.

Local news names the towns and counties of one state and leaves the state out. Two things show it: words that news of one
country uses and others do not ("grand jury", "magistrates' court", "barangay"), and the names together: Springfield alone
may lie in thirty states, Springfield and Trotwood lie in Ohio.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from streams.reading.gazetteer import Gazetteer
from streams.reading.lexicon import table

Division = tuple[str, str]
"""A country's code and the name of a first-order division of it."""
MOST_HINTS = 3
"""Words of one country that are looked for: more make it no surer."""


def hints(text: str) -> tuple[str, int]:
    """Return the country whose own words a text uses most, and how many of them; "" and 0 where it uses none.

    >>> hints("He was arraigned before a grand jury, the sheriff said.")
    ('USA', 3)
    """
    best = "", 0
    for country, words in _words().items():
        count = _count(text, words)
        if count > best[1]:
            best = country, count
        if count == MOST_HINTS:
            break
    return best


def _count(text: str, words: Iterable[str]) -> int:
    found = 0
    for word in words:
        if word in text:
            found += 1
            if found == MOST_HINTS:
                break
    return found


@cache
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word, country in table("country_hints").items():
        found.setdefault(country, []).append(word)
    return {country: tuple(words) for country, words in found.items()}


class Votes:
    """What the names of an article, each by where its bearers lie, say of its home."""

    def __init__(self, names: Iterable[str], gazetteer: Gazetteer) -> None:
        self._shares = {name: _shares(name, gazetteer) for name in names}
        self._divisions: Counter[Division] = Counter()
        for shares in self._shares.values():
            for division, share in shares.items():
                self._divisions[division] += share  # type: ignore[assignment]

    def support(self, division: Division, name: str) -> float:
        """Return how many of the other names speak for a division: 1.0 is one that lies nowhere else."""
        speaking = self._divisions.get(division, 0.0)
        own = self._shares.get(name) if speaking else None
        return speaking - own.get(division, 0.0) if own else speaking


@lru_cache(maxsize=8192)
def _shares(name: str, gazetteer: Gazetteer) -> dict[Division, float]:
    """Return how likely a name means a place of each division: by the root of the inhabitants of the largest there."""
    weights: dict[Division, float] = {}
    for entry in gazetteer.find(name):
        if entry.adm_1 and entry.kind in ("town", "adm2"):
            division = entry.country, entry.adm_1
            weights[division] = max(weights.get(division, 0.0), (entry.population + 1000) ** 0.5)
    total = sum(weights.values())
    return {division: weight / total for division, weight in weights.items()}
