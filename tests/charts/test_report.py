"""Figures that add up with their bounds, and a page that is whole, quiet and safe."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from streams.charts import drawing, page
from streams.charts.figures import Tally, by_cause, by_country, by_day, whole
from streams.cli.report import newest
from tests.gateway.samples import START, alert, count

SINCE, UNTIL = START, START + timedelta(days=30)


def test_sums_keep_their_bounds_and_never_add_parts() -> None:
    alerts = [
        alert(1, counts=[count("killed", 14, None), count("killed", 5, 5, "children"), count("injured", 3, 4)]),
        alert(2, counts=[count("killed", 2, 3)]),
        alert(3, counts=[]),
    ]
    sums = whole(alerts)
    assert sums.killed == Tally(16, 17, True, 2) and sums.injured == Tally(3, 4, False, 1) and sums.incidents == 3


def test_a_day_that_is_not_known_is_counted_apart() -> None:
    alerts = [
        alert(1),
        alert(2, date=None),
        alert(3, date={"start": "2026-03-01", "end": "2026-03-31", "precision": 4, "text": "in March"}),
        alert(4, date={"start": None, "end": None, "precision": 5, "text": "Tuesday"}),
    ]
    days, unknown = by_day(alerts)
    assert [day for day, _ in days] == [date(2026, 3, 1)] and unknown == 3


def test_groups_hold_every_incident() -> None:
    alerts = [alert(number) for number in range(50)] + [alert(51, place=None, mode=[])]
    assert sum(row.incidents for row in by_country(alerts)) == 51
    assert {row.name for row in by_country(alerts)} >= {"Syria", "unknown"}
    assert "unknown" in {row.name for row in by_cause(alerts)}


def test_the_newest_alert_of_each_incident_in_the_time_counts() -> None:
    alerts = [alert(1), alert(2), alert(1, 2), alert(3), alert(3, 2, change="withdrawn"), alert(5000)]
    found = newest(alerts, START, START + timedelta(days=1))
    assert [(told["incident"]["id"][-1], told["incident"]["revision"]) for told in found] == [("1", 2), ("2", 1)]


class Outside(HTMLParser):
    """Finds whatever a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in ("script", "img", "link", "iframe", "object", "embed") or any(name.startswith("on") for name in names):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in ("src", "href", "srcset", "action") if name in names]


def test_the_page_needs_nothing_and_runs_nothing_even_of_hostile_text() -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    hostile = alert(1, reported_by=[{"name": bad, "role": "media"}], mode=["aerial"])
    hostile["incident"]["place"]["name"] = bad
    hostile["incident"]["reports"][0]["quote"] = bad
    hostile["info"][0].update(headline=bad, area=[{"areaDesc": bad}])
    text = page.report([hostile, *(alert(number) for number in range(2, 40))], SINCE, UNTIL, bad)
    outside = Outside()
    outside.feed(text)
    assert not outside.found
    assert "url(" not in text and "@import" not in text
    for drawn in re.findall(r"<svg.*?</svg>", text, re.S):
        ET.fromstring(drawn)


def test_a_report_of_nothing_says_so() -> None:
    text = page.report([], SINCE, UNTIL)
    assert "<b>0</b> incidents" in text and "nan" not in text.lower()


def test_charts_are_made_into_png() -> None:
    for name, chart in page.charts([alert(number) for number in range(30)]).items():
        assert drawing.png(chart).startswith(b"\x89PNG"), name


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 3000)), max_size=40))
def test_no_bar_leaves_its_chart(tolls: list[tuple[int, int]]) -> None:
    alerts = [
        alert(
            number,
            counts=[count("killed", toll, None if number % 3 == 0 else toll + number)],
            date={"start": str(date(2026, 1, 1) + timedelta(days=later)), "end": None, "precision": 1, "text": None},
        )
        for number, (toll, later) in enumerate(tolls)
    ]
    days, _ = by_day(alerts)
    root = ET.fromstring(drawing.daily(days, "killed"))
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, width, height = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0 and x + width <= drawing.WIDTH and y >= 0 and y + height <= 240.1


def test_times_are_in_utc() -> None:
    text = page.report([], datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 12, 30, tzinfo=UTC))
    assert "1 March 2026 00:00 to 2 March 2026 12:30 UTC" in text
