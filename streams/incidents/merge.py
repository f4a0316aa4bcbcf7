"""Join reports of one incident into what is known of it.

The state of an incident is a set of reports. Joining sets is commutative, associative and idempotent, and what is told of
an incident is a function of the set alone, so the order of arrival does not matter. Only its identifier, its
revision and what was last told depend on when it was first heard of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast

from streams.incidents import sources, tolls
from streams.incidents.features import fold
from streams.incidents.ringing import rings
from streams.records import Count, EventDate, Perpetrator, Place, Report, ReportedBy, Victim

MOST_REPORTS = 100
"""Reports kept of an incident: the first and the newest, so that the state of a long story stays bounded."""
MOST_QUOTE = 400
MOST_PEOPLE = 20
T = TypeVar("T")


class Facts(NamedTuple):
    """What is known of an incident."""

    counts: list[Count]
    disputed: bool
    place: Place | None
    date: EventDate | None
    mode: list[Any]
    reported_by: list[ReportedBy]
    perpetrators: list[Perpetrator]
    victims: list[Victim]
    number_of_sources: int


def keep(report: Report) -> Report:
    """Return what is kept of a report in the state: everything, with long texts cut."""
    kept = cast(Report, dict(report))
    kept["evidence"] = {**report["evidence"], "quote": report["evidence"]["quote"][:MOST_QUOTE]}
    kept["evidence"]["end"] = min(report["evidence"]["end"], report["evidence"]["start"] + MOST_QUOTE)
    if "people" in report:
        kept["people"] = report["people"][:MOST_PEOPLE]
    return kept


def time_of(report: Report) -> int:
    """Return what orders reports in time: when the version of their article was made, in seconds since 1970, else 0."""
    made = report["article"].get("versionCreated")
    try:
        return int(datetime.fromisoformat(made).timestamp()) if made else 0
    except ValueError:
        return 0


def union(*sets: Iterable[Report]) -> list[Report]:
    """Join sets of reports, oldest first; the same report counts once."""
    every = {report["id"]: report for reports in sets for report in reports}
    ordered = sorted(every.values(), key=lambda report: (time_of(report), report["id"]))
    return ordered if len(ordered) <= MOST_REPORTS else [ordered[0], *ordered[1 - MOST_REPORTS :]]


def facts(reports: Sequence[Report]) -> Facts:
    """Say what a set of reports tells of its incident."""
    reports = union(reports)
    current = [report for report in reports if rings(report)] or reports
    origin = sources.independent(current)
    toll = tolls.combine(current, origin, {report["id"]: time_of(report) for report in current})
    places = [report["place"] for report in current if report["place"]]
    dates = [report["date"] for report in current if report["date"]]
    modes: Counter[Any] = Counter(mode for report in current for mode in dict.fromkeys(report["mode"]) if mode != "unknown")
    return Facts(
        counts=toll.counts,
        disputed=toll.disputed,
        place=_best(places, lambda place: place["where_prec"], lambda place: fold(place["name"])),
        date=_best(dates, lambda date: date["precision"] if date["start"] else 9, lambda date: date["start"] or ""),
        mode=sorted(modes, key=lambda mode: (-modes[mode], mode)),
        reported_by=_once((source for report in current for source in report["reported_by"]), lambda s: fold(s["name"])),
        perpetrators=_once(
            (party for report in current for party in report["perpetrators"]),
            lambda party: fold(party["name"] or party.get("text") or "?"),
        ),
        victims=_victims(reports),
        number_of_sources=len(set(origin.values())),
    )


def _best(values: Sequence[T], vagueness: Callable[[T], int], name: Callable[[T], str]) -> T | None:
    """Return the most precise value, among these the one that most reports give, among these the first."""
    if not values:
        return None
    support = Counter(name(value) for value in values)
    return min(values, key=lambda value: (vagueness(value), -support[name(value)]))


def _once(values: Iterable[T], key: Callable[[T], str]) -> list[T]:
    first: dict[str, T] = {}
    for value in values:
        first.setdefault(key(value), value)
    return list(first.values())[:30]


def _victims(reports: Sequence[Report]) -> list[Victim]:
    """Return the named victims of all reports, each once with the gravest that happened to them."""
    known: dict[str, Victim] = {}
    for report in reports:
        for victim in report.get("victims", []):
            if victim["name"]:
                before = known.get(fold(victim["name"]))
                grave = "killed" in (victim.get("kind"), before and before.get("kind"))
                merged = {**victim, **{k: v for k, v in (before or {}).items() if v is not None}}
                known[fold(victim["name"])] = cast(Victim, merged | ({"kind": "killed"} if grave else {}))
    return list(known.values())[:50]
