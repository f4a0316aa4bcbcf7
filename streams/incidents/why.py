"""Say why two reports were, or were not, taken for one event: the text of ``tocsin why``."""

from __future__ import annotations

from collections.abc import Sequence

from streams.incidents.match import Verdict, match
from streams.incidents.weights import JOIN
from streams.records import Report


def why(report: Report, others: Sequence[Report]) -> str:
    """Return what speaks for and against one event, for the best fit among ``others``, the reports of an incident."""
    if not others:
        return "The incident rests on no report any more: there is nothing to compare with."
    other, verdict = max(((other, match(report, other)) for other in others), key=lambda pair: pair[1].score)
    return told(report, other, verdict)


def told(report: Report, other: Report, verdict: Verdict) -> str:
    """Lay out a verdict.

    >>> print(told({"evidence": {"quote": "Two died."}, "article": {"uri": "urn:a"}},
    ...            {"evidence": {"quote": "Three died."}, "article": {"uri": "urn:b"}},
    ...            Verdict(2.5, ["both in vasel (+3)"], ["killed: 2, 3 (-0.5)"])))
    urn:a: “Two died.”
    urn:b: “Three died.”
    Two events: the score is 2.5, one event from 5.0.
    For one event:
      both in vasel (+3)
    Against:
      killed: 2, 3 (-0.5)
    """
    outcome = "One event" if verdict.joins else "Two events"
    lines = [
        f"{report['article']['uri']}: “{report['evidence']['quote']}”",
        f"{other['article']['uri']}: “{other['evidence']['quote']}”",
        f"{outcome}: the score is {verdict.score:g}, one event from {JOIN}.",
        "For one event:",
        *(f"  {words}" for words in verdict.speaks_for or ["nothing"]),
        "Against:",
        *(f"  {words}" for words in verdict.speaks_against or ["nothing"]),
    ]
    return "\n".join(lines)
