"""Scoring on labelled articles: pairs, outcomes, figures, and labels that can't be read."""

from __future__ import annotations

from typing import Any

import pytest

from streams.evaluation import Figures, LabelError, Verdict, compare, confusions, rang, tally
from tests.incidents.made import count, day, place


def incident(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "counts": [count("killed", 14, None)],
        "place": place("al-Qasr"),
        "date": day("2018-05-01"),
        "reported_by": [{"name": "Syrian Observatory for Human Rights", "role": "ngo"}],
        "perpetrators": [],
        "mode": ["aerial"],
    }
    return whole | changes


def outcomes(label: dict[str, Any], **changes: Any) -> dict[str, str]:
    return {verdict.field: verdict.outcome for verdict in compare([label], [incident(**changes)])}


@pytest.mark.parametrize(
    ("label", "low", "high", "outcome"),
    [
        (14, 14, 14, "right"), (14, 14, None, "right"), (13, 14, 14, "wrong"), (None, 14, 14, "spurious"),
        ("14+", 14, None, "right"), ("14+", 14, 14, "wrong"), ("14", 14, None, "right"), ("up to 20", 0, 20, "right"),
        ("10-12", 10, 12, "right"), ("10–12", 10, 12, "right"), ([10, 12], 10, 12, "right"), ([14, None], 14, None, "right"),
    ],
)  # fmt: skip
def test_counts_are_compared_as_they_were_labelled(label: Any, low: int, high: int | None, outcome: str) -> None:
    assert outcomes({"killed": label}, counts=[count("killed", low, high)])["killed"] == outcome


@pytest.mark.parametrize(
    ("field", "label", "outcome"),
    [
        ("place", "Al Qasr", "right"), ("place", "Fadel", "wrong"), ("place", None, "spurious"), ("country", "SYR", "right"),
        ("country", "IRQ", "wrong"), ("date", "2018-05-01", "right"), ("date", ["2018-05-01", "2018-05-02"], "wrong"),
        ("reported_by", "Syrian Observatory", "right"), ("reported_by", ["Syrian Observatory", "SANA"], "wrong"),
        ("perpetrators", [], "right"), ("perpetrators", "coalition", "missed"), ("mode", "aerial", "right"),
        ("mode", ["aerial", "drone"], "wrong"), ("injured", 3, "missed"), ("injured", None, "right"),
    ],
)  # fmt: skip
def test_each_field_has_its_own_rule(field: str, label: Any, outcome: str) -> None:
    assert outcomes({field: label})[field] == outcome


def test_incidents_are_paired_so_that_most_agree() -> None:
    labels = [{"killed": 25, "place": "al-Fadel"}, {"killed": "14+", "place": "al-Qasr"}]
    found = [incident(), incident(counts=[count("killed", 25)], place=place("al-Fadel"))]
    assert {verdict.outcome for verdict in compare(labels, found)} == {"right"}


def test_what_is_left_over_is_missed_or_spurious() -> None:
    missed = compare([{"killed": 3, "place": "Vasel"}], [])
    assert [(verdict.field, verdict.outcome) for verdict in missed] == [
        ("incident", "missed"), ("killed", "missed"), ("place", "missed"),
    ]  # fmt: skip
    assert [(verdict.field, verdict.outcome) for verdict in compare([], [incident()])] == [("incident", "spurious")]


def test_an_article_rings_rightly_or_not() -> None:
    assert [rang(*sides).outcome for sides in (([1], [1]), ([1], []), ([], [1]), ([], []))] == [
        "right", "missed", "spurious", "quiet",
    ]  # fmt: skip


def test_figures_add_up() -> None:
    verdicts = [Verdict("killed", outcome, "1", "2") for outcome in ("right", "right", "wrong", "missed", "spurious")]
    figures = tally(verdicts)["killed"]
    assert figures == (2, 1, 1, 1)
    assert (figures.precision, figures.recall, figures.f1) == (0.5, 0.5, 0.5)
    assert Figures(0, 0, 0, 0).f1 is None
    assert confusions(verdicts) == {"killed": [("1", "2", 3)]}


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ({"dead": 3}, "expected.dead: no such field, expected one of killed, injured"),
        ({"killed": "many"}, r"expected.killed: 'many', expected \"14\""),
        ({"killed": True}, "expected.killed: True"),
    ],
)
def test_a_label_that_cannot_be_read_is_named(label: dict[str, Any], message: str) -> None:
    with pytest.raises(LabelError, match=message):
        compare([label], [incident()])
