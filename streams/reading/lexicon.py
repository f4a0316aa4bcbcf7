"""The word lists of the readers, loaded once from ``data/``.

A list is a text file: one entry a line, ``#`` starts a comment; ``entry = value`` lines make a table. Lists live in files
so that a reader of another trade can correct them without reading code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


def _lines(name: str) -> list[str]:
    text = resources.files("streams.reading.data").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of the list ``name``; several may share a line, divided by commas.

    >>> "nov" in words("abbreviations")
    True
    """
    return frozenset(word.strip() for line in _lines(name) for word in line.split(",") if word.strip())


@cache
def table(name: str) -> Mapping[str, str]:
    """Return the table ``name``: every ``a, b = value`` line gives the value of a and of b.

    >>> table("victims")["policeman"]
    'police'
    """
    found: dict[str, str] = {}
    for line in _lines(name):
        keys, _, value = line.partition("=")
        found.update((key.strip(), value.strip()) for key in keys.split(",") if key.strip())
    return MappingProxyType(found)
