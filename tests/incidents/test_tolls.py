"""How the figures of several reports become one."""

from __future__ import annotations

from typing import Any

from streams.incidents import merge, sources, tolls
from streams.records import Report
from tests.incidents.made import count, report


def combined(*reports: Report) -> tolls.Toll:
    origin = sources.independent(reports)
    return tolls.combine(reports, origin, {one["id"]: merge.time_of(one) for one in reports})


def bounds(toll: tolls.Toll, kind: str = "killed", group: str = "all") -> tuple[Any, Any, Any] | None:
    found = [c for c in toll.counts if (c["kind"], c["group"]) == (kind, group)]
    return (found[0]["low"], found[0]["best"], found[0]["high"]) if found else None


def test_tolls_rise() -> None:
    toll = combined(report("urn:a", counts=[count("killed", 14, None)]), report("urn:b", 5, counts=[count("killed", 22)]))
    assert (bounds(toll), toll.disputed) == ((22, 22, 22), False)


def test_an_earlier_exact_figure_is_outdated_by_a_higher_one() -> None:
    toll = combined(report("urn:a", counts=[count("killed", 14)]), report("urn:b", 5, counts=[count("killed", 22)]))
    assert (bounds(toll), toll.disputed) == ((22, 22, 22), False)


def test_a_source_corrects_itself() -> None:
    outlet = {"source": "The Orsk Courier"}
    toll = combined(
        report("urn:a", counts=[count("killed", 25)], article=outlet),
        report("urn:b", 5, counts=[count("killed", 21)], article=outlet),
    )
    assert (bounds(toll), toll.disputed) == ((21, 21, 21), False)


def test_another_source_that_says_less_disagrees() -> None:
    toll = combined(report("urn:a", counts=[count("killed", 25)]), report("urn:b", 5, counts=[count("killed", 14)]))
    assert (bounds(toll), toll.disputed) == ((14, 14, 25), True)


def test_the_better_supported_of_two_figures_is_best() -> None:
    toll = combined(
        report("urn:a", counts=[count("killed", 25)]),
        report("urn:b", 1, counts=[count("killed", 25)]),
        report("urn:c", 5, counts=[count("killed", 14)]),
    )
    assert (bounds(toll), toll.disputed) == ((14, 25, 25), True)


def test_open_bounds_stay_open() -> None:
    toll = combined(report("urn:a", counts=[count("killed", 14, None)]))
    assert bounds(toll) == (14, 14, None)


def test_a_vague_word_does_not_lower_a_figure() -> None:
    vague = {**count("killed", 24, None), "best": None, "qualifier": "vague", "text": "dozens"}
    assert bounds(combined(report("urn:a", counts=[count("killed", 31)]), report("urn:b", 2, counts=[vague]))) == (
        31,
        31,
        31,
    )


def test_a_story_about_one_victim_does_not_lower_the_toll() -> None:
    outlet = {"source": "The Orsk Courier"}
    toll = combined(
        report("urn:a", counts=[count("killed", 3)], article=outlet),
        report("urn:b", 30, counts=[count("killed", 1)], victims=[{"name": "Ana Lund", "age": 23}], article=outlet),
    )
    assert bounds(toll) == (3, 3, 3)


def test_fewer_injured_are_no_dispute() -> None:
    toll = combined(report("urn:a", counts=[count("injured", 9)]), report("urn:b", 5, counts=[count("injured", 7)]))
    assert (bounds(toll, "injured"), toll.disputed) == ((7, 7, 7), False)


def test_what_is_feared_counts_only_while_nothing_is_known() -> None:
    feared = report("urn:a", modality="feared", counts=[count("killed", 0, 100)])
    assert bounds(combined(feared)) == (0, 0, 100)
    assert bounds(combined(feared, report("urn:b", 5, counts=[count("killed", 31)]))) == (31, 31, 31)


def test_parts_are_never_added_and_never_exceed_the_whole() -> None:
    toll = combined(
        report("urn:a", counts=[count("killed", 14), count("killed", 5, group="children")]),
        report("urn:b", 5, counts=[count("killed", 15), count("killed", 40, group="civilians")]),
    )
    assert bounds(toll) == (15, 15, 15)
    assert bounds(toll, group="children") == (5, 5, 5)
    assert bounds(toll, group="civilians") is None


def test_the_missing_are_found_and_the_newest_number_of_them_stands() -> None:
    early, late = report("urn:a", 0, counts=[count("missing", 41)]), report("urn:b", 9, counts=[count("missing", 33)])
    for told in ((early, late), (late, early)):
        toll = combined(*told)
        assert (bounds(toll, "missing"), toll.disputed) == ((33, 33, 33), False)
