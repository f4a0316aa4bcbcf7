"""Make the topics of the path, and say where those on the broker differ from what the settings want."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)
from kafka import TopicPartition

from streams.client.consuming import consumer_of
from streams.client.reaching import ClientError, Cluster, admin, reach
from streams.settings import Settings
from streams.topics import LAYOUT, Topic

HOUR_MS = 3_600_000
ROOM = 100_000
"""Bytes that a dead letter may take more than the message it keeps: the reason and where it came from."""
_SECONDS = 30


class Wanted(NamedTuple):
    """How one topic should be."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


class Difference(NamedTuple):
    """One way in which a topic is not as it should be; ``name`` is ``missing``, ``partitions`` or a configuration."""

    topic: str
    name: str
    found: str
    wanted: str

    def __str__(self) -> str:
        """Say it as one line.

        >>> print(Difference("articles.raw", "partitions", "1", "4"))
        articles.raw: partitions is 1, wanted 4
        """
        return (
            f"{self.topic}: not there"
            if self.name == "missing"
            else (f"{self.topic}: {self.name} is {self.found}, wanted {self.wanted}")
        )


def wanted(settings: Settings) -> list[Wanted]:
    """Return every topic of the path as the settings want it.

    State is kept for ever and compacted no sooner than after an hour, so that a late write of a former owner can still be
    told from the newest. Alerts are all kept for a day; then, until their retention ends, the newest of each incident.
    """
    return [_want(topic, settings) for topic in Topic]


def _want(topic: Topic, settings: Settings) -> Wanted:
    layout = LAYOUT[topic]
    config = {"cleanup.policy": layout.cleanup, "max.message.bytes": str(settings.max_bytes)}
    if "delete" in layout.cleanup:
        config["retention.ms"] = str(settings.retention_hours * HOUR_MS)
    if "compact" in layout.cleanup:
        config["min.compaction.lag.ms"] = str(HOUR_MS if layout.follows else 24 * HOUR_MS)
    if topic is Topic.DEAD:
        config["max.message.bytes"] = str(settings.max_bytes + ROOM)
    if settings.replication > 2:
        config["min.insync.replicas"] = "2"
    return Wanted(topic.named(settings.topic_prefix), settings.partitions, settings.replication, config)


def compare(settings: Settings) -> list[Difference]:
    """Return how the topics on the broker differ from what is wanted; nothing when all is well."""
    cluster = reach(settings)
    there = _configs(settings, cluster)
    return [difference for want in wanted(settings) for difference in _differences(want, cluster, there)]


def create(settings: Settings) -> list[str]:
    """Make the topics that are missing and return their names; what is there already is left as it is."""
    cluster = reach(settings)
    missing = [want for want in wanted(settings) if want.name not in cluster.topics]
    if missing and cluster.embedded:
        names = ", ".join(want.name for want in missing)
        raise ClientError(
            f"the embedded broker at {settings.broker} makes its topics itself and lacks {names}: is it of this version?"
        )
    if too_many := [want.name for want in missing if want.replication > cluster.brokers]:
        raise ClientError(
            f"replication is {settings.replication} ({settings.came_from('replication')}), but there are {cluster.brokers} "
            f"brokers; topics not made: {', '.join(too_many)}"
        )
    new = [NewTopic(want.name, want.partitions, want.replication, config=want.config) for want in missing]
    client = admin(settings)  # must outlive its answers
    made = client.create_topics(new, operation_timeout=_SECONDS) if new else {}
    for name, outcome in made.items():
        try:
            outcome.result(_SECONDS)
        except KafkaException as why:
            if "ALREADY_EXISTS" not in str(why.args[0].name()):
                raise ClientError(f"topic {name} was not made: {why.args[0].str()}") from None
    _wait(lambda: made.keys() <= reach(settings).topics.keys())
    return list(made)


def update(settings: Settings) -> list[Difference]:
    """Set the configuration of topics that are there to what is wanted; return what was changed.

    Partitions and replication stay: new partitions would part keys from their history.
    """
    changes = [
        difference for difference in compare(settings) if difference.name not in ("missing", "partitions", "replication")
    ]
    resources: dict[str, Any] = {}
    client = admin(settings)
    for difference in changes:
        resource = resources.setdefault(difference.topic, ConfigResource(ResourceType.TOPIC, difference.topic))
        resource.add_incremental_config(
            ConfigEntry(difference.name, difference.wanted, incremental_operation=AlterConfigOpType.SET)
        )
    if resources:
        for resource, outcome in client.incremental_alter_configs(list(resources.values())).items():
            try:
                outcome.result(_SECONDS)
            except KafkaException as why:
                raise ClientError(f"topic {resource.name} was not changed: {why.args[0].str()}") from None
    _wait(lambda: not set(changes) & set(compare(settings)))
    return changes


def _wait(settled: Callable[[], bool]) -> None:
    """Give brokers time to learn what the controller decided."""
    deadline = time.monotonic() + _SECONDS
    while not settled():
        if time.monotonic() > deadline:
            raise ClientError(f"the brokers did not show the change within {_SECONDS} s")
        time.sleep(0.2)


def count_records(settings: Settings, cluster: Cluster) -> dict[str, int]:
    """Return how many offsets each topic of the path spans: its records, and what compaction or retention left of them."""
    names = [want.name for want in wanted(settings) if want.name in cluster.topics]
    if not names:
        return {}
    consumer = consumer_of(settings)
    try:
        partitions = [TopicPartition(name, number) for name in names for number in range(cluster.topics[name])]
        first, last = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
    finally:
        consumer.close(autocommit=False)
    return {name: sum(last[tp] - first[tp] for tp in partitions if tp.topic == name) for name in names}


def _configs(settings: Settings, cluster: Cluster) -> dict[str, dict[str, str]]:
    names = [want.name for want in wanted(settings) if want.name in cluster.topics]
    if cluster.embedded or not names:
        return {}
    client = admin(settings)
    asked = client.describe_configs([ConfigResource(ResourceType.TOPIC, name) for name in names])
    found = {}
    for resource, outcome in asked.items():
        try:
            found[resource.name] = {name: entry.value for name, entry in outcome.result(_SECONDS).items()}
        except KafkaException as why:
            raise ClientError(f"configuration of topic {resource.name} was not told: {why.args[0].str()}") from None
    return found


def _differences(want: Wanted, cluster: Cluster, configs: dict[str, dict[str, str]]) -> Iterator[Difference]:
    if want.name not in cluster.topics:
        yield Difference(want.name, "missing", "", "")
        return
    if (partitions := cluster.topics[want.name]) != want.partitions:
        yield Difference(want.name, "partitions", str(partitions), str(want.partitions))
    if (copies := cluster.replication[want.name]) != want.replication and not cluster.embedded:
        yield Difference(want.name, "replication", str(copies), str(want.replication))
    for name, value in want.config.items():
        found = configs.get(want.name, {}).get(name, value)
        if set(found.split(",")) != set(value.split(",")):
            yield Difference(want.name, name, found, value)
