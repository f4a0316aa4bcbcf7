"""The current incidents, read from the compacted topic that is also the state of the alert stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import orjson

from streams.client.consuming import whole
from streams.client.subscriber import read_alert
from streams.incidents.known import Known, stands
from streams.records import Alert, Report
from streams.settings import Settings
from streams.topics import Topic


class Found(NamedTuple):
    """What an identifier names: a report, and the reports of its incident; one of them may be missing."""

    report: Report | None
    incident: Known | None


def read_incidents(settings: Settings) -> dict[str, Known]:
    """Return every incident that the state holds, by id, also those that never rang.

    The value of the highest source position counts, as in the worker: a late write of a former owner is no step back. An
    incident that another absorbed is gone.
    """
    best: dict[tuple[int, str], tuple[int, Any]] = {}
    with whole(settings, Topic.INCIDENTS) as records:
        for record in records:
            key = (record.partition, (record.key or b"").decode("utf-8", "replace"))
            if record.value is None:
                best.pop(key, None)
                continue
            position, value = orjson.loads(record.value)
            if key not in best or position >= best[key][0]:
                best[key] = (position, value)
    values = {name: value for (_, name), (_, value) in best.items() if value is not None and "reports" in value}
    absorbed = {lost for value in values.values() for lost in value.get("absorbed", ())}
    return {name: cast(Known, value) for name, value in values.items() if name not in absorbed}


def current_incidents(settings: Settings) -> list[Known]:
    """Return the incidents that have rung and were not withdrawn, the most recently active last."""
    return sorted(filter(stands, read_incidents(settings).values()), key=lambda known: (known["active"], known["id"]))


def read_alerts(settings: Settings) -> Iterator[Alert]:
    """Yield every alert that Kafka still holds, in the order of each incident; rehearsals are left out."""
    with whole(settings, Topic.ALERTS) as records:
        for record in records:
            if (alert := read_alert(record)) is not None and alert["status"] == "Actual":
                yield alert


def find(settings: Settings, identifier: str) -> Found:
    """Return what an identifier names: an incident, an alert (its incident), or a report.

    An identifier may be cut at its end as long as only one has that beginning.
    """
    incidents = read_incidents(settings)
    about = identifier
    stem, dot, revision = identifier.rpartition(".")
    if dot and revision.isdigit():
        about = stem
    exact = [known for name, known in incidents.items() if name == about]
    close = exact or [known for name, known in incidents.items() if about in name]
    if len(close) == 1:
        return Found(None, close[0])
    for known in incidents.values():
        for report in known["reports"]:
            if identifier in report["id"]:
                return Found(report, known)
    with whole(settings, Topic.REPORTS) as records:
        for record in records:
            if record.value is not None and identifier.encode() in record.value:
                report = orjson.loads(record.value)
                if identifier in report["id"] and report["pubStatus"] != "canceled":
                    return Found(cast(Report, report), None)
    return Found(None, None)
