"""Subscribe to alerts: an iterator that goes on through broker restarts and hands each alert out once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, cast

import orjson

from streams.client.consuming import Record, Records, Start
from streams.records import Alert
from streams.settings import Settings, load
from streams.topics import Topic

log = logging.getLogger(__name__)

REMEMBERED = 100_000
"""Identifiers kept to tell an alert that was delivered twice; about 10 MB."""

Matches = Callable[[Alert], bool]


class Subscription(Iterator[Alert]):
    """Alerts as they come. Iterate, or ask with :meth:`poll`; close it, or use it in a ``with`` block."""

    def __init__(self, records: Records, matches: Matches) -> None:
        self._records, self._matches = records, matches
        self._seen: OrderedDict[str, None] = OrderedDict()

    def __next__(self) -> Alert:
        """Return the next alert that matches; the one before it is done."""
        while True:
            alert = self._take(next(self._records))
            if alert is not None:
                return alert

    def poll(self, seconds: float) -> Alert | None:
        """Return the next alert, or None when the next record did not come in time or is not wanted."""
        record = self._records.poll(seconds)
        return None if record is None else self._take(record)

    def _take(self, record: Record) -> Alert | None:
        alert = read_alert(record)
        if alert is None or not self._matches(alert) or alert["identifier"] in self._seen:
            return None
        self._seen[alert["identifier"]] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return alert

    def close(self) -> None:
        """Leave; with a group, Kafka remembers how far we came."""
        self._records.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._records.__exit__(kind, error, trace)


def subscribe(
    matches: Matches | None = None,
    *,
    start: Start = "now",
    group: str | None = None,
    status: str = "Actual",
    idle: float | None = None,
    bounded: bool = False,
    settings: Settings | None = None,
) -> Subscription:
    """Return the alerts from ``start`` on, as a :class:`Subscription`.

    ``matches`` tells which alerts are wanted: any function of an alert, or a ``streams.incidents.filters.Filters``.
    ``start`` is ``"now"``, ``"beginning"`` or a timezone-aware time. With a ``group`` its members share the alerts and
    Kafka remembers how far they came, so ``start`` counts only for the first time. ``status`` is what alerts are for:
    ``Test`` are rehearsals. ``bounded`` ends at the last alert there is; ``idle`` after so many seconds without one.

        for alert in subscribe(lambda alert: alert["msgType"] == "Alert"):
            print(alert["info"][0]["headline"])

    An alert may come twice after a crash (at least once); its ``identifier`` tells. Raises ClientError when there is no
    broker or no topic of alerts.
    """
    settings = settings or load()

    def wanted(alert: Alert) -> bool:
        return alert["status"] == status and (matches is None or matches(alert))

    topic = Topic.ALERTS.named(settings.topic_prefix)
    return Subscription(Records(settings, topic, start=start, group=group, idle=idle, bounded=bounded), wanted)


def read_alert(record: Record) -> Alert | None:
    """Return the alert of a record; None for a tombstone, and for what is no alert, which is logged."""
    if record.value is None:
        return None
    try:
        alert = orjson.loads(record.value)
        if isinstance(alert["identifier"], str) and isinstance(alert["incident"], dict):
            return cast(Alert, alert)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        pass
    log.warning("%s:%d:%d holds no alert: left out", record.topic, record.partition, record.offset)
    return None
