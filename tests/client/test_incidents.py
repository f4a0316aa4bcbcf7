"""Current incidents from the compacted topic, whoever wrote last."""

from __future__ import annotations

import threading
from typing import Any

import orjson
import pytest

from streams.client.incidents import current_incidents, find, read_incidents
from streams.settings import Settings
from streams.topics import Topic
from tests.client.conftest import Put
from tests.incidents.made import report


def known(name: str, active: int = 1, rang: bool = True, **changes: Any) -> dict[str, Any]:
    told = {"counts": [], "grading": "weak", "sources": 1, "change": "new"} if rang else None
    reports = changes.pop("reports", [report(f"urn:article:{name}")])
    whole = {"id": f"urn:tocsin:incident:{name}", "position": 1, "opened": 1, "active": active, "revision": 1, "told": told}
    return whole | {"reports": reports, "references": [], "absorbed": []} | changes


def state(put: Put, position: int, value: dict[str, Any] | None, key: str | None = None, partition: int = 0) -> None:
    name = (key or (value or {})["id"]).encode()
    put(Topic.INCIDENTS, orjson.dumps([position, value]), name, partition)


def names(settings: Settings) -> list[str]:
    return [one["id"].rpartition(":")[2] for one in current_incidents(settings)]


def test_the_newest_position_counts_not_the_last_write(settings: Settings, put: Put) -> None:
    state(put, 7, known("a", revision=3))
    state(put, 5, known("a", revision=2))
    assert [one["revision"] for one in read_incidents(settings).values()] == [3]


def test_what_was_absorbed_forgotten_or_never_rang_is_not_listed(settings: Settings, put: Put) -> None:
    state(put, 1, known("loser"), partition=1)
    state(put, 2, known("winner", active=5, absorbed=["urn:tocsin:incident:loser"]), partition=1)
    state(put, 3, known("gone"))
    state(put, 4, None, "urn:tocsin:incident:gone")
    state(put, 5, known("silent", rang=False))
    state(put, 6, known("early", active=2))
    state(put, 7, {"withdrawn": "urn:x", "position": 7, "time": 1, "version": "2"}, "withdrawn urn:x")
    put(Topic.INCIDENTS, orjson.dumps([8, known("deleted")]), b"urn:tocsin:incident:deleted", 2)
    put(Topic.INCIDENTS, None, b"urn:tocsin:incident:deleted", 2)
    assert names(settings) == ["early", "winner"]


@pytest.mark.parametrize("name", ["urn:tocsin:incident:winner", "urn:tocsin:incident:winner.2", "winner", "winn"])
def test_an_incident_is_found_by_a_part_of_its_name(settings: Settings, put: Put, name: str) -> None:
    state(put, 1, known("winner"))
    state(put, 2, known("other"))
    found = find(settings, name)
    assert found.incident is not None
    assert found.incident["id"].endswith("winner")


def test_a_report_is_found_in_its_incident_or_on_its_topic(settings: Settings, put: Put) -> None:
    joined, alone = report("urn:a"), report("urn:b")
    state(put, 1, known("one", reports=[joined]))
    put(Topic.REPORTS, orjson.dumps(alone), b"SYR")
    found = find(settings, joined["id"])
    assert (found.report, (found.incident or {})["id"]) == (joined, "urn:tocsin:incident:one")
    assert find(settings, alone["id"]) == (alone, None)
    assert find(settings, "urn:tocsin:report:none") == (None, None)


def test_a_search_that_ends_early_leaves_no_reader_behind(settings: Settings, put: Put) -> None:
    alone = report("urn:b")
    for record in (alone, report("urn:c")):
        put(Topic.REPORTS, orjson.dumps(record), b"SYR")
    before = set(threading.enumerate())
    assert find(settings, alone["id"]) == (alone, None)
    assert set(threading.enumerate()) <= before
