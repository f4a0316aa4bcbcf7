"""What a partition remembers of incidents: packed values, and indexes that follow every change, also those taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.incidents.blocks import FEW, Index
from streams.incidents.memory import Incidents
from streams.records import Report
from streams.stages.alert import alert
from streams.stages.table import Table
from tests.incidents.made import EPOCH, Plain, count, day, marker, place, report, source

MAN, WOMAN = {"name": "Tomas Brandt", "age": 40}, {"name": "Ilse Kroll", "age": 31}
VASEL: Any = {"place": place("Vasel", "North"), "date": day("2018-05-01"), "mode": ["firearms"]}
SOMEWHERE: Any = {"place": None, "date": None, "mode": ["firearms"]}
FIRST = report("urn:a", victims=[MAN], counts=[count("killed", 1)], **VASEL)
SECOND = report("urn:b", victims=[WOMAN], counts=[count("killed", 2)], **SOMEWHERE)
CHANGES: dict[str, Report] = {
    "opens": report("urn:x", place=place("Tarn")),
    "joins": report("urn:y", hours=2, victims=[MAN], counts=[count("killed", 1)], **VASEL),
    "merges": report("urn:c", hours=4, victims=[MAN, WOMAN], counts=[count("killed", 2)], **VASEL),
    "withdraws": marker("urn:a", canceled=True),
    "replaces": marker("urn:b", version="2"),
}
MORE = (*CHANGES.values(), report("urn:z", hours=6, victims=[WOMAN], counts=[count("killed", 2)], **VASEL))


def hear(table: Incidents, reports: Iterable[Report], first: int) -> list[Any]:
    outputs = []
    for position, one in enumerate(reports, first):
        outputs += [output.record for output in alert(one, table, source(position), Plain())]
        table.keep(position)
    return outputs


def begun() -> Incidents:
    table = Incidents(Plain())
    hear(table, (FIRST, SECOND), 1)
    table.commit()
    return table


def recovered(table: Incidents) -> Incidents:
    fresh = Incidents(Plain())
    for key, value in table.items():
        fresh.load(key, value)
    return fresh


def indexes(table: Incidents) -> Any:
    """Everything by which incidents are found and compared."""
    return {block: set(known) for block, known in table._index._incidents.items()}, {
        key: table._compared(key) for key in table._features
    }


def undone(table: Incidents, change: Report) -> Incidents:
    list(alert(change, table, source(3), Plain()))
    table.undo()
    return table


def rolled_back(table: Incidents, change: Report) -> Incidents:
    hear(table, [change], 3)
    table.rollback()
    return table


@pytest.mark.parametrize("taken_back", [undone, rolled_back])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_taken_back_leaves_the_table_as_it_was(
    change: Report, taken_back: Callable[[Incidents, Report], Incidents]
) -> None:
    table = taken_back(begun(), change)
    assert dict(table.items()) == dict(begun().items())
    assert indexes(table) == indexes(begun())
    assert hear(table, MORE, 3) == hear(begun(), MORE, 3)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_recovered(change: Report) -> None:
    table = begun()
    hear(table, [change], 3)
    table.commit()
    assert indexes(recovered(table)) == indexes(table)
    assert hear(recovered(table), MORE, 4) == hear(table, MORE, 4)


def test_the_packed_table_does_as_one_that_holds_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = begun()
    told, values = hear(packed, MORE, 3), dict(packed.items())
    monkeypatch.setattr(Incidents, "pack", Table.pack)
    monkeypatch.setattr(Incidents, "unpack", Table.unpack)
    plain = begun()
    assert hear(plain, MORE, 3) == told != []
    assert dict(plain.items()) == values


def test_an_incident_given_out_is_not_the_one_remembered() -> None:
    table = begun()
    (known,) = table.of_article("urn:a")
    known["reports"].clear()
    assert [len(found["reports"]) for found in table.of_article("urn:a")] == [1]


def test_nothing_is_left_of_incidents_that_expired() -> None:
    table = begun()
    hear(table, CHANGES.values(), 3)
    table.commit()
    table.expire(int((EPOCH + timedelta(days=26 * Plain.incident_days + 1)).timestamp()))
    assert len(table) == 0
    assert indexes(table) == ({}, {})


def test_an_incident_of_another_country_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(uri: str, country: str | None, **more: Any) -> Report:
        where = place("Vasel", "North", country=country) if country else None
        return report(uri, victims=[MAN], counts=[count("killed", 1)], date=day("2018-05-01"), place=where, **more)

    table = Incidents(Plain())
    hear(table, (told("urn:here", "NG"), told("urn:nowhere", None, hours=500), told("urn:there", "KE", hours=1000)), 1)
    unpacked: list[str] = []
    compared = Incidents._compared

    def noted(self: Incidents, id: str) -> Any:
        unpacked.append(id)
        return compared(self, id)

    monkeypatch.setattr(Incidents, "_compared", noted)
    found = table.candidates(told("urn:new", "NG", hours=1), 9)
    assert [one.known["reports"][0]["article"]["uri"] for one in found] == ["urn:here"]
    sides = {known["id"] for uri in ("urn:here", "urn:nowhere") for known in table.of_article(uri)}
    assert set(unpacked) == sides


def test_a_report_takes_little_memory() -> None:
    table = Incidents(Plain())
    story = [
        report(f"urn:{n}", quote=" ".join(f"word{n * 7 + i}" for i in range(7)), place=place(f"T{n}")) for n in range(50)
    ]
    hear(table, story, 1)
    table.commit()
    assert all(isinstance(one, bytes) for one in (*table._values.values(), *(packed for _, packed in table._features.values())))
    assert all(isinstance(known, tuple) or len(known) > FEW for known in table._index._incidents.values())
    assert sum(map(len, table._values.values())) < 1_000 * len(story)


@given(st.lists(st.tuples(st.integers(0, 2 * FEW), st.sets(st.integers(0, 3), max_size=3)), max_size=4 * FEW))
def test_an_index_holds_what_sets_hold(moves: list[tuple[int, set[int]]]) -> None:
    index, plain = Index(), dict[str, set[int]]()
    for number, new in moves:
        index.move(str(number), {hash(f"block {n}") for n in plain.get(str(number), ())}, {hash(f"block {n}") for n in new})
        plain[str(number)] = new
    for n in range(4):
        assert set(index.find(f"block {n}")) == {id for id, blocks in plain.items() if n in blocks}
    if not any(plain.values()):
        assert not index._incidents


def test_a_popular_block_is_kept_as_a_set() -> None:
    index = Index()
    for number in range(FEW + 1):
        index.move(str(number), set(), {hash("large 1")})
        assert isinstance(index.find("large 1"), tuple) == (number < FEW)
    assert len(index.find("large 1")) == FEW + 1
    for number in range(FEW + 1):
        index.move(str(number), {hash("large 1")}, set())
    assert index.find("large 1") == ()
