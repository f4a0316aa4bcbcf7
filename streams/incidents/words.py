"""Say an incident in words: the headline and the description of its alert.

Nothing here adds a figure: a part ("5 children") is told as a part, an open bound stays open, and what is unknown is left
out or said to be unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from streams.incidents.merge import Facts
from streams.records import Count, EventDate, Perpetrator, Place

KINDS = ("killed", "injured", "missing", "detained", "displaced", "affected")
_HARMED = {"affected": "killed or injured"}
_PARTS = {
    "children": ("child", "children"), "women": ("woman", "women"), "men": ("man", "men"),
    "civilians": ("civilian", "civilians"), "combatants": ("combatant", "combatants"),
}  # fmt: skip
_MODES = {
    "aerial": "airstrikes", "drone": "a drone attack", "heavy-weapons": "shelling", "firearms": "a shooting",
    "explosives": "an explosion", "suicide-attack": "a suicide attack", "vehicle": "a vehicle attack",
    "blades": "a stabbing", "arson": "a fire that was set", "chemical": "a chemical attack", "abduction": "an abduction",
    "assault": "an assault", "execution": "executions", "crowd": "a crowd crush", "accident": "an accident",
    "disaster": "a disaster", "disease": "disease",
}  # fmt: skip


def number(count: Count) -> str:
    """Say a number with its bounds.

    >>> base = {"kind": "killed", "group": "all", "text": "", "qualifier": "exact"}
    >>> number({**base, "low": 14, "best": 14, "high": None}), number({**base, "low": 10, "best": None, "high": 12})
    ('at least 14', '10 to 12')
    >>> number({**base, "low": 24, "best": None, "high": None, "qualifier": "vague", "text": "dozens"})
    'dozens'
    """
    low, best, high = count["low"], count["best"], count["high"]
    if count["qualifier"] == "vague" and count["text"].isalpha():
        return count["text"].lower()
    if low is None and high is None:
        return "some" if best is None else f"about {best:,}"
    if high is None:
        return f"at least {low or 0:,}"
    if low == high:
        return f"{high:,}"
    if not low:
        return f"up to {high:,}"
    return f"about {best:,}" if best is not None and count["qualifier"] == "about" else f"{low:,} to {high:,}"


def casualties(counts: Sequence[Count]) -> str:
    """Say all counts in one phrase.

    >>> base = {"kind": "killed", "qualifier": "exact", "text": ""}
    >>> casualties([{**base, "group": "all", "low": 14, "best": 14, "high": None},
    ...             {**base, "group": "children", "low": 5, "best": 5, "high": 5},
    ...             {**base, "kind": "injured", "group": "all", "low": 1, "best": 1, "high": 1}])
    'at least 14 people killed, among them 5 children, and 1 injured'
    """
    phrases: list[str] = []
    for kind in KINDS:
        told = [count for count in counts if count["kind"] == kind]
        whole = next((count for count in told if count["group"] == "all"), None)
        parts = [f"{number(count)} {group(count)}" for count in told if count["group"] != "all"]
        one = len(parts) == 1 and whole is not None and _bounds(told[0]) == _bounds(told[-1])
        if whole is None or one:
            phrases += [f"{part} {_HARMED.get(kind, kind)}" for part in parts]
            continue
        people = "" if phrases else (" person" if whole["low"] == whole["high"] == 1 else " people")
        among = f", among them {_listed(parts)}" if parts else ""
        phrases.append(f"{number(whole)}{people} {_HARMED.get(kind, kind)}{among}")
    if any("among" in phrase for phrase in phrases[:-1]):
        return ", and ".join(phrases)
    return _listed(phrases) or "casualties"


def group(count: Count) -> str:
    """Name a group in the number of its count."""
    one, many = _PARTS.get(count["group"], (count["group"], count["group"]))
    return one if count["low"] == count["high"] == 1 else many


def _bounds(count: Count) -> tuple[int | None, int | None]:
    return count["low"], count["high"]


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def where(place: Place | None, country: str | None = None) -> str:
    """Say a place, the finest part first.

    >>> where({"name": "al-Qasr", "adm_1": "Al-Hasakah", "country": "SYR", "where_prec": 1}, "Syria")
    'al-Qasr, Al-Hasakah, Syria'
    """
    if place is None:
        return "Place unknown"
    parts = [place.get("detail"), place["name"], place.get("adm_1"), country or place["country"]]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def day(when: EventDate | None) -> str | None:
    """Say the day or days of an event.

    >>> day({"start": "2018-05-01", "end": "2018-05-01", "precision": 1, "text": "Tuesday"})
    '1 May 2018'
    """
    if when is None or not when["start"]:
        return f"“{when['text']}”" if when and when["text"] else None
    start, end = date.fromisoformat(when["start"]), date.fromisoformat(when["end"] or when["start"])
    first = f"{start.day} {start:%B %Y}"
    return first if start == end else f"{first} to {end.day} {end:%B %Y}"


def manner(modes: Sequence[str]) -> str:
    """Say how it happened.

    >>> manner(["aerial"]), manner([])
    ('airstrikes', '')
    """
    return _MODES.get(modes[0], "") if modes else ""


def blame(parties: Sequence[Perpetrator]) -> str | None:
    """Say who is blamed and how the blame stands."""
    told = [
        f"{party['name']} ({'contested' if party['type'] == 'contested' else party['position']})"
        if party["name"]
        else party.get("text") or "unknown"
        for party in parties
    ]
    return ", ".join(dict.fromkeys(told)) or None


def headline(facts: Facts, country: str | None) -> str:
    """Return one line: how many, how, where."""
    told = casualties(facts.counts)
    by, place = manner(facts.mode), facts.place
    line = told + (f"{',' if 'among' in told else ''} in {by}" if by else "")
    if place is not None:
        at = "on" if by == "airstrikes" and place["name"] not in (place.get("adm_1"), country) else "in"
        line += f" {at} {where(place, country)}" if by else f", {where(place, country)}"
    return line[:1].upper() + line[1:]


def description(facts: Facts, country: str | None, grading: str) -> str:
    """Return the whole in sentences."""
    when, blamed = day(facts.date), blame(facts.perpetrators)
    said = ", ".join(source["name"] for source in facts.reported_by)
    count = facts.number_of_sources
    sentences = [
        headline(facts, country),
        f"Date: {when}" if when else "Date unknown",
        f"Reported by {said}" if said else None,
        f"Blamed: {blamed}" if blamed else None,
        f"Grading: {grading}, {count} independent source{'' if count == 1 else 's'}",
    ]
    return ". ".join(sentence for sentence in sentences if sentence) + "."
