"""The state of an incident: what a partition remembers of it, and what it lets people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Literal, NotRequired, TypedDict, cast

from streams.incidents.grade import Grading, grade
from streams.incidents.merge import Facts, facts
from streams.records import Count, Incident, Report, ReportRef

Change = Literal["new", "raised", "lowered", "confirmed", "contested", "merged", "withdrawn"]
MOST_REFERENCES = 50


class Told(TypedDict):
    """What the last alert said, to be compared with what is known now."""

    counts: list[Count]
    grading: Grading
    sources: int
    change: Change


class Known(TypedDict):
    """One incident in the state of a partition."""

    id: str
    position: int
    """Of the last report that changed it."""
    opened: int
    """Record time of its first report, in seconds since 1970."""
    first: NotRequired[int]
    """Position of the report that opened it: tells incidents of one second apart. Older workers did not write it."""
    active: int
    """Record time of its last report."""
    revision: int
    """Alerts sent; 0 while nothing has rung."""
    reports: list[Report]
    told: Told | None
    """None before the first alert and after a Cancel."""
    references: list[str]
    """Alerts sent, as CAP references."""
    absorbed: list[str]
    """Incidents found to be this one."""


class Withdrawal(TypedDict):
    """A cancellation or new version of an article, remembered so that an overtaken older version does not ring."""

    withdrawn: str
    """Uri of the article."""
    position: int
    time: int
    version: str
    all: NotRequired[bool]
    """Whether no version of it stands."""


def new_id(report: Report) -> str:
    """Return the identifier of an incident that a report opens.

    >>> new_id({"id": "urn:tocsin:report:1"})  # doctest: +ELLIPSIS
    'urn:tocsin:incident:...'
    """
    return "urn:tocsin:incident:" + blake2b(report["id"].encode(), digest_size=12).hexdigest()


def is_incident(value: Mapping[str, Any]) -> bool:
    """Whether a value of the topic ``casualty.incidents`` is an incident; the others are withdrawals."""
    return "reports" in value


def stands(known: Mapping[str, Any]) -> bool:
    """Whether a value of ``casualty.incidents`` is an incident that has rung and was not withdrawn."""
    return is_incident(known) and known["told"] is not None


def describe(known: Known, change: Change | None = None, reports: Sequence[Report] | None = None) -> Incident:
    """Return an incident as alerts and ``tocsin incidents`` show it; by default as it stands in the state."""
    shown = known["reports"] if reports is None else reports
    told = known["told"]
    last: Change = change or (told["change"] if told else "withdrawn")
    return public(known, facts(shown), shown, last)


def public(known: Known, about: Facts, reports: Sequence[Report], change: Change) -> Incident:
    """Build the public record of an incident."""
    incident: Incident = {
        "id": known["id"],
        "revision": max(1, known["revision"]),
        "change": change,
        "counts": about.counts,
        "previous": known["told"]["counts"] if known["told"] else [],
        "place": about.place,
        "date": about.date,
        "mode": about.mode,
        "reported_by": about.reported_by,
        "perpetrators": about.perpetrators,
        "victims": about.victims,
        "grading": grade(reports, about),
        "number_of_sources": about.number_of_sources,
        "reports": [_reference(report) for report in reports],
    }
    if known["absorbed"]:
        incident["absorbed"] = known["absorbed"]
    return incident


def _reference(report: Report) -> ReportRef:
    article, evidence = report["article"], report["evidence"]
    return cast(
        ReportRef,
        {
            "id": report["id"],
            "article": article["uri"],
            "quote": evidence["quote"],
            "source": article.get("source"),
            "versionCreated": article.get("versionCreated"),
            "start": evidence["start"] if evidence.get("role", "body") == "body" else None,
            "end": evidence["end"] if evidence.get("role", "body") == "body" else None,
        },
    )
