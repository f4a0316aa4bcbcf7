"""Which reports tell of one event, with what speaks for and against."""

from __future__ import annotations

from typing import Any

import pytest

from streams.incidents.features import features
from streams.incidents.match import findings, match
from streams.incidents.why import why
from tests.incidents.made import count, day, place, report

VASEL = place("Vasel", "North", "USA", latitude=40.0, longitude=-80.0)
SHOT = {"mode": ["firearms"], "counts": [count("killed", 1)], "place": VASEL}
LUND, BRANDT = {"name": "Ana Lund", "age": 23}, {"name": "Tomas Brandt", "age": 40}

ONE = {
    "the same place and day": ({}, {}),
    "spellings of one place": ({"place": place("al-Qasr village")}, {"place": place("Al Qasr")}),
    "a victim named months later": (
        SHOT | {"victims": [LUND]},
        SHOT | {"victims": [LUND], "date": day("2018-09-12"), "place": place("North", "North", "USA", where_prec=4)},
    ),
    "a victim known by the last name": (
        SHOT | {"victims": [LUND]}, SHOT | {"victims": [{"name": "Lund", "age": 23}], "date": None},
    ),
    "a raised toll": ({"counts": [count("killed", 14, None)]}, {"counts": [count("killed", 17)]}),
    "neighbouring days": ({}, {"date": day("2018-05-02"), "quote": "warplanes struck a bakery in the village of Qasr"}),
}  # fmt: skip
TWO = {
    "other countries": ({}, {"place": place("al-Qasr", "Karak", "JOR")}),
    "other towns": ({"place": place("Vasel", "North")}, {"place": place("Orsk", "North")}),
    "other days": ({}, {"date": day("2018-05-09")}),
    "other victims on one day in one town": (SHOT | {"victims": [LUND]}, SHOT | {"victims": [BRANDT]}),
    "other ages": (
        SHOT | {"victims": [{"name": None, "age": 17}]}, SHOT | {"victims": [{"name": None, "age": 60}]},
    ),
    "other means": ({"counts": [count("killed", 2)]}, {"counts": [count("killed", 40)], "mode": ["accident"]}),
    "nothing known": ({"place": None, "date": None}, {"place": None, "date": None}),
}  # fmt: skip


@pytest.mark.parametrize("pair", ONE.values(), ids=ONE.keys())
def test_one_event(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    verdict = match(report("urn:a", **pair[0]), report("urn:b", hours=20, **pair[1]))
    assert verdict.joins, verdict
    assert verdict.speaks_for


@pytest.mark.parametrize("pair", TWO.values(), ids=TWO.keys())
def test_two_events(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    verdict = match(report("urn:a", **pair[0]), report("urn:b", hours=20, **pair[1]))
    assert not verdict.joins, verdict


def test_why_names_what_speaks_for_and_against() -> None:
    told = why(report("urn:a", quote="Fourteen died."), [report("urn:b", counts=[count("killed", 60)], quote="Sixty died.")])
    assert "both in qasr" in told
    assert "killed: 14, 60" in told.split("Against:")[1]


def test_the_weights_told_sum_to_the_score() -> None:
    one = report("urn:a", **SHOT, names=["Orchard Mesa", "Sable Lane"], victims=[LUND])
    verdict = match(one, report("urn:b", **SHOT, names=["Sable Lane Church"], people=["Ana Lund"], date=day("2018-05-09")))
    told = [float(words.rpartition("(")[2].rstrip(")")) for words in (*verdict.speaks_for, *verdict.speaks_against)]
    assert len(told) > 5
    assert sum(told) == verdict.score


def test_names_around_the_statements_tell_events_of_one_town_apart() -> None:
    shot = report("urn:a", **SHOT, names=["Orchard Mesa", "Tilden Street"])
    later = SHOT | {"date": day("2018-05-02")}
    assert match(shot, report("urn:b", **later, names=["Tilden Street Bridge"])).joins
    assert not match(shot, report("urn:c", **later, names=["Harrow Mill", "Crane Avenue"])).joins


def test_names_that_stand_everywhere_say_nothing() -> None:
    agency = {"names": ["Syria", "Syrian Watch"], "reported_by": [{"name": "Syrian Watch", "type": "named"}]}
    assert "name" not in {
        finding.kind for finding in findings(features(report("urn:a", **agency)), features(report("urn:b", **agency)))
    }
