"""Build the alert of an incident: CAP 1.2 headers around the typed incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, cast

from streams.incidents import words
from streams.incidents.countries import country_name
from streams.incidents.grade import CERTAINTY, grade, severity
from streams.incidents.known import Change, Known, public
from streams.incidents.merge import Facts
from streams.records import Alert, Area, Place, Report

RADIUS_KM = {1: 2, 2: 25, 3: 50, 4: 150}
"""Radius of the circle by UCDP precision of the place; wider places get none."""
_VIOLENCE = "aerial drone heavy-weapons firearms explosives suicide-attack blades chemical abduction assault execution"
_SECURITY = frozenset(_VIOLENCE.split())
_CATEGORIES = {
    "disaster": "Geo", "disease": "Health", "accident": "Safety", "crowd": "Safety", "arson": "Fire", "vehicle": "Transport",
}  # fmt: skip
_EVENTS = {"killed": "People killed", "injured": "People injured", "missing": "People missing"}


class Sender(Protocol):
    """Settings that say who sends, and whether it is a rehearsal."""

    @property
    def sender(self) -> str:
        """CAP sender."""

    @property
    def status(self) -> str:
        """``Actual`` or ``Test``."""


def build(
    known: Known,
    about: Facts,
    reports: Sequence[Report],
    kind: Literal["Alert", "Update", "Cancel"],
    change: Change,
    time: datetime,
    sender: Sender,
) -> Alert:
    """Build the alert of a revision; ``known`` has its number, and the references and counts of the alerts before it."""
    incident = public(known, about, reports, change)
    place = about.place
    country = country_name(place["country"]) if place else None
    grading = grade(reports, about)
    withdrawn = "Withdrawn: " if kind == "Cancel" else ""
    return {
        "identifier": f"{known['id']}.{known['revision']}",
        "sender": sender.sender,
        "sent": sent(time),
        "status": cast(Any, sender.status),
        "msgType": kind,
        "scope": "Public",
        "references": list(known["references"]),
        "info": [
            {
                "language": "en",
                "category": [cast(Any, category(about.mode))],
                "event": next((_EVENTS[c["kind"]] for c in about.counts if c["kind"] in _EVENTS), "Casualties reported"),
                "urgency": "Past",
                "severity": severity(about.counts),
                "certainty": CERTAINTY[grading],
                "headline": withdrawn + words.headline(about, country),
                "description": withdrawn + words.description(about, country, grading),
                "area": [area(place)],
            }
        ],
        "incident": incident,
    }


def sent(time: datetime) -> str:
    """Write a time as CAP demands: whole seconds, numeric offset, never Z.

    >>> from datetime import UTC
    >>> sent(datetime(2018, 5, 1, 15, 0, 0, 999, tzinfo=UTC))
    '2018-05-01T15:00:00+00:00'
    """
    return time.replace(microsecond=0).isoformat()


def reference(alert: Alert) -> str:
    """Return how later alerts refer to this one."""
    return f"{alert['sender']},{alert['identifier']},{alert['sent']}"


def category(modes: Sequence[str]) -> str:
    """Return the CAP category of how it happened; Security for violence, and where nothing is known Safety.

    >>> category(["aerial"]), category(["disaster"]), category([])
    ('Security', 'Geo', 'Safety')
    """
    if any(mode in _SECURITY for mode in modes):
        return "Security"
    return next((_CATEGORIES[mode] for mode in modes if mode in _CATEGORIES), "Safety")


def area(place: Place | None) -> Area:
    """Return the CAP area of a place: words, a circle as wide as the place is vague, and codes."""
    if place is None:
        return {"areaDesc": "Place unknown"}
    found: Area = {"areaDesc": words.where(place, country_name(place["country"]))}
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is not None and longitude is not None and place["where_prec"] in RADIUS_KM:
        found["circle"] = [f"{latitude:.5f},{longitude:.5f} {RADIUS_KM[place['where_prec']]}"]
    codes = [("ISO3166-1-alpha-3", place["country"]), ("GeoNames", place.get("geonameid"))]
    if geocode := [{"valueName": name, "value": str(code)} for name, code in codes if code]:
        found["geocode"] = cast(Any, geocode)
    return found
