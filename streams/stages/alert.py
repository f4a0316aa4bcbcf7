"""Join reports into incidents and ring: ``casualty.reports`` → ``casualty.alerts``.

One alert per incident; later reports ring again only when something changed that a subscriber would act on. A report that
does not ring by itself joins an incident or comes to nothing; a historical one (a trial) is remembered quietly, so that what
is told later of the same event finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from streams.articles.versions import order
from streams.incidents import cap
from streams.incidents.grade import grade
from streams.incidents.known import MOST_REFERENCES, Change, Known, Told, Withdrawal, new_id
from streams.incidents.memory import Incidents, age, opening
from streams.incidents.merge import Facts, facts, keep, union
from streams.incidents.ringing import direction, rings
from streams.records import Report
from streams.stages.outputs import Output, Source
from streams.topics import Topic

__all__ = ["Incidents", "alert"]


class Settings(Protocol):
    """What this stage needs of the settings."""

    @property
    def incident_days(self) -> float:
        """Days that an incident stays open for more reports."""

    @property
    def update_share(self) -> float:
        """Least change of a count that rings again, as a share of what was told."""

    @property
    def sender(self) -> str:
        """CAP sender."""

    @property
    def status(self) -> str:
        """``Actual`` or ``Test``."""


def alert(report: Report, incidents: Incidents, source: Source, settings: Settings) -> Iterator[Output]:
    """Yield the alerts that a report, or the withdrawal of an article's reports, gives rise to."""
    incidents.expire(int(source.time.timestamp()))
    if report["pubStatus"] == "canceled":
        yield from _withdraw(report, incidents, source, settings)
        return
    if incidents.holds(report) or _overtaken(report, incidents):
        return
    report = keep(report)
    found = incidents.candidates(report, source.position)
    if not found:
        if rings(report) or _worth_remembering(report, incidents):
            yield from _revise(_open(report, source), [report], incidents, source, settings)
        return
    joined = [found[0].known]
    for candidate in found[1:]:
        if not any(incidents.contradict(candidate.known, known) for known in joined):
            joined.append(candidate.known)
    winner, *losers = sorted(joined, key=age)
    reports = [other for known in joined for other in known["reports"] if not _replaced(other, report)]
    yield from _revise(winner, union(reports, [report]), incidents, source, settings, losers)


def _worth_remembering(report: Report, incidents: Incidents) -> bool:
    """Whether a report that does not ring may be found by its names later: a trial of which nothing else is known yet."""
    told = report["modality"] == "historical" and not report["cumulative"]
    return (
        told
        and any(victim["name"] for victim in report.get("victims", []))
        and not incidents.of_article(report["article"]["uri"])
    )


def _open(report: Report, source: Source) -> Known:
    time = int(source.time.timestamp())
    return {
        "id": new_id(report), "position": source.position, "opened": time, "first": source.position, "active": time,
        "revision": 0, "reports": [], "told": None, "references": [], "absorbed": [],
    }  # fmt: skip


def _replaced(other: Report, report: Report) -> bool:
    """Whether ``other`` comes from an older version of the article of ``report``."""
    one, two = other["article"], report["article"]
    return one["uri"] == two["uri"] and order(one["version"]) < order(two["version"])


def _overtaken(report: Report, incidents: Incidents) -> bool:
    """Whether a report comes from a version that was withdrawn or replaced before it arrived."""
    uri, version = report["article"]["uri"], order(report["article"]["version"])
    withdrawal = incidents.get(f"withdrawn {uri}")
    if withdrawal is not None and (withdrawal.get("all", False) or version < order(withdrawal["version"])):
        return True
    known = (other["article"] for incident in incidents.of_article(uri) for other in incident["reports"])
    return any(article["uri"] == uri and version < order(article["version"]) for article in known)


def _withdraw(marker: Report, incidents: Incidents, source: Source, settings: Settings) -> Iterator[Output]:
    """Take back the reports of an article: all, or those of older versions."""
    uri, version = marker["article"]["uri"], marker["article"]["version"]
    whole = marker.get("canceled", False)
    key = f"withdrawn {uri}"
    before = incidents.get(key)
    if before is not None and before["position"] >= source.position:
        return
    for known in incidents.of_article(uri):
        if known["position"] >= source.position:
            continue
        left = [
            report
            for report in known["reports"]
            if report["article"]["uri"] != uri or not (whole or order(report["article"]["version"]) < order(version))
        ]
        if len(left) < len(known["reports"]):
            yield from _revise(known, left, incidents, source, settings)
    withdrawal: Withdrawal = {
        "withdrawn": uri, "position": source.position, "time": int(source.time.timestamp()), "version": version,
    }  # fmt: skip
    incidents.set(key, cast(dict[str, Any], withdrawal | ({"all": True} if whole else {})))


def _revise(
    known: Known,
    reports: Sequence[Report],
    incidents: Incidents,
    source: Source,
    settings: Settings,
    losers: Sequence[Known] = (),
) -> Iterator[Output]:
    """Give an incident another set of reports, absorb others into it, and ring if that matters."""
    about, shown = facts(reports), reports
    rung = [loser for loser in losers if loser["told"]]
    kind, change = _decide(known, reports, about, bool(rung), settings)
    if kind == "Cancel":
        about, shown = facts(known["reports"]), known["reports"]
    time = max(known["active"], int(source.time.timestamp()))
    revised = cast(Known, {**known, "position": source.position, "active": time, "reports": list(reports)})
    revised["absorbed"] = list(
        dict.fromkeys([*known["absorbed"], *(id for loser in losers for id in (loser["id"], *loser["absorbed"]))])
    )
    revised["opened"], revised["first"] = min(map(opening, [known, *losers]))
    if kind is not None and change is not None:
        if kind == "Alert":
            revised["references"] = []
        yield _ring(revised, about, shown, kind, change, source.time, settings)
    if reports or revised["revision"]:
        incidents.set(known["id"], cast(dict[str, Any], revised))
    elif known["id"] in incidents:
        incidents.set(known["id"], None)
    for loser in losers:
        if loser in rung:
            gone = cast(Known, {**loser, "position": source.position})
            output = _ring(gone, facts(loser["reports"]), loser["reports"], "Cancel", "merged", source.time, settings)
            cast(dict[str, Any], output.record["incident"])["merged_into"] = known["id"]
            yield output
        incidents.set(loser["id"], None)


def _decide(
    known: Known, reports: Sequence[Report], about: Facts, merged: bool, settings: Settings
) -> tuple[Any, Change | None]:
    """Return the message type and the change to ring, or two Nones."""
    told, ringing = known["told"], any(map(rings, reports))
    if told is None:
        return ("Alert", "new") if ringing else (None, None)
    if not ringing:
        return "Cancel", "withdrawn"
    if merged:
        return "Update", "merged"
    if (way := direction(told["counts"], about.counts, settings)) is not None:
        return "Update", cast(Change, way)
    grading = grade(reports, about)
    if grading == "contested" != told["grading"]:
        return "Update", "contested"
    better = grading in ("fair", "confirmed") and told["grading"] in ("weak", "contested", "discounted")
    if better or told["sources"] == 1 < about.number_of_sources:
        return "Update", "confirmed"
    return None, None


def _ring(
    known: Known, about: Facts, reports: Sequence[Report], kind: Any, change: Change, time: datetime, settings: Settings
) -> Output:
    """Make the alert of the next revision, and note in ``known`` that it was sent."""
    known["revision"] += 1
    record = cap.build(known, about, reports, kind, change, time, settings)
    known["references"] = [*known["references"], cap.reference(record)][-MOST_REFERENCES:]
    told: Told = {
        "counts": about.counts, "grading": grade(reports, about), "sources": about.number_of_sources, "change": change,
    }  # fmt: skip
    known["told"] = None if kind == "Cancel" else told
    return Output(Topic.ALERTS, known["id"], record)
