"""Name countries in English by their ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _rows() -> list[list[str]]:
    table = files("streams.reading.data").joinpath("countries.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in _rows() if len(row) > 1}


@cache
def country_words() -> frozenset[str]:
    """Return the words of all names of countries and their peoples, in lower case.

    >>> sorted(country_words() & {"syria", "syrian", "vasel"})
    ['syria', 'syrian']
    """
    return frozenset(word for row in _rows() for field in row[1:] for word in field.lower().replace(",", " ").split())


def country_name(code: str | None) -> str | None:
    """Return the English name of a country; the code itself where none is known.

    >>> country_name("SYR"), country_name(None)
    ('Syria', None)
    """
    return None if code is None else _names().get(code, code)
