"""Headlines and descriptions of alerts."""

from __future__ import annotations

from tests.incidents.made import count, day, place, report
from tests.stages.test_alert import Bell


def test_the_whole_story_in_words() -> None:
    (alert,) = Bell().hear(
        report(
            counts=[count("killed", 14, None), count("killed", 5, group="children")],
            reported_by=[{"name": "Northern Observatory", "role": "ngo"}],
            perpetrators=[
                {"name": None, "type": "unknown", "position": "suspected", "text": "unknown warplanes"},
                {"name": "the coalition", "type": "named", "position": "suspected"},
            ],
        )
    )
    (info,) = alert["info"]
    assert (
        info["headline"] == "At least 14 people killed, among them 5 children, in airstrikes on al-Qasr, Al-Hasakah, Syria"
    )
    assert info["description"] == (
        "At least 14 people killed, among them 5 children, in airstrikes on al-Qasr, Al-Hasakah, Syria. Date: 1 May 2018. "
        "Reported by Northern Observatory. Blamed: unknown warplanes, the coalition (suspected). Grading: weak, 1 independent "
        "source."
    )
    assert (info["severity"], info["certainty"], info["category"]) == ("Severe", "Possible", ["Security"])


def test_unknown_is_said_to_be_unknown() -> None:
    (alert,) = Bell().hear(report(place=None, date=None, mode=[], counts=[count("injured", 1)]))
    assert alert["info"][0]["headline"] == "1 person injured"
    assert "Date unknown" in alert["info"][0]["description"]
    assert alert["info"][0]["area"] == [{"areaDesc": "Place unknown"}]


def test_a_part_that_is_the_whole_is_told_once() -> None:
    both = [count("killed", 25), count("killed", 25, group="civilians")]
    (alert,) = Bell().hear(report(counts=both, mode=["firearms"], date=day("2018-04-28", "2018-04-29", 2)))
    assert alert["info"][0]["headline"] == "25 civilians killed in a shooting in al-Qasr, Al-Hasakah, Syria"
    assert "28 April 2018 to 29 April 2018" in alert["info"][0]["description"]


def test_areas_are_as_wide_as_the_place_is_vague() -> None:
    town = place("al-Qasr", latitude=36.1, longitude=40.5, geonameid=1234)
    (alert,) = Bell().hear(report(place=town))
    (area,) = alert["info"][0]["area"]
    assert area["circle"] == ["36.10000,40.50000 2"]
    assert {"valueName": "GeoNames", "value": "1234"} in area["geocode"]
