"""Run what Kafka still holds through the rest of the path again, in memory, with alerts of status ``Test``.

Nothing is committed and no group is joined; state begins empty. What would ring can be compared with what rang, which
shows what another version or other settings change before they go live.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from streams.client.consuming import Record, Records, Start
from streams.client.incidents import read_alerts
from streams.client.reaching import ClientError
from streams.client.senders import BulkSender
from streams.pipeline import Pipeline, Raw
from streams.settings import Settings
from streams.stages.alert import Incidents, alert
from streams.stages.outputs import Given
from streams.topics import LAYOUT, Topic

TOPICS = (Topic.RAW, Topic.CLEAN, Topic.UNIQUE, Topic.REPORTS)


class Difference(NamedTuple):
    """How the alerts of a rehearsal differ from those that rang, by identifier."""

    same: int
    only_now: list[str]
    only_then: list[str]


def rehearse(settings: Settings, topic: Topic, start: Start) -> Iterator[dict[str, Any]]:
    """Yield the alerts that the records of a topic, from ``start`` to its end, would ring now."""
    if topic not in TOPICS:
        raise ClientError(f"topic is {topic}, expected one of {', '.join(TOPICS)}")
    rehearsed = replace(settings, status="Test")
    with Records(settings, topic.named(settings.topic_prefix), start=start, bounded=True) as records:
        yield from _ring(rehearsed, records) if topic is Topic.REPORTS else _read(rehearsed, topic, records)


def _read(settings: Settings, topic: Topic, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    from streams.stages.enrich import load

    pipeline = Pipeline(settings, load(settings.model))
    for result in pipeline.run(_raw(record, topic) for record in records if record.value is not None):
        yield from (dict(found) for found in result.alerts)


def _ring(settings: Settings, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """Run the alert stage alone, with the state of each partition apart, as a worker does."""
    tables: dict[int, Incidents] = defaultdict(lambda: Incidents(settings))
    for record in records:
        if record.value is None:
            continue
        table = tables[record.partition]
        key = (record.key or b"").decode("utf-8", "replace")
        source = Given(key, {}, record.offset, _time(record))
        found = list(alert(orjson.loads(record.value), table, source, settings))
        table.commit()
        yield from (dict(output.record) for output in found if output.topic is Topic.ALERTS)


def _raw(record: Record, topic: Topic) -> Raw:
    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers if value is not None}
    time = record.time if topic is Topic.RAW else _time(record)
    return Raw(record.value or b"", time, (record.key or b"").decode("utf-8", "replace"), headers)


def _time(record: Record) -> datetime:
    """Return when the article arrived: the stages hand it on in ``ce_time``."""
    try:
        time = datetime.fromisoformat(record.header("ce_time") or "")
    except ValueError:
        return record.time
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def compare(settings: Settings, alerts: Iterable[dict[str, Any]]) -> Difference:
    """Compare the alerts of a rehearsal with those on the topic of alerts."""
    now = {found["identifier"] for found in alerts}
    then = {found["identifier"] for found in read_alerts(settings)}
    return Difference(len(now & then), sorted(now - then), sorted(then - now))


def publish(settings: Settings, alerts: Iterable[dict[str, Any]], run: str) -> int:
    """Put the alerts of a rehearsal on the topic of alerts; return how many.

    Their status is Test, and names of their own keep them from taking the place of real alerts when the topic is compacted.
    """
    sender, failed, count = BulkSender(settings, 60.0), [], 0

    def settle(why: str | None) -> None:
        if why is not None:
            failed.append(why)

    for found in alerts:
        named = {**found, "identifier": f"{found['identifier']}.replay-{run}"}
        headers = [("ce_specversion", b"1.0"), ("ce_id", f"{Topic.ALERTS}/{named['identifier']}".encode())]
        headers += [("ce_type", (LAYOUT[Topic.ALERTS].event or "").encode()), ("ce_source", b"urn:tocsin:replay")]
        key = f"replay-{run} {found['incident']['id']}".encode()
        sender.send(Topic.ALERTS.named(settings.topic_prefix), key, orjson.dumps(named), headers, settle)
        count += 1
    sender.close()
    if failed:
        raise ClientError(f"{len(failed)} of {count} alerts were not delivered: {failed[0]}")
    return count
