"""An incident in the few fields that a list, a map mark or a line on a terminal needs.

About 700 bytes instead of the 3 to 10 KB of an alert, so that a page can hold thousands. Everything in it comes from the
incident's newest alert; the words are those of :mod:`streams.gateway.words`.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from streams.gateway import words
from streams.records import Alert

Summary = dict[str, Any]


def summarise(alert: Alert, opened: str) -> Summary:
    """Return the summary of the incident as its newest alert tells it; ``opened`` is when its first alert was sent."""
    incident = alert["incident"]
    place = incident["place"]
    info = alert["info"][0]
    reports = incident["reports"]
    return {
        "id": incident["id"],
        "identifier": alert["identifier"],
        "revision": incident["revision"],
        "change": incident["change"],
        "withdrawn": alert["msgType"] == "Cancel",
        "merged_into": incident.get("merged_into"),
        "status": alert["status"],
        "opened": opened,
        "sent": alert["sent"],
        "headline": info["headline"],
        "event": info["event"],
        "severity": info["severity"],
        "words": words.sentence(alert),
        **{kind: total(alert, kind) for kind in ("killed", "injured", "missing")},
        "place": words.place(alert),
        "country": place["country"] if place else None,
        "latitude": place.get("latitude") if place else None,
        "longitude": place.get("longitude") if place else None,
        "where_prec": place["where_prec"] if place else None,
        "date": incident["date"],
        "day": words.day(incident["date"]),
        "said_by": words.said_by(incident["reported_by"]),
        "blamed": words.blamed(incident["perpetrators"]),
        "mode": incident["mode"],
        "grading": incident["grading"],
        "sources": incident["number_of_sources"],
        "quote": reports[0]["quote"] if reports else None,
    }


def total(alert: Alert, kind: str) -> list[int | None] | None:
    """Return ``[low, best, high]`` of all victims of a kind; None when the alert does not count them.

    Parts are never added up: without a count of all, the largest lower bound among the parts is the lower bound.
    """
    told = [count for count in alert["incident"]["counts"] if count["kind"] == kind]
    for count in told:
        if count["group"] == "all":
            return [count["low"], count["best"], count["high"]]
    lows = [count["low"] for count in told if count["low"] is not None]
    return [max(lows), None, None] if lows else None


def standing(alert: Alert) -> Alert:
    """Return an alert without what was told before it: filters judge an alert by both, a list only by what stands."""
    incident: Any = {**alert["incident"], "previous": []}
    return {**alert, "incident": incident}


def fold(text: str) -> str:
    """Return text as search compares it: without case and accents.

    >>> fold("Deïr ez-Zōr")
    'deir ez-zor'
    """
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def searchable(alert: Alert) -> str:
    """Return everything in an alert that a search looks through, folded."""
    incident = alert["incident"]
    place = incident["place"]
    parts: list[str | None] = [
        incident["id"],
        words.sentence(alert),
        words.place(alert),
        words.blamed(incident["perpetrators"]),
    ]
    parts += [info["headline"] for info in alert["info"]]
    if place:
        parts += [place["name"], place.get("adm_1"), place.get("adm_2"), place["country"], place.get("detail")]
    parts += [source["name"] for source in incident["reported_by"]]
    parts += [victim["name"] for victim in incident.get("victims", [])]
    for report in incident["reports"]:
        parts += [report["quote"], report.get("source")]
    return fold("\n".join(part for part in parts if part))
