"""Invented articles by the thousand, for load, faults and benchmarks: the same number always gives the same article.

    mixed(10_000)                      # 15 % report casualties, 5 % are copies, 0.1 % are broken

Nothing in them is true. Quiet articles are as long as wire reports (about 4 KB) and unlike each other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
TOWNS = {
    "SYR": ["Aleppo", "Homs", "Hama", "Raqqa", "Idlib", "Latakia", "Tartus", "Daraa"],
    "NGA": ["Maiduguri", "Kano", "Jos", "Kaduna", "Sokoto", "Zaria", "Gombe"],
    "UKR": ["Kharkiv", "Odesa", "Dnipro", "Poltava", "Sumy", "Lviv", "Chernihiv"],
    "COL": ["Cali", "Medellin", "Cucuta", "Neiva", "Popayan", "Pasto"],
    "IND": ["Patna", "Nagpur", "Surat", "Kanpur", "Indore", "Bhopal"],
    "PHL": ["Davao", "Cotabato", "Iloilo", "Marawi", "Butuan"],
}
COUNTRIES = {"SYR": "Syria", "NGA": "Nigeria", "UKR": "Ukraine", "COL": "Colombia", "IND": "India", "PHL": "the Philippines"}
CAUSES = {
    "airstrikes": "Warplanes struck a market", "a bomb attack": "A car bomb exploded near a bus station",
    "a shooting": "Gunmen opened fire on a crowd",
    "a bus crash": "A bus left the road and overturned", "flooding": "Heavy rain sent water through low streets",
    "a landslide": "A hillside gave way above houses", "clashes": "Fighting broke out between rival groups",
}  # fmt: skip
VOICES = [
    "police",
    "local officials",
    "the health ministry",
    "hospital sources",
    "witnesses",
    "the Red Crescent",
    "rescue workers",
]
SUBJECTS = (
    "The council|A trade group|The national museum|The central bank|A farmers' union|"
    "The port authority|A research team|The city library|An orchestra|The tourism board|"
    "A software company|The water utility|A rail operator|The football federation"
).split("|")
VERBS = (
    "announced|postponed|approved|published|reviewed|welcomed|questioned|expanded|financed|outlined|"
    "renewed|scrapped|audited|praised"
).split("|")
OBJECTS = (
    "a plan for cheaper tickets|new rules on imports|a budget for repairs|an exhibition of maps|"
    "a study of coastal birds|a timetable for elections|a tender for solar panels|"
    "a training scheme for nurses|a line of electric buses|an agreement on fishing quotas|"
    "a survey of old bridges|a reform of school meals|a loan for small shops|"
    "a catalogue of folk songs"
).split("|")
TAILS = (
    "after months of talks|despite doubts about the cost|in a statement to reporters|"
    "at a meeting in the capital|with support from neighbouring regions|ahead of the summer season|"
    "following a request by residents|under a programme begun last year|"
    "for the third time this decade|to the surprise of observers|as prices kept rising|"
    "while rivals prepared their own|before the committee votes|on the advice of experts"
).split("|")


class Made(NamedTuple):
    """One message and what must become of it: ``alerted``, ``quiet``, ``duplicate`` or ``rejected``."""

    uri: str
    value: bytes
    expected: str


def mixed(
    count: int, seed: int = 1, ringing: float = 0.15, copies: float = 0.05, broken: float = 0.001, words: int = 600
) -> Iterator[Made]:
    """Yield ``count`` articles; shares are of all articles, ``words`` is about the length of a quiet one."""
    last: list[tuple[int, dict[str, str]]] = []
    for number in range(count):
        draw = random.Random(f"{seed}:{number}")
        uri = f"urn:mixed:{seed}:{number}"
        lot = draw.random()
        if lot < broken:
            yield Made(uri, b'{"uri": "' + uri.encode() + b'", "title": ', "rejected")
            continue
        if lot < broken + copies and last:
            original = draw.choice(last)[1]
            yield Made(
                uri, orjson.dumps({**original, "uri": uri, "headline": "Update: " + original["headline"]}), "duplicate"
            )
            continue
        rings = lot < broken + copies + ringing
        article = _report(draw, number, words) if rings else _quiet(draw, number, words)
        last = [*last[-40:], (number, article)]
        yield Made(uri, orjson.dumps({**article, "uri": uri}), "alerted" if rings else "quiet")


def _when(number: int) -> str:
    return (START + timedelta(seconds=40 * number)).isoformat()


def _filler(draw: random.Random, number: int, words: int) -> list[str]:
    lines = []
    while words > 0:
        figure = draw.randrange(3, 9000)
        said = " ".join(draw.choice(words_of) for words_of in (SUBJECTS, VERBS, OBJECTS, TAILS))
        line = f"{said}, item {figure} of the agenda {number}-{draw.randrange(10**6)}."
        lines.append(line)
        words -= len(line.split())
    return lines


def _article(headline: str, lines: list[str], number: int) -> dict[str, str]:
    paragraphs = [" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3)]
    return {"headline": headline, "body_text": "\n".join(paragraphs), "language": "en", "versioncreated": _when(number)}


def _quiet(draw: random.Random, number: int, words: int) -> dict[str, str]:
    lines = _filler(draw, number, words)
    return _article(lines[0].split(",")[0], lines, number)


def _report(draw: random.Random, number: int, words: int) -> dict[str, str]:
    country = draw.choice(sorted(TOWNS))
    town, (cause, scene), voice = draw.choice(TOWNS[country]), draw.choice(sorted(CAUSES.items())), draw.choice(VOICES)
    killed, injured = draw.randrange(2, 60), draw.randrange(2, 90)
    day = (START + timedelta(seconds=40 * number)).strftime("%A")
    where = f"{town}, {COUNTRIES[country]}"
    lead = f"At least {killed} people were killed and {injured} injured in {cause} in {where}, on {day}, {voice} said."
    lines = [
        lead,
        f"{scene} in the town, and ambulances were still arriving hours later.",
        *_filler(draw, number, words // 4),
    ]
    return _article(f"{killed} killed in {cause} in {town}", lines, number)
