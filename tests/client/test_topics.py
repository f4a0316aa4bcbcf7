"""Topics: made as the settings want them, and differences told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from streams.client import topics
from streams.client.reaching import ClientError, reach
from streams.settings import Settings
from streams.topics import LAYOUT, Topic
from tests.client.conftest import Put
from tests.kafka import Kafka


def test_state_lies_beside_its_source_and_is_kept() -> None:
    wanted = {want.name: want for want in topics.wanted(Settings(partitions=6))}
    assert set(wanted) == {topic.value for topic in Topic}
    for topic, layout in LAYOUT.items():
        assert wanted[topic].partitions == 6
        assert ("retention.ms" in wanted[topic].config) == ("delete" in layout.cleanup)
        assert ("min.compaction.lag.ms" in wanted[topic].config) == ("compact" in layout.cleanup)


def test_three_copies_need_two_in_sync() -> None:
    assert all(want.config["min.insync.replicas"] == "2" for want in topics.wanted(Settings(replication=3)))
    assert not any("min.insync.replicas" in want.config for want in topics.wanted(Settings()))


def test_the_embedded_broker_has_its_topics(settings: Settings) -> None:
    assert topics.compare(settings) == []
    assert topics.create(settings) == []


def test_the_embedded_broker_makes_no_others(broker: str) -> None:
    with pytest.raises(ClientError, match=r"embedded broker .* makes its topics itself"):
        topics.create(Settings(broker=broker, topic_prefix="never."))


def test_partitions_that_differ_are_told(settings: Settings) -> None:
    told = [str(difference) for difference in topics.compare(dataclasses.replace(settings, partitions=8))]
    assert f"{settings.topic_prefix}articles.raw: partitions is 4, wanted 8" in told


def test_records_are_counted(settings: Settings, put: Put) -> None:
    for _ in range(3):
        put(Topic.RAW, b"x")
    counted = topics.count_records(settings, reach(settings))
    assert counted[Topic.RAW.named(settings.topic_prefix)] == 3
    assert counted[Topic.ALERTS.named(settings.topic_prefix)] == 0


@pytest.fixture(scope="module")
def kafka() -> Iterator[str]:
    with Kafka() as running:
        yield running.address


@pytest.mark.kafka
def test_topics_are_made_once_and_kept_as_wanted(kafka: str) -> None:
    settings = Settings(broker=kafka, topic_prefix="made.", partitions=3)
    assert {difference.name for difference in topics.compare(settings)} == {"missing"}
    assert len(topics.create(settings)) == len(Topic)
    assert topics.compare(settings) == []
    assert topics.create(settings) == []


@pytest.mark.kafka
def test_an_update_changes_configuration_and_leaves_partitions(kafka: str) -> None:
    settings = Settings(broker=kafka, topic_prefix="updated.", partitions=3)
    topics.create(settings)
    other = dataclasses.replace(settings, partitions=5, retention_hours=24)
    assert {difference.name for difference in topics.compare(other)} == {"partitions", "retention.ms"}
    assert {difference.name for difference in topics.update(other)} == {"retention.ms"}
    assert {difference.name for difference in topics.compare(other)} == {"partitions"}


@pytest.mark.kafka
def test_more_copies_than_brokers_are_refused_before_anything_is_made(kafka: str) -> None:
    settings = Settings(broker=kafka, topic_prefix="copied.", replication=3)
    with pytest.raises(ClientError, match=r"replication is 3 \(default\), but there are 1 brokers"):
        topics.create(settings)
    assert not any(name.startswith("copied.") for name in reach(settings).topics)
