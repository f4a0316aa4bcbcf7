"""An alert in the few phrases that lists, feeds and messages need; the wording is that of :mod:`streams.incidents.words`."""

from __future__ import annotations

from collections.abc import Sequence

from streams.incidents.countries import country_name
from streams.incidents.words import blame, casualties, where
from streams.incidents.words import day as day_of
from streams.records import Alert, EventDate, Perpetrator, ReportedBy

CHANGES = {
    "new": "First report",
    "raised": "Raised",
    "lowered": "Lowered",
    "confirmed": "Confirmed by another source",
    "contested": "Contested",
    "merged": "Joined with another incident",
    "withdrawn": "Withdrawn",
}


def sentence(alert: Alert) -> str:
    """Say how many suffered what, with bounds, as the start of a line."""
    told = casualties(alert["incident"]["counts"])
    return told[:1].upper() + told[1:]


def place(alert: Alert) -> str:
    """Say where: the area in the alert's words, or its place."""
    areas = [area["areaDesc"] for info in alert["info"][:1] for area in info["area"] if area["areaDesc"].strip()]
    found = alert["incident"]["place"]
    return areas[0] if areas else where(found, country_name(found["country"]) if found else None)


def day(when: EventDate | None) -> str:
    """Say the day or days of the event.

    >>> day({"start": None, "end": None, "precision": 5, "text": "Tuesday"}), day(None)
    ('“Tuesday”', 'Date unknown')
    """
    return day_of(when) or "Date unknown"


def said_by(sources: Sequence[ReportedBy]) -> str:
    """Say who reports it.

    >>> said_by([{"name": "Civil Defence", "role": "official"}]), said_by([])
    ('Civil Defence', 'unnamed sources')
    """
    return ", ".join(dict.fromkeys(source["name"] for source in sources)) or "unnamed sources"


def blamed(parties: Sequence[Perpetrator]) -> str:
    """Say who is blamed and how the blame stands.

    >>> blamed([{"name": "the coalition", "type": "named", "position": "suspected"}]), blamed([])
    ('the coalition (suspected)', 'nobody')
    """
    return blame(parties) or "nobody"


def change(alert: Alert) -> str:
    """Say why this alert was sent.

    >>> change({"incident": {"change": "raised", "previous": [], "counts": [], "merged_into": None}})
    'Raised'
    """
    incident = alert["incident"]
    if incident.get("merged_into"):
        return "Joined to another incident"
    told = CHANGES[incident["change"]]
    if incident["change"] in ("raised", "lowered") and incident.get("previous"):
        return f"{told} from {casualties(incident['previous'])}"
    return told
