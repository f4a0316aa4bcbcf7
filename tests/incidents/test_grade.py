"""Grades by sources and blame; severity by the toll."""

from __future__ import annotations

from typing import Any

import pytest

from streams.incidents.grade import grade, severity
from streams.incidents.merge import facts
from streams.incidents.sources import independent
from streams.records import Report
from tests.incidents.made import count, report

COALITION = {"name": "the coalition", "type": "named", "position": "suspected"}
REBELS = {"name": "the rebels", "type": "named", "position": "suspected"}


def graded(*reports: Report) -> str:
    return grade(reports, facts(reports))


def test_one_source_is_weak_and_two_are_fair() -> None:
    one = report("urn:a", perpetrators=[COALITION])
    assert graded(one) == "weak"
    assert graded(one, report("urn:b", perpetrators=[COALITION])) == "fair"


def test_accepted_responsibility_confirms() -> None:
    assert graded(report(perpetrators=[{**COALITION, "position": "accepted"}])) == "confirmed"


def test_an_official_confirms_where_nobody_is_blamed() -> None:
    police = [{"name": "Orsk police", "role": "official"}]
    assert graded(report(reported_by=police)) == "confirmed"
    assert graded(report(reported_by=police, perpetrators=[COALITION])) == "weak"


def test_other_culprits_or_other_tolls_contest() -> None:
    assert graded(report("urn:a", perpetrators=[COALITION]), report("urn:b", perpetrators=[REBELS])) == "contested"
    assert (
        graded(report("urn:a", counts=[count("killed", 25)]), report("urn:b", 5, counts=[count("killed", 14)]))
        == "contested"
    )


def test_a_denial_alone_is_discounted() -> None:
    assert graded(report(modality="denied")) == "discounted"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([count("killed", 25)], "Extreme"),
        ([count("killed", 5, None)], "Severe"),
        ([count("injured", 25)], "Severe"),
        ([count("killed", 1)], "Moderate"),
        ([count("injured", 4)], "Minor"),
        ([], "Unknown"),
    ],
)
def test_severity(counts: list[Any], expected: str) -> None:
    assert severity(counts) == expected


def sources(*reports: Report) -> int:
    return len(set(independent(reports).values()))


def test_sources_are_counted_by_who_says_so() -> None:
    ministry = [{"name": "the Health Ministry", "role": "official"}]
    somebody = [{"name": "officials", "role": "official"}]
    assert sources(report("urn:a", reported_by=ministry), report("urn:b", reported_by=ministry)) == 1
    assert sources(report("urn:a", reported_by=somebody), report("urn:b", reported_by=somebody)) == 2
    assert sources(report("urn:a"), report("urn:b", article={"source": "urn:a"})) == 1
    assert (
        sources(report("urn:a", article={"source": None}), report("urn:b", article={"source": None, "duplicateOf": "urn:a"}))
        == 1
    )
