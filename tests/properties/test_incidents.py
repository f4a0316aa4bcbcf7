"""Laws of joining: order, repetition and grouping of reports do not matter; whatever comes in, alerts are valid."""

from __future__ import annotations

from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.incidents.match import match
from streams.incidents.merge import facts, union
from streams.records import Report
from streams.stages.alert import Incidents, alert
from tests.incidents.made import Plain, count, day, marker, place, report, source
from tests.stages.test_alert import Bell

KINDS = st.sampled_from(["killed", "injured", "missing"])
NAMES = st.sampled_from(["Ana Lund", "Tomas Brandt", "Ilse Kroll", "Noor Amadi"])
NUMBERS = st.integers(0, 60)


@st.composite
def counts(draw: Any) -> list[Any]:
    made = []
    for kind in draw(st.lists(KINDS, min_size=1, max_size=2, unique=True)):
        low = draw(NUMBERS)
        made.append(count(kind, low, draw(st.one_of(st.none(), st.integers(low, 80)))))
    return made


@st.composite
def reports(draw: Any) -> Report:
    town = draw(st.sampled_from(["al-Qasr", "Orsk", "Tarn"]))
    return report(
        draw(st.sampled_from(["urn:a", "urn:b", "urn:c", "urn:d"])),
        hours=draw(st.integers(0, 400)),
        version=draw(st.sampled_from(["1", "2"])),
        n=draw(st.integers(0, 3)),
        counts=draw(counts()),
        modality=draw(st.sampled_from(["asserted", "denied", "feared", "disputed", "historical", "hypothetical"])),
        cumulative=draw(st.booleans()),
        place=draw(st.one_of(st.none(), st.just(place(town)), st.just(place("North", "North", where_prec=4)))),
        date=draw(st.one_of(st.none(), st.integers(1, 28).map(lambda d: day(f"2018-05-{d:02}")))),
        mode=draw(st.lists(st.sampled_from(["aerial", "firearms", "accident"]), max_size=2, unique=True)),
        victims=[
            {"name": name, "age": age} for name, age in draw(st.lists(st.tuples(NAMES, st.integers(1, 90)), max_size=2))
        ],
        people=draw(st.lists(NAMES, max_size=2)),
        perpetrators=draw(
            st.lists(
                st.sampled_from([{"name": n, "type": "named", "position": "suspected"} for n in ("A", "B")]), max_size=1
            )
        ),
        quote=draw(st.text(max_size=30)),
    )


@given(st.lists(reports(), max_size=5), st.lists(reports(), max_size=5), st.lists(reports(), max_size=5))
def test_union_is_commutative_associative_and_idempotent(a: list[Report], b: list[Report], c: list[Report]) -> None:
    assert union(a, b) == union(b, a)
    assert union(union(a, b), c) == union(a, union(b, c))
    assert union(a, a) == union(a)


@given(st.lists(reports(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_what_is_told_does_not_depend_on_the_order(some: list[Report], chance: Any) -> None:
    shuffled = [*some]
    chance.shuffle(shuffled)
    assert facts(shuffled) == facts(some)
    assert facts(some + some) == facts(some)


@given(reports(), reports())
def test_matching_is_symmetric(one: Report, two: Report) -> None:
    assert match(one, two).score == match(two, one).score


@given(st.lists(reports(), min_size=1, max_size=6))
def test_bounds_are_in_order(some: list[Report]) -> None:
    for told in facts(some).counts:
        if told["low"] is not None and told["high"] is not None:
            assert told["low"] <= told["high"]
        if told["best"] is not None:
            assert (told["low"] or 0) <= told["best"]
            assert told["high"] is None or told["best"] <= told["high"]


@given(
    st.lists(
        st.one_of(reports(), st.builds(marker, st.sampled_from(["urn:a", "urn:b"]), canceled=st.booleans())), max_size=12
    )
)
@settings(max_examples=60)
def test_alerts_are_valid_and_revisions_count_up(some: list[Report]) -> None:
    revisions: dict[str, int] = {}
    for told in Bell().hear(*some):
        id = told["incident"]["id"]
        assert told["incident"]["revision"] == revisions.get(id, 0) + 1
        assert told["msgType"] == "Alert" or told["references"]
        revisions[id] = told["incident"]["revision"]


EVENTS: list[dict[str, Any]] = [
    {"place": place("al-Qasr"), "date": day("2018-05-01"), "counts": [count("killed", 14)]},
    {"place": place("Orsk", "North"), "date": day("2018-05-01"), "counts": [count("killed", 3)], "mode": ["firearms"]},
    {"place": place("al-Qasr"), "date": day("2018-05-20"), "counts": [count("injured", 9)], "mode": ["accident"]},
]
STORY = [report(f"urn:{e}:{n}", hours=24 * 19 * (e == 2) + n, **event) for e, event in enumerate(EVENTS) for n in range(3)]


@given(st.permutations(STORY))
@settings(max_examples=40)
def test_the_order_of_arrival_does_not_change_the_incidents(order: list[Report]) -> None:
    bell = Bell()
    bell.hear(*order)
    found = sorted(sorted(one["id"] for one in value["reports"]) for _, value in bell.incidents.items())
    assert found == sorted(sorted(one["id"] for one in STORY[i : i + 3]) for i in (0, 3, 6))


@given(st.lists(reports(), min_size=1, max_size=8), st.data())
@settings(max_examples=40)
def test_a_restart_at_any_point_changes_nothing(some: list[Report], data: Any) -> None:
    at = data.draw(st.integers(0, len(some)))
    whole, halves = Bell(), Bell()
    expected = whole.hear(*some)
    first = halves.hear(*some[:at])
    recovered = Incidents(Plain())
    for key, value in halves.incidents.items():
        recovered.load(key, value)
    halves.incidents = recovered
    assert first + halves.hear(*some[at:]) == expected


@given(st.lists(reports(), min_size=1, max_size=8))
@settings(max_examples=40)
def test_a_batch_done_again_emits_the_same_or_nothing(some: list[Report]) -> None:
    table = Incidents(Plain())

    def batch() -> list[Any]:
        outputs = (alert(one, table, source(n), Plain()) for n, one in enumerate(some))
        return [output.record for output in chain.from_iterable(outputs)]

    first = batch()
    table.rollback()
    assert len(table) == 0
    assert batch() == first
    table.commit()
    assert batch() == []


@given(st.lists(reports(), min_size=2, max_size=10), st.data())
@settings(max_examples=60)
def test_a_death_amid_writing_the_state_changes_no_alert(some: list[Report], data: Any) -> None:
    """Whatever part of a batch's state was written, the batch done again tells what it told before, and nothing else."""

    def batch(table: Incidents) -> list[Any]:
        told = []
        for n, one in enumerate(some):
            told += [output.record for output in alert(one, table, source(n), Plain())]
            table.keep(n)
        return told

    whole = Incidents(Plain())
    first = batch(whole)
    changes = whole.changes()
    written = changes[: data.draw(st.integers(0, len(changes)))]
    recovered = Incidents(Plain())
    for change in written:
        recovered.load(change.key, change.value)
    again = batch(recovered)
    assert all(one in first for one in again)
    assert {one["id"] for _, value in recovered.items() for one in value.get("reports", ())} == {
        one["id"] for _, value in whole.items() for one in value.get("reports", ())
    }
