"""Subscribing: which alerts come, once each, and what is no alert is passed over."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams import subscribe
from streams.incidents.filters import Filters
from streams.settings import Settings
from streams.topics import Topic
from tests.client.conftest import Put
from tests.gateway.samples import alert


def ring(put: Put, *alerts: dict[str, Any]) -> None:
    for one in alerts:
        put(Topic.ALERTS, orjson.dumps(one), one["incident"]["id"].encode())


def identifiers(settings: Settings, *args: Any, **options: Any) -> list[str]:
    with subscribe(*args, start="beginning", bounded=True, settings=settings, **options) as alerts:
        return sorted(one["identifier"] for one in alerts)


def test_alerts_come_whole(settings: Settings, put: Put) -> None:
    ring(put, alert(1))
    with subscribe(start="beginning", bounded=True, settings=settings) as alerts:
        assert list(alerts) == [alert(1)]


def test_an_alert_delivered_twice_is_handed_out_once(settings: Settings, put: Put) -> None:
    ring(put, alert(1), alert(1), alert(1, revision=2), alert(1))
    assert identifiers(settings) == sorted([alert(1)["identifier"], alert(1, revision=2)["identifier"]])


def test_a_filter_chooses(settings: Settings, put: Put) -> None:
    ring(put, *(alert(number) for number in range(32)))
    syrian = [alert(n)["identifier"] for n in range(32) if alert(n)["incident"]["place"]["country"] == "SYR"]
    assert syrian
    assert identifiers(settings, Filters(country=("SYR",))) == sorted(syrian)


def test_rehearsals_are_heard_only_by_those_who_ask(settings: Settings, put: Put) -> None:
    ring(put, {**alert(1), "status": "Test"}, alert(1), alert(2))
    assert identifiers(settings) == sorted([alert(1)["identifier"], alert(2)["identifier"]])
    assert identifiers(settings, status="Test") == [alert(1)["identifier"]]


@pytest.mark.parametrize(
    "value", [b"{broken", b"null", b"[]", b'{"identifier": 7, "incident": {}}', b'{"identifier": "x"}', None]
)
def test_what_is_no_alert_is_passed_over(settings: Settings, put: Put, value: bytes | None) -> None:
    put(Topic.ALERTS, value, b"k")
    ring(put, alert(1))
    assert identifiers(settings) == [alert(1)["identifier"]]


def test_polling_returns_none_when_nothing_came(settings: Settings, put: Put) -> None:
    with subscribe(start="now", settings=settings) as alerts:
        assert alerts.poll(0.1) is None
        ring(put, alert(3))
        heard = [found for _ in range(50) if (found := alerts.poll(0.1))]
    assert [one["identifier"] for one in heard] == [alert(3)["identifier"]]
