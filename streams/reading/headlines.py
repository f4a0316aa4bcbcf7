"""Reads the names of places in a headline, and that of the publication behind its last dash or bar."""

from __future__ import annotations

import re

from streams.reading.gazetteer import Gazetteer
from streams.reading.names import fold
from streams.reading.proper import find_runs
from streams.reading.toponyms import DWELLS, Toponym, Words, common, read


def read_headline(text: str, gazetteer: Gazetteer, names: frozenset[str], said: frozenset[str]) -> list[Toponym]:
    """Return the possible names of places in a headline; ``said`` holds the folded names that the body uses as places.

    In title case every word has a capital, so a name is looked for inside the runs, and only taken where a
    preposition or a word for people stands beside it or the body uses it too. What follows the last dash or bar names
    the publication.
    """
    tail = max(text.rfind(mark) for mark in (" - ", " | ", " « ", " – "))
    capitals = [word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", text if tail < 0 else text[:tail])]
    if not capitals or sum(capitals) < 0.7 * len(capitals):
        return [_published(toponym, tail) for toponym in read(text, gazetteer, lambda at: -1, names)]
    found: list[Toponym] = []
    for run in find_runs(text):
        parts = Words(run.text, [(m.start(), m.group()) for m in re.finditer(r"\S+", run.text)])
        at = 0
        while at < len(parts.parts):
            last = _longest(parts, at, gazetteer)
            if last:
                name = parts.name(at, last)
                start = run.start + parts.parts[at][0]
                cue = _headline_cue(text, start, start + len(name))
                if cue != "bare" or fold(name) in said or (tail >= 0 and start > tail):
                    found.append(
                        _published(
                            Toponym(start, start + len(name), name, -1, cue, None, False, False, True, start + len(name)),
                            tail,
                        )
                    )
                at = last
            else:
                at += 1
    return found


def _published(toponym: Toponym, tail: int) -> Toponym:
    return toponym._replace(cue="publication") if 0 <= tail < toponym.start else toponym


def _longest(parts: Words, first: int, gazetteer: Gazetteer) -> int:
    """Return where the longest listed name that begins at a word ends, or 0."""
    for last in range(min(len(parts.parts), first + 4), first, -1):
        name = parts.name(first, last)
        if not (common(name) or (last == first + 1 and len(name) < 4)) and (
            gazetteer.country(name) or name in gazetteer.states or gazetteer.find(name)
        ):
            return last
    return 0


def _headline_cue(text: str, start: int, end: int) -> str:
    if re.search(
        r"\b(?:in|at|near|outside|across|(?:north|south|east|west) of)(?: the)? \Z",
        text[max(0, start - 14) : start],
        re.IGNORECASE,
    ):
        return "at"
    if re.match(r" (?:police|pd|sheriff|fire)\b", text[end : end + 10], re.IGNORECASE):
        return "force"
    return "dwells" if DWELLS.match(text, end) else "bare"
