"""Grade an incident by the published scale of Airwars, and rate it as CAP 1.2 asks.

Grading (Airwars, "Methodology note", which grades claims of civilian harm):

=============  ==========================================================================================================
confirmed      a party has accepted responsibility; or, where nobody is blamed (accidents, disasters, crimes), an official,
               medical or UN source reports it
fair           two or more independent sources report it
weak           one source reports it
contested      sources disagree about who did it, or about the number of dead or missing
discounted     what is left of the reports denies it
=============  ==========================================================================================================

Severity, by the toll (best, else low): Extreme from 25 killed; Severe from 5 killed or 25 injured or missing; Moderate
from 1 killed or 5 injured or missing; Minor below; Unknown without a number. Certainty: Observed for confirmed, Likely
for fair, Possible for weak and contested, Unlikely for discounted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from streams.incidents.features import fold
from streams.incidents.merge import Facts
from streams.incidents.ringing import rings, toll
from streams.records import Count, Report

Grading = Literal["confirmed", "fair", "weak", "contested", "discounted"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]

CERTAINTY: dict[Grading, Certainty] = {
    "confirmed": "Observed", "fair": "Likely", "weak": "Possible", "contested": "Possible", "discounted": "Unlikely",
}  # fmt: skip
TRUSTED = frozenset({"official", "medical", "un"})


def grade(reports: Sequence[Report], facts: Facts) -> Grading:
    """Return the grading of an incident."""
    standing = [report for report in reports if rings(report)]
    if not standing:
        return "discounted" if any(report["modality"] == "denied" for report in reports) else "weak"
    if any(party["position"] == "accepted" for party in facts.perpetrators):
        return "confirmed"
    if facts.disputed or _blames_differ(standing) or any(party["type"] == "contested" for party in facts.perpetrators):
        return "contested"
    if not facts.perpetrators and any(source["role"] in TRUSTED for source in facts.reported_by):
        return "confirmed"
    return "fair" if facts.number_of_sources > 1 else "weak"


def _blames_differ(reports: Sequence[Report]) -> bool:
    """Whether two reports by name blame different parties, with none in common."""
    blamed = [
        {
            fold(name).removeprefix("the ")
            for party in report["perpetrators"]
            if party["type"] == "named" and (name := party["name"])
        }
        for report in reports
    ]
    named = [parties for parties in blamed if parties]
    return any(not one & two for index, one in enumerate(named) for two in named[:index])


def severity(counts: Sequence[Count]) -> Severity:
    """Rate the threat to life by the toll."""
    killed, hurt = toll(counts, "killed"), max(toll(counts, "injured"), toll(counts, "missing"))
    if killed >= 25:
        return "Extreme"
    if killed >= 5 or hurt >= 25:
        return "Severe"
    if killed or hurt >= 5:
        return "Moderate"
    return "Minor" if hurt else "Unknown"
