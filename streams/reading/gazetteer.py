"""The gazetteer: which places of the world bear a name.

Two sorted tables (see ``data/build_gazetteer.py`` and ``data/NOTICE``: GeoNames, CC BY 4.0) are kept as lists of
lines and searched by bisection, so that loading is only unpacking (0.2 s, 60 MB) and a line is parsed when it is
asked for.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from streams.reading.names import fold, skeleton

_MOST_CANDIDATES = 64


class Entry(NamedTuple):
    """One place of the gazetteer.

    ``kind`` is "country", "adm1", "adm2" or "town"; ``country`` is ISO 3166-1 alpha-3; ``adm_1`` and ``adm_2`` are
    the names of the divisions that hold it, None where unknown. Coordinates of a country or division are the mean of
    its towns'.
    """

    kind: str
    name: str
    geonameid: int
    latitude: float
    longitude: float
    population: int
    country: str
    adm_1: str | None
    adm_2: str | None


class Country(NamedTuple):
    """A country as English news writes it."""

    code: str
    name: str
    demonyms: tuple[str, ...]


_KINDS = {"C": "country", "1": "adm1", "2": "adm2", "P": "town"}


class Gazetteer:
    """Finds places by name; build it with :func:`load_gazetteer`, once a process."""

    def __init__(self, places: list[str], names: list[str], countries: list[list[str]], states: list[list[str]]) -> None:
        self._places = places
        self._names = names
        self.countries: dict[str, Country] = {}
        self._by_name: dict[str, str] = {}
        self._by_demonym: dict[str, str] = {}
        for code, name, others, demonyms in countries:
            self.countries[code] = Country(code, name, tuple(demonyms.split()))
            for spelling in (name, *filter(None, others.split("|"))):
                self._by_name[fold(spelling)] = code
            for demonym in demonyms.split():
                self._by_demonym.setdefault(demonym, code)
        self.states = {name: name for name, _, _ in states}
        for name, postal, styled in states:
            self.states.update(
                dict.fromkeys((postal, *styled.split("|"), *(s.rstrip(".") for s in styled.split("|") if "." in s)), name)
            )
        self._country_rows: dict[str, int] = {}
        for row, line in enumerate(places):
            if not line.startswith("C"):
                break
            self._country_rows[line.split("\t")[6]] = row
        self.entry = lru_cache(maxsize=8192)(self._entry)
        self.find = lru_cache(maxsize=16384)(self._find)

    def _entry(self, row: int) -> Entry:
        kind, name, geonameid, latitude, longitude, population, country, first, second = self._places[row].split("\t")
        return Entry(
            _KINDS[kind],
            name,
            int(geonameid),
            float(latitude),
            float(longitude),
            int(population),
            country,
            self._name(first) or (name if kind == "1" else None),
            self._name(second) or (name if kind == "2" else None),
        )

    def _name(self, row: str) -> str | None:
        return self._places[int(row)].split("\t", 2)[1] if row else None

    def _rows(self, key: str) -> list[int]:
        at = bisect_left(self._names, key + "\t")
        if at < len(self._names) and self._names[at].startswith(key + "\t"):
            return [int(row) for row in self._names[at][len(key) + 1 :].split()]
        return []

    def _find(self, name: str, loose: bool = False) -> tuple[Entry, ...]:
        """Return the places that bear a name: divisions first, then towns, each by falling population.

        ``loose`` adds, where no place bears it as written, those that share its skeleton across romanisations.
        """
        key = fold(name)
        if not key:
            return ()
        rows = self._rows(key)
        if not rows and loose:
            bones = skeleton(key)
            if len(bones) >= 4:
                rows = self._rows("~" + bones) or self._rows(bones)
        return tuple(self.entry(row) for row in rows[:_MOST_CANDIDATES])

    def find_all(self, name: str) -> tuple[Entry, ...]:
        """Return the places that bear a name as written or in another romanisation."""
        key = fold(name)
        bones = skeleton(key)
        rows = dict.fromkeys(self._rows(key))
        if len(bones) >= 3:
            rows.update(dict.fromkeys(self._rows("~" + bones) + self._rows(bones)))
        return tuple(self.entry(row) for row in rows)

    def country(self, name: str) -> str | None:
        """Return the alpha-3 code of a country named in English, or of its inhabitants.

        >>> gazetteer = load_gazetteer()
        >>> gazetteer.country("DR Congo"), gazetteer.country("Iraqi"), gazetteer.country("Chicago")
        ('COD', 'IRQ', None)
        """
        return self._by_name.get(fold(name)) or self._by_demonym.get(name)

    def country_named(self, name: str) -> str | None:
        """Return the alpha-3 code of a country by its name, not by its people's."""
        return self._by_name.get(fold(name))

    def country_entry(self, code: str) -> Entry | None:
        """Return the entry of a country, for its coordinates."""
        row = self._country_rows.get(code)
        return None if row is None else self.entry(row)

    def state(self, name: str) -> str | None:
        """Return the full name of a state of the United States, from its name, postal code or newspaper abbreviation.

        >>> load_gazetteer().state("Calif.")
        'California'
        """
        return self.states.get(name)


def _lines(name: str) -> list[str]:
    packed = resources.files("streams.reading.data").joinpath(name).read_bytes()
    return gzip.decompress(packed).decode("utf-8").split("\n")[:-1]


def _fields(name: str) -> list[list[str]]:
    text = resources.files("streams.reading.data").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def load_gazetteer() -> Gazetteer:
    """Load the packaged gazetteer; the same object every time.

    >>> [(place.name, place.country) for place in load_gazetteer().find("al-Boukamal", loose=True)]
    [('Ālbū Kamāl', 'SYR')]
    """
    countries = [(line + [""] * 4)[:4] for line in _fields("countries.tsv")]
    return Gazetteer(_lines("places.tsv.gz"), _lines("names.tsv.gz"), countries, _fields("states.tsv"))
