"""Which alerts somebody wants to hear."""

from __future__ import annotations

from typing import Any

import pytest

from streams.incidents.filters import FilterError, Filters, read
from tests.incidents.made import count, place, report
from tests.stages.test_alert import Bell

ALERT: Any = Bell().hear(
    report(
        counts=[count("killed", 14, None), count("killed", 5, group="children")],
        place=place("al-Qasr"),
        reported_by=[{"name": "Northern Observatory", "role": "ngo"}],
    )
)[0]


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({}, True),
        ({"country": "SYR,IRQ"}, True),
        ({"country": "IRQ"}, False),
        ({"place": "qasr"}, True),
        ({"place": "hasakah"}, True),
        ({"place": "Orsk"}, False),
        ({"killed": "14"}, True),
        ({"killed": "15"}, False),
        ({"injured": "1"}, False),
        ({"kind": "killed"}, True),
        ({"kind": "missing"}, False),
        ({"group": "children"}, True),
        ({"group": "police"}, False),
        ({"msgtype": "alert"}, True),
        ({"msgtype": "Cancel"}, False),
        ({"source": "observatory"}, True),
        ({"source": "ministry"}, False),
        ({"grading": "weak"}, True),
        ({"grading": "confirmed,fair"}, False),
        ({"mode": "aerial"}, True),
        ({"mode": "firearms"}, False),
        ({"sources": "1"}, True),
        ({"sources": "2"}, False),
    ],
)
def test_conditions(params: dict[str, str], wanted: bool) -> None:
    assert read(params)(ALERT) is wanted


@pytest.mark.parametrize(
    "params",
    [{"country": "Syria"}, {"killed": "many"}, {"killed": "-1"}, {"kind": "hurt"}, {"town": "Orsk"}, {"grading": "sure"}],
)
def test_a_condition_that_cannot_be_used_is_named(params: dict[str, str]) -> None:
    ((name, value),) = params.items()
    with pytest.raises(FilterError) as error:
        read(params)
    assert name in str(error.value)
    assert "expected" in str(error.value)
    assert value in str(error.value) or name == "town"


def test_who_heard_the_first_alert_hears_that_it_was_lowered() -> None:
    bell = Bell()
    outlet = {"source": "The Orsk Courier"}
    bell.hear(report("urn:a", counts=[count("killed", 12, None)], article=outlet))
    (lowered,) = bell.hear(report("urn:b", 2, counts=[count("killed", 8)], article=outlet))
    assert lowered["incident"]["change"] == "lowered"
    assert Filters(killed=10)(lowered)  # type: ignore[arg-type]
