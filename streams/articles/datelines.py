"""Reads the dateline at the head of a report: where it was filed, by which agency, and on which day.

    ERBIL, Kurdistan Region – The ...          CHICAGO (AP) — ...        SAN SALVADOR, 3 JAN 90 (AFP) -- ...
    BAGHDAD, May 1 (Reuters) - ...             (Reuters) - ...           PUYALLUP, Wash. — ...      Beirut: ...

A dateline stands at the start of the first paragraphs, begins with a capital and ends with a dash; it never holds a
verb, so it is short and its words are capitalised, abbreviated or numbers. A place before a bare hyphen must be in
capitals: "Half-" and "Police - who" are no datelines.
"""

from __future__ import annotations

import re

from streams.articles.casing import phrases, usual_case
from streams.reading.document import Dateline

_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?"
_DAY = rf"(?P<date>\d{{1,2}} {_MONTH},?(?: \d{{2,4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?)"
_NAME = r"[^\W\d_][\w.'’\-/]{0,30}"
_PLACE = rf"(?P<place>{_NAME}(?: {_NAME}){{0,4}}(?:, {_NAME}(?: {_NAME}){{0,3}}){{0,2}}?)"
_AGENCY = r"\((?P<agency>[^()\n]{2,60})\)"
_DASH = r"\s{0,2}(?:--+|—|–|:? - |-\s)\s{0,2}"
_COUNTRY = r"(?: \([^()\n]{2,30}\)(?=, ))?"
_PATTERN = re.compile(rf"\s{{0,4}}(?:{_PLACE}{_COUNTRY}(?:, {_DAY})?)?(?:,? ?{_AGENCY})?(?P<dash>{_DASH})", re.IGNORECASE)
_SMALL = frozenset("of the de del la las los el le al and y upon near da do dos von der".split())
_NOWHERE = re.compile(r"(?:no city|no date|clandestine|undated|unknown)\b", re.IGNORECASE)
"""What a wire writes where the place is not known, or kept secret."""
_ACRONYM = re.compile(r"[A-Z][A-Z0-9/& .]{1,11}$")
_KNOWN = frozenset("reuters bloomberg afp ap ansa efe tass xinhua interfax upi dpa pti ani cnn bbc anadolu rudaw".split())


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline that a text begins with, offsets included, or None.

    >>> find_dateline("ERBIL, Kurdistan Region – The SDF announced")
    Dateline(place='ERBIL, Kurdistan Region', agency=None, date=None, start=0, end=26)
    >>> find_dateline("SAN SALVADOR, 3 JAN 90 (AFP) -- THE ARMY")
    Dateline(place='SAN SALVADOR', agency='AFP', date='3 JAN 90', start=0, end=32)
    >>> find_dateline("Police - who arrived late - said") is None
    True
    """
    found = _PATTERN.match(text[:200])
    if not found:
        return None
    place, agency, date = found["place"] or "", found["agency"], found["date"]
    if not place and not agency:
        return None
    if not place and not _agency(agency):
        return None
    if place and not _placelike(place, bool(agency and _agency(agency)) or bool(date), found["dash"]):
        return None
    if _NOWHERE.match(place):
        place = ""
    start = len(text) - len(text.lstrip())
    return Dateline(place, agency.strip() if agency else None, date, start, found.end())


def _agency(name: str) -> bool:
    return bool(_ACRONYM.match(name)) or name.split()[0].lower().strip(",") in _KNOWN


def _placelike(place: str, certain: bool, dash: str) -> bool:
    """Tell a place from other words before a dash; an agency or a date behind it makes it certain."""
    words = [word for word in re.split(r"[ ,]+", place) if word]
    if any(not word[0].isupper() and word.lower() not in _SMALL for word in words):
        return False
    if certain:
        return True
    town = [word for word in place.split(",")[0].split() if word.lower() not in _SMALL]
    if not town or (all(map(_is_everyday, town)) and not _is_known(town)):
        return False
    if len(place) > 2 and all(map(str.isupper, town)):
        return True
    return dash.strip() in ("—", "–", "--") and len(words) <= 4 and not any(map(_is_everyday, town))


def _is_everyday(word: str) -> bool:
    return (usual_case(word.lower().rstrip(".")) or "").islower()


def _is_known(town: list[str]) -> bool:
    """Tell a town that is made of everyday words ("Salt Lake City")."""
    first = town[0].upper()
    return tuple(map(str.upper, town)) in phrases().get(first, ())
