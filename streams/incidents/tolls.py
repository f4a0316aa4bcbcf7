"""Make one count of what several reports say, by rules that do not depend on the order in which they came.

For each kind and group:

1. Of each independent source the latest statement stands; within one article the highest. Earlier ones were corrected.
2. A statement about single named victims is a lower bound, because others may have been hurt ("Ana Lund, 23, was killed").
3. What is feared counts only while nothing is asserted; what is historical only when nothing else is.
4. Tolls rise: a lower figure told earlier is a lower bound of a later one. So the highest standing statement holds.
5. When another source's later figure lies below a standing one, they disagree: the bounds span both, and the best is the one
   that most sources support, the latest among equals. An injured person may die, so a lower number of injured is no dispute.
   The missing are found, alive or dead: of them the latest statement of any source stands, and a lower one is no dispute.
6. A part (children, civilians) is the latest told, left out when it exceeds the whole; it is never added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from streams.incidents.ringing import KINDS
from streams.records import Count, Report

DISPUTED = frozenset({"killed"})
"""Kinds of which a lower number is a contradiction."""
FOUND = frozenset({"missing"})
"""Kinds of which the number falls as the search goes on."""


class Claim(NamedTuple):
    """A count and what decides whether it stands. ``time`` and ``id`` order claims."""

    told: Count
    time: int
    id: str
    source: int
    part: bool
    """Whether it speaks of single named victims."""

    @property
    def low(self) -> int:
        """Lowest number, 0 for none."""
        return self.told["low"] or 0


class Toll(NamedTuple):
    """The counts of an incident, and whether its sources disagree about the dead."""

    counts: list[Count]
    disputed: bool


def combine(reports: Sequence[Report], sources: Mapping[str, int], times: Mapping[str, int]) -> Toll:
    """Combine the counts of reports; ``sources`` and ``times`` give the source and the time of each by its id."""
    counts: list[Count] = []
    disputed = False
    for kind in dict.fromkeys((*KINDS, *sorted({count["kind"] for report in reports for count in report["counts"]}))):
        claims = [
            Claim(count, times[report["id"]], report["id"], sources[report["id"]], _is_part(report, count))
            for report in _telling(reports, kind)
            for count in report["counts"]
            if count["kind"] == kind
        ]
        whole = [claim for claim in claims if claim.told["group"] == "all"]
        if whole:
            total, contradicted = _whole(whole, kind)
            counts.append(total)
            disputed |= contradicted and kind in DISPUTED
        most = counts[-1]["high"] if whole else None
        counts += _parts([claim for claim in claims if claim.told["group"] != "all"], most)
    return Toll(counts, disputed)


def _telling(reports: Sequence[Report], kind: str) -> Sequence[Report]:
    """Return the reports whose counts of a kind are to be believed: asserted, else feared, else historical ones."""
    counting = [report for report in reports if any(count["kind"] == kind for count in report["counts"])]
    for modalities in (("asserted", "disputed"), ("feared",), ("historical",)):
        some = [report for report in counting if report["modality"] in modalities and not report["cumulative"]]
        if some:
            return some
    return []


def _is_part(report: Report, count: Count) -> bool:
    named = sum(1 for victim in report.get("victims", []) if victim["name"] and victim.get("kind") in (None, count["kind"]))
    return 0 < (count["high"] or 0) <= named and count["qualifier"] == "exact"


def _whole(claims: Sequence[Claim], kind: str) -> tuple[Count, bool]:
    """Return the standing count of a kind, and whether sources contradict each other."""
    standing = _standing(claims)
    full = [claim for claim in standing if not claim.part] or standing
    newest = max(full, key=_recency)
    if kind in FOUND:
        return newest.told, False
    limit = newest.told["high"]
    above = [claim for claim in standing if limit is not None and claim.low > limit]
    if above and kind in DISPUTED:
        return _span([newest, *above], full), True
    highest = newest if above else max(standing, key=lambda claim: (claim.low, _recency(claim)))
    return highest.told, False


def _standing(claims: Sequence[Claim]) -> list[Claim]:
    """Return one claim per source: its latest, the highest of an article; a part does not replace a whole."""
    latest: dict[int, Claim] = {}
    for claim in sorted(claims, key=lambda claim: (claim.time, claim.low, claim.id)):
        before = latest.get(claim.source)
        if before is None or not claim.part or claim.low >= before.low:
            latest[claim.source] = claim
    return list(latest.values())


def _recency(claim: Claim) -> tuple[int, int, str]:
    return claim.time, claim.low, claim.id


def _span(disagreeing: Sequence[Claim], all_: Sequence[Claim]) -> Count:
    """Return a count whose bounds take in all that is claimed."""
    votes: dict[int, tuple[int, int]] = {}
    for claim in all_:
        best = claim.told["best"]
        if best is not None:
            number, time = votes.get(best, (0, 0))
            votes[best] = (number + 1, max(time, claim.time))
    highs = [claim.told["high"] for claim in disagreeing]
    texts = dict.fromkeys(claim.told["text"] for claim in sorted(disagreeing, key=_recency))
    return {
        "kind": disagreeing[0].told["kind"],
        "group": "all",
        "low": min(claim.low for claim in disagreeing),
        "best": max(votes, key=lambda best: (votes[best], best)) if votes else None,
        "high": None if None in highs else max(high for high in highs if high is not None),
        "qualifier": "range",
        "text": " / ".join(text for text in texts if text),
    }


def _parts(claims: Sequence[Claim], most: int | None) -> list[Count]:
    latest: dict[str, Claim] = {}
    for claim in sorted(claims, key=_recency):
        if most is None or claim.low <= most:
            latest[claim.told["group"]] = claim
    return [latest[group].told for group in sorted(latest)]
