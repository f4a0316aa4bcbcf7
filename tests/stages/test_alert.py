"""The alert stage, told as stories: reports in, alerts out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from streams.records import Report
from streams.schemas import check
from streams.stages.alert import Incidents, alert
from tests.incidents.made import Plain, count, day, marker, place, report, source


class Bell:
    """A partition of the alert stage with its state."""

    def __init__(self, hours: float = 1) -> None:
        """``hours`` pass between two reports."""
        self.incidents, self.position, self.hours = Incidents(Plain()), 0, hours

    def hear(self, *reports: Report, position: int | None = None) -> list[dict[str, Any]]:
        alerts: list[dict[str, Any]] = []
        for one in reports:
            self.position += 1
            at = source(self.position if position is None else position, hours=self.hours * self.position)
            alerts += [dict(output.record) for output in alert(one, self.incidents, at, Plain())]
            self.incidents.commit()
        for one in alerts:
            assert check("alert", one) == []
        return alerts


def told(alerts: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(alert["msgType"], alert["incident"]["change"]) for alert in alerts]


def test_two_events_of_one_article_ring_twice() -> None:
    alerts = Bell().hear(report(), report(n=1, counts=[count("killed", 25)], place=place("al-Fadel")))
    assert told(alerts) == [("Alert", "new"), ("Alert", "new")]
    assert len({alert["incident"]["id"] for alert in alerts}) == 2


def test_the_same_report_again_rings_nothing() -> None:
    bell = Bell()
    bell.hear(report())
    assert bell.hear(report()) == []


def test_a_second_source_confirms() -> None:
    bell = Bell()
    (first,) = bell.hear(report("urn:a"))
    (second,) = bell.hear(report("urn:b", hours=2))
    assert told([second]) == [("Update", "confirmed")]
    assert second["incident"]["id"] == first["incident"]["id"]
    assert second["incident"]["number_of_sources"] == 2
    assert second["references"] == [f"{first['sender']},{first['identifier']},{first['sent']}"]
    assert second["incident"]["previous"] == first["incident"]["counts"]
    assert bell.hear(report("urn:c", hours=3)) == []


def test_two_papers_that_cite_one_observatory_are_one_source() -> None:
    cited = [{"name": "the Northern Observatory", "role": "ngo"}]
    alerts = Bell().hear(report("urn:a", reported_by=cited), report("urn:b", hours=2, reported_by=cited))
    assert told(alerts) == [("Alert", "new")]


def test_a_text_that_repeats_another_is_no_source_of_its_own() -> None:
    alerts = Bell().hear(report("urn:a"), report("urn:b", hours=2, article={"duplicateOf": "urn:a"}))
    assert told(alerts) == [("Alert", "new")]


def test_a_higher_toll_raises_and_a_new_version_lowers() -> None:
    bell = Bell()
    bell.hear(report())
    (raised,) = bell.hear(report("urn:a2", hours=5, counts=[count("killed", 17)], article={"source": "urn:a"}))
    assert told([raised]) == [("Update", "raised")]
    lowered = bell.hear(
        report("urn:a2", hours=6, version="2", counts=[count("killed", 15)], article={"source": "urn:a"}),
        marker("urn:a2", "2"),
    )
    assert told(lowered) == [("Update", "lowered")]
    assert lowered[0]["incident"]["counts"][0]["best"] == 15


def test_a_change_too_small_to_act_on_does_not_ring() -> None:
    bell = Bell()
    bell.hear(report(counts=[count("killed", 100)]))
    assert bell.hear(report("urn:b", hours=1, counts=[count("killed", 101)], article={"source": "urn:a"})) == []


def test_a_later_lower_figure_of_another_source_contests() -> None:
    alerts = Bell().hear(report(counts=[count("killed", 20)]), report("urn:b", hours=3, counts=[count("killed", 19)]))
    assert told(alerts) == [("Alert", "new"), ("Update", "contested")]
    (dead,) = alerts[1]["incident"]["counts"]
    assert (dead["low"], dead["high"]) == (19, 20)


def test_a_retraction_withdraws() -> None:
    bell = Bell()
    (first,) = bell.hear(report())
    (cancel,) = bell.hear(marker("urn:a", canceled=True))
    assert told([cancel]) == [("Cancel", "withdrawn")]
    assert cancel["incident"]["id"] == first["incident"]["id"]
    assert cancel["references"] == [f"{first['sender']},{first['identifier']},{first['sent']}"]
    assert bell.hear(report(n=1)) == [], "an older version that arrives late must not ring"


def test_a_retraction_of_one_of_two_sources_leaves_the_other() -> None:
    bell = Bell()
    bell.hear(report("urn:a"), report("urn:b", hours=1, counts=[count("killed", 20)]))
    (update,) = bell.hear(marker("urn:b", canceled=True))
    assert told([update]) == [("Update", "lowered")]
    assert [ref["article"] for ref in update["incident"]["reports"]] == ["urn:a"]


def test_a_new_version_that_says_the_same_rings_nothing() -> None:
    bell = Bell()
    bell.hear(report())
    assert bell.hear(report(version="2", hours=1), marker("urn:a", "2")) == []


def test_a_new_version_without_the_statement_withdraws_it() -> None:
    bell = Bell()
    bell.hear(report())
    assert told(bell.hear(marker("urn:a", "2"))) == [("Cancel", "withdrawn")]


MAN, WOMAN = {"name": "Tomas Brandt", "age": 40}, {"name": "Ilse Kroll", "age": 31}
VASEL = {"place": place("Vasel", "North"), "date": day("2018-05-01"), "mode": ["firearms"]}
SOMEWHERE = {"place": None, "date": None, "mode": ["firearms"]}


def test_a_report_that_joins_two_incidents_merges_them() -> None:
    bell = Bell()
    first = bell.hear(report("urn:a", victims=[MAN], counts=[count("killed", 1)], **VASEL))
    second = bell.hear(report("urn:b", victims=[WOMAN], counts=[count("killed", 2)], **SOMEWHERE))
    assert told(first + second) == [("Alert", "new")] * 2
    merged = bell.hear(report("urn:c", hours=4, victims=[MAN, WOMAN], counts=[count("killed", 2)], **VASEL))
    assert told(merged) == [("Update", "merged"), ("Cancel", "merged")]
    assert merged[0]["incident"]["absorbed"] == [second[0]["incident"]["id"]]
    assert merged[1]["incident"]["merged_into"] == first[0]["incident"]["id"]
    assert len(bell.incidents) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_incidents_of_one_second_the_first_absorbs_the_other(turned: bool) -> None:
    man = report("urn:a", victims=[MAN], counts=[count("killed", 1)], **VASEL)
    woman = report("urn:b", victims=[WOMAN], counts=[count("killed", 1)], **VASEL)
    bell = Bell(hours=0)
    opened = bell.hear(*((woman, man) if turned else (man, woman)))
    merged = bell.hear(report("urn:c", victims=[MAN, WOMAN], counts=[count("killed", 2)], **VASEL))
    assert merged[0]["incident"]["id"] == opened[0]["incident"]["id"]
    assert merged[0]["incident"]["absorbed"] == [opened[1]["incident"]["id"]]
    assert len(bell.incidents) == 1


def test_an_absorbed_incident_does_not_come_back_in_recovery() -> None:
    bell = Bell()
    bell.hear(report("urn:a", victims=[MAN], counts=[count("killed", 1)], **VASEL))
    bell.hear(report("urn:b", victims=[WOMAN], counts=[count("killed", 2)], **SOMEWHERE))
    before = dict(bell.incidents.items())
    bell.hear(report("urn:c", hours=4, victims=[MAN, WOMAN], counts=[count("killed", 2)], **VASEL))
    ((winner, value),) = bell.incidents.items()
    for order in (sorted(before), sorted(before, reverse=True)):
        recovered = Incidents(Plain())
        for key in order:
            recovered.load(key, value if key == winner else before[key])
        assert [key for key, _ in recovered.items()] == [winner]


@pytest.mark.parametrize("modality", ["denied", "hypothetical", "historical"])
def test_what_is_not_said_to_have_happened_now_does_not_ring(modality: str) -> None:
    assert Bell().hear(report(modality=modality)) == []


def test_a_total_over_many_events_does_not_ring() -> None:
    assert Bell().hear(report(cumulative=True)) == []


def test_nobody_rings_nothing() -> None:
    assert Bell().hear(report(counts=[count("killed", 0)]), report("urn:b", counts=[count("detained", 40)])) == []


def test_a_record_done_before_is_not_done_again() -> None:
    bell = Bell()
    bell.hear(report("urn:a"), report("urn:b", hours=1, counts=[count("killed", 20)]))
    assert bell.hear(report("urn:a", n=5), position=1) != [], (
        "an incident that a later record made is not there for an earlier one"
    )
    assert bell.hear(report("urn:a"), position=1) == []


def test_the_same_reports_give_the_same_alerts() -> None:
    story = [report(), report("urn:b", hours=1, counts=[count("killed", 20)]), marker("urn:a", canceled=True)]
    assert Bell().hear(*story) == Bell().hear(*story)


def test_sent_has_an_offset_and_whole_seconds() -> None:
    (first,) = Bell().hear(report())
    assert first["sent"] == "2018-05-01T16:00:00+00:00"
    assert first["identifier"] == first["incident"]["id"] + ".1"


def test_a_schema_is_really_checked() -> None:
    (first,) = Bell().hear(report())
    assert check("alert", {**first, "sent": "2018-05-01T16:00:00Z"}) != []
