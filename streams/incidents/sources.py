"""Count independent sources: who says so, not how often it is printed.

A report's source is who is cited by name ("the Syrian Observatory"), or else the outlet that publishes it, or else its text.
Reports with the same citation, the same outlet or the same text have one source: an agency's text in a hundred papers,
and a hundred papers that cite one ministry, are one. Words that name nobody ("officials", "police") cite the outlet's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.incidents.features import fold
from streams.records import Report

_UNNAMED = """
police authorities officials official sources source witnesses witness residents medics doctors hospital hospitals rescuers
investigators deputies sheriff firefighters military army government media relatives family activists local
"""
_GENERIC = frozenset(_UNNAMED.split())


def keys(report: Report) -> set[str]:
    """Return what identifies the source of a report; two reports that share one of these have one source."""
    cited = {fold(source["name"]).removeprefix("the ").strip() for source in report["reported_by"]}
    cited = {name for name in cited if name and not set(name.split()) <= _GENERIC}
    article = report["article"]
    text = f"text {article.get('duplicateOf') or article['uri']}"
    if cited:
        return {f"cited {name}" for name in cited}
    outlet = fold(article.get("source") or "").strip()
    return {f"outlet {outlet}", text} if outlet else {text}


def independent(reports: Sequence[Report]) -> dict[str, int]:
    """Return a number for the source of each report, by its id; equal numbers are one source.

    Numbers are given in the order of report ids, so they do not depend on the order of the reports.
    """
    groups: dict[str, int] = {}
    parent: list[int] = []

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    found: dict[str, int] = {}
    for report in sorted(reports, key=lambda report: report["id"]):
        number = len(parent)
        parent.append(number)
        for key in sorted(keys(report)):
            other = root(groups.setdefault(key, number))
            low, high = sorted((other, root(number)))
            parent[high] = low
        found[report["id"]] = number
    return {id: root(number) for id, number in found.items()}
