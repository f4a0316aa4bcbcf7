"""A broker that is killed and comes back: publishers and subscribers go on, and nothing is lost or doubled."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from streams import Publisher, UndeliveredError, subscribe
from streams.client.consuming import Records
from streams.settings import Settings
from streams.topics import Topic
from tests.client.conftest import Put
from tests.gateway.samples import alert
from tests.kafka import Kafka, wait_until

pytestmark = pytest.mark.kafka


@pytest.fixture
def kafka() -> Iterator[Kafka]:
    with Kafka() as running:
        running.create_topics("")
        yield running


@pytest.mark.parametrize("bulk", [False, True])
def test_a_publisher_loses_and_doubles_nothing(kafka: Kafka, bulk: bool) -> None:
    settings, count = Settings(broker=kafka.address), 4_000
    with Publisher(settings, bulk=bulk) as publisher:
        for number in range(count):
            publisher.publish({"uri": f"urn:test:{number}", "headline": "Fire", "body_text": "x" * 2_000})
            if number == count // 2:
                kafka.kill(0)
                threading.Timer(4.0, kafka.start).start()
        assert publisher.flush() == (count, 0, None)
    found = Counter(record.key for record in Records(settings, Topic.RAW.value, start="beginning", bounded=True))
    assert len(found) == count
    assert set(found.values()) == {1}


@pytest.mark.parametrize("bulk", [False, True])
def test_an_outage_longer_than_the_patience_leaves_a_file(kafka: Kafka, tmp_path: Path, bulk: bool) -> None:
    settings, file = Settings(broker=kafka.address), tmp_path / "left.jsonl"
    publisher = Publisher(settings, undelivered=file, patience=3, bulk=bulk)
    publisher.publish({"uri": "urn:test:before", "headline": "Fire"})
    publisher.flush()
    kafka.kill(0)
    for number in range(100):
        publisher.publish({"uri": f"urn:test:{number}", "headline": "Fire"})
    with pytest.raises(UndeliveredError, match="100 of 101 articles were not delivered"):
        publisher.close()
    kept = [orjson.loads(line)["undelivered"] for line in file.read_bytes().splitlines()]
    assert {entry["key"] for entry in kept} == {f"urn:test:{number}" for number in range(100)}
    assert all(orjson.loads(entry["value"])["headline"] == "Fire" for entry in kept)


@pytest.mark.parametrize("group", [None, "desk"])
def test_a_subscriber_goes_on(kafka: Kafka, group: str | None) -> None:
    settings = Settings(broker=kafka.address)
    heard: list[str] = []
    ended = threading.Event()

    def listen() -> None:
        with subscribe(start="beginning", group=group, settings=settings) as alerts:
            while not ended.is_set():
                if found := alerts.poll(0.2):
                    heard.append(found["identifier"])

    def ring(first: int, last: int) -> None:
        put = Put(settings)
        for number in range(first, last):
            put(Topic.ALERTS, orjson.dumps(alert(number)), alert(number)["incident"]["id"].encode())

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        ring(0, 50)
        wait_until(lambda: len(heard) >= 50, 40, "50 alerts before the outage")
        kafka.kill(0)
        time.sleep(2)  # the outage itself
        kafka.start(0)
        kafka.wait()
        ring(50, 100)
        wait_until(lambda: len(heard) >= 100, 60, "50 alerts after the outage")
    finally:
        ended.set()
        listener.join(30)
    assert sorted(heard) == sorted(alert(number)["identifier"] for number in range(100))
