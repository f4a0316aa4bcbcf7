"""Name countries in English by their ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _names() -> dict[str, str]:
    table = files("streams.reading.data").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) > 1}


def country_name(code: str | None) -> str | None:
    """Return the English name of a country; the code itself where none is known.

    >>> country_name("SYR"), country_name(None)
    ('Syria', None)
    """
    return None if code is None else _names().get(code, code)
