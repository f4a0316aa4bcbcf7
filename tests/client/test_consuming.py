"""Reading a topic: where it begins and ends, with and without a group."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from confluent_kafka import Producer

from streams.client.consuming import Records
from streams.client.reaching import ClientError
from streams.connection import librdkafka
from streams.settings import Settings
from streams.topics import Topic
from tests.client.conftest import Put


def fill(put: Put, *numbers: int) -> None:
    for number in numbers:
        put(Topic.ALERTS, str(number).encode(), str(number).encode())


def alerts(settings: Settings, **options: Any) -> Records:
    return Records(settings, Topic.ALERTS.named(settings.topic_prefix), **options)


def values(records: Records) -> list[int]:
    return sorted(int(record.value or b"-1") for record in records)


def test_a_bounded_reading_ends_at_what_was_there(settings: Settings, put: Put) -> None:
    fill(put, *range(20))
    assert values(alerts(settings, start="beginning", bounded=True)) == list(range(20))


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_every_codec_that_kafka_knows_is_read(settings: Settings, codec: str) -> None:
    producer = Producer(librdkafka(settings) | {"compression.type": codec})
    for number in range(50):
        producer.produce(Topic.ALERTS.named(settings.topic_prefix), str(number).encode())
    assert producer.flush(30) == 0
    assert values(alerts(settings, start="beginning", bounded=True)) == list(range(50))


def test_an_empty_topic_ends_at_once(settings: Settings) -> None:
    began = time.monotonic()
    assert values(alerts(settings, start="beginning", bounded=True)) == []
    assert time.monotonic() - began < 5


def test_now_is_when_the_reading_was_opened_not_when_it_is_first_asked(settings: Settings, put: Put) -> None:
    fill(put, 1, 2)
    with alerts(settings, start="now", idle=1) as records:
        fill(put, 3)
        assert values(records) == [3]


def test_a_time_leaves_out_what_is_older(settings: Settings, put: Put) -> None:
    fill(put, 1, 2)
    time.sleep(0.01)  # record times count milliseconds
    moment = datetime.now(UTC)
    fill(put, 3, 4)
    assert values(alerts(settings, start=moment, bounded=True)) == [3, 4]


def test_a_time_needs_its_offset(settings: Settings) -> None:
    with pytest.raises(ValueError, match="expected a time with its offset"):
        alerts(settings, start=datetime(2026, 1, 1))  # noqa: DTZ001


def test_records_come_whole(settings: Settings, put: Put) -> None:
    put(Topic.ALERTS, None, b"gone", partition=2, name=b"\xff", other=b"x")
    topic = Topic.ALERTS.named(settings.topic_prefix)
    (record,) = Records(settings, topic, start="beginning", bounded=True)
    assert (record.topic, record.partition, record.offset, record.key, record.value) == (topic, 2, 0, b"gone", None)
    assert record.headers == [("name", b"\xff"), ("other", b"x")]
    assert record.header("other") == "x"
    assert record.header("none") is None
    assert record.time.tzinfo is not None


def test_a_topic_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(ClientError, match=r"topic casualty\.nothing is not on .*tocsin topics create"):
        Records(settings, "casualty.nothing")


def test_a_group_goes_on_where_it_left_off(settings: Settings, put: Put) -> None:
    fill(put, *range(10))
    first = alerts(settings, start="beginning", group=settings.topic_prefix, idle=5)
    seen = [int(next(first).value or b"") for _ in range(4)]
    first.close()
    with alerts(settings, start="beginning", group=settings.topic_prefix, idle=2) as second:
        rest = values(second)
    assert sorted(seen + rest) == list(range(10))


def test_what_fails_in_the_hands_of_the_caller_comes_again(settings: Settings, put: Put) -> None:
    fill(put, 1)

    def crash() -> None:
        with alerts(settings, start="beginning", group=settings.topic_prefix, idle=5) as records:
            next(records)
            raise RuntimeError("in the middle of the record")

    with pytest.raises(RuntimeError):
        crash()
    with alerts(settings, start="beginning", group=settings.topic_prefix, idle=2) as records:
        assert values(records) == [1]


def test_a_group_and_a_bound_contradict_each_other(settings: Settings) -> None:
    with pytest.raises(ValueError, match="bounded"):
        alerts(settings, group=settings.topic_prefix, bounded=True)
