"""What an alert says, in the words that people read: counts with their bounds, place, date, sources, blame.

One wording for the live page, the feeds, webhooks, the terminal and reports. Nothing here adds a figure: a part
("5 children") is named as a part, an open bound stays open, and unknown is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from streams.records import Alert, Count, EventDate, Perpetrator, Place, ReportedBy

KINDS = ("killed", "injured", "missing", "detained", "displaced", "affected")
"""Kinds of harm in the order in which they are told."""

PARTS = {
    "children": ("child", "children"),
    "women": ("woman", "women"),
    "men": ("man", "men"),
    "civilians": ("civilian", "civilians"),
    "combatants": ("combatant", "combatants"),
}

CHANGES = {
    "new": "First report",
    "raised": "Raised",
    "lowered": "Lowered",
    "confirmed": "Confirmed by another source",
    "contested": "Contested",
    "merged": "Merged with another incident",
    "withdrawn": "Withdrawn",
}


def number(value: int) -> str:
    """Write a number with thousands apart.

    >>> number(1200)
    '1,200'
    """
    return f"{value:,}"


def bounds(count: Count) -> str:
    """Say one count with its bounds.

    >>> base = {"kind": "killed", "group": "all", "text": ""}
    >>> bounds({**base, "low": 14, "best": 14, "high": None, "qualifier": "at_least"})
    'at least 14'
    >>> bounds({**base, "low": 24, "best": None, "high": None, "qualifier": "vague", "text": "Dozens"})
    'dozens (24 or more)'
    >>> bounds({**base, "low": 10, "best": None, "high": 12, "qualifier": "range"})
    '10 to 12'
    """
    low, best, high = count["low"], count["best"], count["high"]
    if low is None and high is None:
        return "an unknown number" if best is None else f"about {number(best)}"
    if high is None:
        open_ended = f"at least {number(low or 0)}"
        if count["qualifier"] == "vague" and count["text"].isalpha():
            return f"{count['text'].lower()} ({number(low or 0)} or more)"
        return open_ended
    if low == high:
        return number(high)
    if not low:
        return f"up to {number(high)}"
    if best is not None and count["qualifier"] == "about":
        return f"about {number(best)} ({number(low)} to {number(high)})"
    return f"{number(low)} to {number(high)}"


def casualties(counts: Sequence[Count]) -> str:
    """Say all counts of an incident in one phrase, parts as parts.

    >>> base = {"kind": "killed", "qualifier": "exact", "text": ""}
    >>> casualties([{**base, "group": "all", "low": 14, "best": 14, "high": None},
    ...             {**base, "group": "children", "low": 5, "best": 5, "high": 5},
    ...             {**base, "kind": "injured", "group": "all", "low": 1, "best": 1, "high": 1}])
    'at least 14 killed, among them 5 children; 1 injured'
    >>> casualties([])
    'no count'
    """
    phrases = []
    for kind in KINDS:
        told = [count for count in counts if count["kind"] == kind]
        whole = next((count for count in told if count["group"] == "all"), None)
        parts = [f"{bounds(count)} {_part(count)}" for count in told if count["group"] != "all"]
        if whole is not None and len(parts) == 1 and _equal(whole, told):
            phrases.append(f"{parts[0]} {kind}")
        elif whole is not None:
            phrases.append(f"{bounds(whole)} {kind}" + (f", among them {_listed(parts)}" if parts else ""))
        elif parts:
            phrases.append(f"{_listed(parts)} {kind}")
    return "; ".join(phrases) or "no count"


def _equal(whole: Count, told: Sequence[Count]) -> bool:
    part = next(count for count in told if count["group"] != "all")
    return (whole["low"], whole["high"]) == (part["low"], part["high"])


def _part(count: Count) -> str:
    one, many = PARTS.get(count["group"], (count["group"], count["group"]))
    return one if count["low"] == count["high"] == 1 else many


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(alert: Alert) -> str:
    """Return the phrase of :func:`casualties` as the start of a line."""
    told = casualties(alert["incident"]["counts"])
    return told[:1].upper() + told[1:]


def place(alert: Alert) -> str:
    """Say where: the area in words, or that it is unknown."""
    areas = [area["areaDesc"] for info in alert["info"][:1] for area in info["area"] if area["areaDesc"].strip()]
    if areas:
        return areas[0]
    where: Place | None = alert["incident"]["place"]
    if where is None:
        return "place unknown"
    return ", ".join(part for part in (where["name"], where.get("adm_1"), where["country"]) if part)


def day(when: EventDate | None) -> str:
    """Say the day or days of the event.

    >>> day({"start": "2018-05-01", "end": "2018-05-01", "precision": 1, "text": "Tuesday"})
    '1 May 2018'
    >>> day({"start": "2018-04-28", "end": "2018-04-29", "precision": 2, "text": "over the weekend"})
    '28–29 April 2018'
    >>> day({"start": None, "end": None, "precision": 5, "text": "Tuesday"})
    '“Tuesday”, date unknown'
    >>> day(None)
    'date unknown'
    """
    if when is None or not when["start"]:
        text = when["text"] if when else None
        return f"“{text}”, date unknown" if text else "date unknown"
    start = date.fromisoformat(when["start"])
    end = date.fromisoformat(when["end"]) if when["end"] else start
    if start == end:
        return f"{start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {start:%B %Y}"
    return f"{start.day} {start:%B %Y} – {end.day} {end:%B %Y}"


def said_by(sources: Sequence[ReportedBy]) -> str:
    """Say who reports it.

    >>> said_by([{"name": "Civil Defence", "role": "official"}])
    'Civil Defence'
    >>> said_by([])
    'source unknown'
    """
    return ", ".join(dict.fromkeys(source["name"] for source in sources)) or "source unknown"


def blamed(parties: Sequence[Perpetrator]) -> str:
    """Say who is blamed and how the blame stands.

    >>> blamed([{"name": "the coalition", "type": "named", "position": "suspected"}])
    'the coalition (suspected)'
    >>> blamed([{"name": None, "type": "unknown", "position": "suspected", "text": "unknown warplanes"}])
    'unknown warplanes'
    >>> blamed([])
    'nobody blamed'
    """
    told = []
    for party in parties:
        name = party["name"]
        if name is None:
            told.append(party.get("text") or "unknown")
        else:
            told.append(f"{name} ({'contested' if party['type'] == 'contested' else party['position']})")
    return ", ".join(dict.fromkeys(told)) or "nobody blamed"


def change(alert: Alert) -> str:
    """Say why this alert was sent.

    >>> change({"incident": {"change": "raised", "previous": [], "counts": [], "merged_into": None}})
    'Raised'
    """
    incident = alert["incident"]
    told = CHANGES[incident["change"]]
    if incident["change"] in ("raised", "lowered") and incident.get("previous"):
        return f"{told} from {casualties(incident['previous'])}"
    if incident.get("merged_into"):
        return "Merged into another incident"
    return told
