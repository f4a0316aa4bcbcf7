"""What the operator's page promises of growing and restoring: no state is lost, no alert rings twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streams.client import topics
from streams.client.audit import Accounts, audit
from streams.client.incidents import current_incidents
from streams.client.publisher import Publisher
from streams.settings import Settings
from streams.topics import Topic
from tests.deploy import kafkatools
from tests.kafka import Kafka, wait_until
from tests.mixed import mixed

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(400)]
COUNT = 300


@pytest.fixture(scope="module")
def kafka() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


@contextmanager
def worker(settings: Settings, folder: Path) -> Iterator[None]:
    """A worker as an operator starts it."""
    given = {
        "TOCSIN_BROKER": settings.broker, "TOCSIN_TOPIC_PREFIX": settings.topic_prefix, "TOCSIN_HEALTH_PORT": "0",
        "TOCSIN_PARTITIONS": str(settings.partitions), "TOCSIN_STATUS": settings.status,
    }  # fmt: skip
    command = [sys.executable, "-m", "streams.cli", "worker"]
    with (folder / "worker.log").open("ab") as log:
        running = subprocess.Popen(command, env=os.environ | given, stdout=log, stderr=log)
    try:
        yield
    finally:
        running.terminate()
        assert running.wait(40) == 0, (folder / "worker.log").read_text()[-2000:]


def publish(settings: Settings, values: dict[str, bytes]) -> None:
    with Publisher(settings) as publisher:
        for uri, value in values.items():
            publisher.publish(value, key=uri)


def settled(settings: Settings, published: int) -> Accounts:
    """The accounts once everything came to its end."""

    def done() -> Accounts | None:
        accounts = audit(settings)
        return accounts if accounts.complete and accounts.published == published else None

    return wait_until(done, 150, f"{published} articles accounted for", 2)  # type: ignore[no-any-return]


def first() -> dict[str, bytes]:
    return {made.uri: made.value for made in mixed(COUNT, copies=0, broken=0, words=150)}


def copies() -> dict[str, bytes]:
    """The same articles under other names."""
    named = {f"{uri}:copy": json.loads(value) for uri, value in first().items()}
    return {uri: json.dumps({**article, "uri": uri}).encode() for uri, article in named.items()}


def test_partitions_are_added_while_a_worker_runs_and_every_copy_is_still_known(kafka: Kafka, tmp_path: Path) -> None:
    settings = Settings(broker=kafka.address, topic_prefix="grow.", partitions=2)
    topics.create(settings)
    with worker(settings, tmp_path):
        publish(settings, first())
        before = settled(settings, COUNT)
        for topic in (Topic.RAW, Topic.UNIQUE, Topic.ENRICHED):
            alter = ["--alter", "--topic", topic.named("grow."), "--partitions", "4"]
            done = kafkatools.tool(["kafka-topics.sh", "--bootstrap-server", kafka.address, *alter])
            assert done.returncode == 0, done.stdout + done.stderr
        publish(settings, copies())
        after = settled(settings, 2 * COUNT)
    assert after.outcomes["duplicate"] == COUNT
    assert (after.alerts, after.incidents) == (before.alerts, before.incidents)


def test_incidents_are_restored_with_their_ids_and_ring_for_nobody(kafka: Kafka, tmp_path: Path) -> None:
    lost = Settings(broker=kafka.address, topic_prefix="lost.", partitions=1)
    new = Settings(broker=kafka.address, topic_prefix="new.", partitions=1, status="Test")
    found = []
    for settings in (lost, new):
        topics.create(settings)
        with worker(settings, tmp_path):
            publish(settings, first())
            settled(settings, COUNT)
        found.append({incident["id"] for incident in current_incidents(settings)})
    assert len(found[0]) > 10
    assert found[0] == found[1]
