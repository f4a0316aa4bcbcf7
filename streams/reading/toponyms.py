"""Reads runs of capitals as possible names of places, by what stands around them; deciding which place is :mod:`places`' matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from streams.reading.gazetteer import Gazetteer
from streams.reading.lexicon import table, words
from streams.reading.proper import Run, find_runs

DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "downtown",
        "greater",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "upper",
        "lower",
        "metro",
        "suburban",
        "inner",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
    ]
)
_DIRECTION = (
    r"(?:north|south|east|west|central|upper|lower|northern|southern|eastern|western|downtown|suburban|rural|nearby|neighbou?ring|coastal|"
    r"north-?eastern|north-?western|south-?eastern|south-?western|north-?east|north-?west|south-?east|south-?west|mostly|far|historic|"
    r"metro|inner-city|besieged|rebel-held|opposition-held|government-held|war-torn|restive|remote|mountainous|populous|ancient|capital|"
    r"occupied|disputed|predominantly|crowded|busy|volatile|troubled|north-central|south-central|mid)"
)
_TYPED = (
    r"(?:city|town|village|hamlet|township|suburb|outskirts|port|capital|municipality|province|governorate|state|region|district|county|"
    r"neighbou?rhood|area|island|settlement|commune|department|oblast|borough|enclave|part|side|section|centre|center|camp)"
)
_AT = (
    r"in|at|near|outside|around|across|inside|within|throughout|over|on|off|in and around|on the outskirts of|"
    r"(?:north|south|east|west|northeast|northwest|southeast|southwest|outside|miles|kilometers|kilometres|km) (?:of|from)"
)
_BEFORE = re.compile(
    rf"(?:(?P<of>\b{_TYPED}s? of )|\b(?P<at>{_AT}) |\b(?P<from>from|of|leaving|left|via|fled|fleeing) |"
    rf"\b(?P<to>to|into|toward|towards|for|through|between|with|by) |\b(?P<and>and|or|,) )"
    rf"(?:the |a |an |its |their )?(?:(?:{_DIRECTION}),? (?:and )?){{0,3}}(?:(?P<typed>{_TYPED})s? )?\Z",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:near|outside|around|of|from|off)\b", re.I)
_AGE = re.compile(r",? \(?\d{1,2}\)?(?:,|\)|\.|;| and\b|$)|,? (?:Jr|Sr)\b|,? age[d ]|, an? \d{1,2}-year")
_SPEAKS = re.compile(
    r",?\s+(?:said|says|told|added|testified|pleaded|died|was (?:shot|killed|found|arrested|charged|pronounced|taken)|who|allegedly)\b"
)
_DWELLS = re.compile(
    r"[- ](?:native|residents?|based|born|man|woman|teen|teenager|couple|mother|father|family|men|women|boy|girl|student|area)\b"
)
_PERSON = re.compile(
    r"(?:year-old|named|identified as|brother|sister|son|wife|husband|and) \Z|\b(?:Mr|Mrs|Ms|Dr|Sgt|Det|Lt|Capt)\. \Z"
)
_HOUSE_AT = re.compile(r"(?:hospital|center|centre|clinic|facility|morgue|jail|prison)(?: in| of) \Z", re.I)
_AFTER = re.compile(r" (?P<word>[a-z]+)\b")
_LEADING = DIRECTIONS | frozenset(
    [
        "in",
        "at",
        "near",
        "on",
        "outside",
        "from",
        "the",
        "a",
        "an",
        "around",
        "across",
        "inside",
        "after",
        "before",
        "while",
        "when",
        "as",
        "and",
        "but",
        "to",
        "of",
        "for",
        "since",
        "during",
        "police",
        "meanwhile",
        "according",
        "nearby",
        "state",
        "city",
        "town",
        "village",
        "mayor",
        "governor",
        "former",
        "local",
        "rural",
    ]
)
_PREPOSITIONS = frozenset(["in", "at", "near", "on", "outside", "around", "across", "inside"])


class Toponym(NamedTuple):
    """A name that may be a place's; ``cue`` as in a mention of a place, ``kind`` from a typed word beside it, ``rest`` after it."""

    start: int
    end: int
    name: str
    sentence: int
    cue: str
    kind: str | None
    near: bool
    person: bool
    listed: bool
    """Whether the gazetteer knows the name."""
    stop: int
    """Where the run of capitals, and the typed word behind it, end."""


def listed(gazetteer: Gazetteer, name: str) -> bool:
    """Tell whether a name is a country's, a state's or any place's."""
    return bool(gazetteer.country_named(name) or (name in gazetteer.states and len(name) > 4) or gazetteer.find(name, True))


def people(text: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the first and last words of runs that what stands around them shows to be people.

    >>> from streams.reading.gazetteer import load_gazetteer
    >>> sorted(people("Dalton Reyes, 24, and Mr. Orville were hurt in Fort Worth, police said.", load_gazetteer()))
    ['Dalton', 'Orville', 'Reyes']
    """
    names: set[str] = set()
    kinds = table("place_words")
    for run in find_runs(text):
        parts = run.text.split()
        if (
            len(parts) > 4
            or any(part.lower().rstrip(".") in kinds for part in parts)
            or (len(parts) > 1 and gazetteer.find(run.text))
        ):
            continue
        titled = (
            parts[0].endswith(".") and parts[0][:-1].lower() in words("titles") and parts[0] not in ("St.", "Mt.", "Ft.")
        )
        if (
            titled
            or _AGE.match(text, run.end)
            or (len(parts) > 1 and (_SPEAKS.match(text, run.end) or _PERSON.search(text, max(0, run.start - 16), run.start)))
        ):
            names.add(parts[-1])
            if len(parts) > 1 and not titled:
                names.add(parts[0])
    return frozenset(names)


def read(text: str, gazetteer: Gazetteer, sentence_of: Callable[[int], int], names: frozenset[str]) -> list[Toponym]:
    """Return the possible names of places in ``text``, in order."""
    found = []
    for run in find_runs(text):
        toponym = _toponym(text, run, gazetteer, sentence_of(run.start), names)
        if toponym is not None:
            found.append(toponym)
    return found


def _toponym(text: str, run: Run, gazetteer: Gazetteer, sentence: int, names: frozenset[str]) -> Toponym | None:
    parts = [(m.start(), m.group()) for m in re.finditer(r"\S+", run.text)]
    lead, first = "", 0
    kinds = table("place_words")
    for first in range(len(parts)):
        offset = parts[first][0]
        for last in range(len(parts), first, -1):
            name = run.text[offset : parts[last - 1][0] + len(parts[last - 1][1])]
            rest = parts[last][1].lower().rstrip(".") if last < len(parts) else ""
            if (rest and rest not in kinds) or (last == first + 1 and name.lower() in words("not_places")):
                continue
            if listed(gazetteer, name):
                return _described(text, run, run.start + offset, name, rest, lead, sentence, names, True)
        word = parts[first][1].lower()
        if word not in _LEADING or first + 1 == len(parts):
            break
        lead = word if word in _PREPOSITIONS else lead
    offset = parts[first][0]
    stop = next((i for i in range(first + 1, len(parts)) if parts[i][1].lower().rstrip(".") in kinds), len(parts))
    name = run.text[offset : parts[stop - 1][0] + len(parts[stop - 1][1])]
    rest = parts[stop][1].lower().rstrip(".") if stop < len(parts) else ""
    if name.lower() in words("not_places"):
        return None
    return _described(text, run, run.start + offset, name, rest, lead, sentence, names, False)


def _described(
    text: str, run: Run, start: int, name: str, rest: str, lead: str, sentence: int, names: frozenset[str], known: bool
) -> Toponym | None:
    """Read the cues before and behind a name."""
    end = start + len(name)
    kinds = table("place_words")
    before = _BEFORE.search(text, max(0, start - 70), start) if not lead else None
    after = _AFTER.match(text, run.end)
    kind = kinds.get(rest) or (kinds.get(after["word"]) if after and not rest else None)
    stop = after.end() if after and not rest and kind else run.end
    typed = (
        kinds.get((before["typed"] or before["of"] or " ").lower().split(" of")[0].strip().rstrip("s")) if before else None
    )
    at = bool(lead) or bool(before and (before["at"] or before["of"]))
    if kind == "street":
        cue = "street"
    elif kind == "house" or _HOUSE_AT.search(text, max(0, start - 24), start):
        cue = "house"
    elif kind == "force":
        cue = "force"
    elif _DWELLS.match(text, run.end) and not at:
        cue = "dwells"
    elif at:
        cue = "at"
    elif kind in ("town", "adm1", "adm2", "part", "site", "land") or typed:
        cue = "typed"
    elif before:
        cue = "from" if before["from"] else "to" if before["to"] else "and"
    else:
        cue = "bare"
    if cue in ("street", "house", "force"):
        kind = None
    person = bool(
        not kind and (name in names or _AGE.match(text, end) or (cue in ("bare", "and") and _SPEAKS.match(text, end)))
    )
    near = bool(before and before["at"] and _NEAR.search(before["at"]))
    return Toponym(start, end, name, sentence, cue, kind or typed, near, person, known, stop)
