"""What can be wrong with Kafka: reach, topics, what we may do there, who is in the groups, and whose clock runs ahead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined]

from streams.client.reaching import PATIENCE, ClientError, Cluster, admin, reach
from streams.client.rights import Right, missing, rights
from streams.client.topics import compare
from streams.doctor import Finding, ill, note, well
from streams.settings import Settings
from streams.topics import STAGES, Topic

AHEAD = 60.0
"""Seconds by which a message may be ahead of our clock."""


def examine(settings: Settings, role: str) -> Iterator[Finding]:
    """Yield what is found, for one who has a role's part (``streams.client.rights.ROLES``)."""
    begun = time.monotonic()
    try:
        cluster = reach(settings)
    except ClientError as why:
        yield ill("broker", str(why))
        return
    took = (time.monotonic() - begun) * 1000
    kind = "the embedded broker, which keeps nothing" if cluster.embedded else f"cluster {cluster.identifier}"
    yield well("broker", f"{settings.broker} answered in {took:.0f} ms: {kind}, {cluster.brokers} brokers")
    yield from _topics(settings, cluster, role)
    if cluster.embedded:
        yield note("rights", "the embedded broker lets everybody do everything")
        return
    yield from _allowed(settings, cluster, role)
    yield from _newest(settings, cluster)
    if role in ("worker", "operator"):
        yield from _members(settings)


def _topics(settings: Settings, cluster: Cluster, role: str) -> Iterator[Finding]:
    """Topics that the role has to do with are there and as the settings want them."""
    ours = {right.name for right in rights(role, settings) if right.kind == "topic"}
    if gone := sorted(ours - cluster.topics.keys()):
        yield ill("topics", f"not there, or not to be seen by us: {', '.join(gone)}", "tocsin topics create")
    try:
        different = [found for found in compare(settings) if found.topic in ours and found.name != "missing"]
    except ClientError as why:
        yield note("topics", str(why))
        return
    for found in different:
        cure = "see operating.md before changing it" if found.name == "partitions" else "tocsin topics create --update"
        yield note("topics", str(found), cure)
    if not gone and not different:
        yield well("topics", f"{len(ours)} there, as the settings want them")


def _allowed(settings: Settings, cluster: Cluster, role: str) -> Iterator[Finding]:
    """Each right of the role is ours; Kafka tells for topics that are there, and for groups."""
    needed = [right for right in rights(role, settings) if not right.prefixed]
    told = list(_asked(settings, [right for right in needed if right.kind == "group" or right.name in cluster.topics]))
    refused = [(right, lacks) for right, allowed in told if allowed is not None and (lacks := missing(right, allowed))]
    for right, lacks in refused:
        yield ill("rights", f"{' and '.join(lacks)} on {right.kind} {right.name} is not allowed", f"tocsin rights {role}")
    if not told or all(allowed is None for _, allowed in told):
        yield note("rights", "the broker does not tell what we may do")
    elif not refused:
        yield well("rights", f"all that the {role} needs")


def _asked(settings: Settings, needed: list[Right]) -> Iterator[tuple[Right, list[str] | None]]:
    """Yield what is allowed on each thing; None where the broker does not say."""
    client = admin(settings)
    options: dict[str, Any] = {"include_authorized_operations": True, "request_timeout": PATIENCE}
    topics = [right.name for right in needed if right.kind == "topic"]
    groups = [right.name for right in needed if right.kind == "group"]
    answers: dict[str, Any] = {}
    if topics:
        answers |= client.describe_topics(TopicCollection(topics), **options)
    if groups:
        answers |= client.describe_consumer_groups(groups, **options)
    for right in needed:
        try:
            allowed = answers[right.name].result(PATIENCE).authorized_operations
        except KafkaException as why:
            yield right, [] if "AUTHORIZATION_FAILED" in why.args[0].name() else _unless_new(right, why)
        else:
            yield right, None if allowed is None else [operation.name for operation in allowed]


def _unless_new(right: Right, why: KafkaException) -> list[str] | None:
    """A group that does not exist yet is no reason to complain: it may be made by whoever joins it."""
    new = right.kind == "group" and why.args[0].code() == KafkaError.GROUP_ID_NOT_FOUND
    return list(right.operations) if new else None


def _newest(settings: Settings, cluster: Cluster) -> Iterator[Finding]:
    """No message is from the future: else a publisher's clock, or ours, is wrong."""
    name = Topic.RAW.named(settings.topic_prefix)
    if name not in cluster.topics:
        return
    latest = OffsetSpec.max_timestamp()  # type: ignore[no-untyped-call]
    places = {TopicPartition(name, number): latest for number in range(cluster.topics[name])}
    try:
        client = admin(settings)
        asked = client.list_offsets(places, request_timeout=PATIENCE)
        told = [answer.result(PATIENCE).timestamp for answer in asked.values()]
    except KafkaException:
        return
    newest = max(told, default=-1) / 1000
    if newest - time.time() > AHEAD:
        at = datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds")
        yield note("clock", f"{name} has a message of {at}, which is to come", "a publisher's clock, or ours, is wrong")
    elif newest > 0:
        at = datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds")
        yield well("articles", f"the newest on {name} came at {at}")


def _members(settings: Settings) -> Iterator[Finding]:
    """Each stage has somebody who works on it."""
    client = admin(settings)
    groups = [f"{settings.topic_prefix}{settings.app_id}-{stage.name}" for stage in STAGES]
    counts: dict[str, int] = {}
    for group, answer in client.describe_consumer_groups(groups, request_timeout=PATIENCE).items():
        try:
            counts[group] = len(answer.result(PATIENCE).members)
        except KafkaException as why:
            if why.args[0].code() != KafkaError.GROUP_ID_NOT_FOUND:
                yield note("workers", f"group {group} could not be described: {why.args[0].str()}")
                return
    idle = [group for group in groups if not counts.get(group)]
    if len(idle) == len(groups):
        yield note("workers", "none is running", "tocsin worker")
    elif idle:
        yield ill("workers", f"nobody works on {', '.join(idle)}", "tocsin worker --stage, for each stage that is missing")
    else:
        yield well("workers", ", ".join(f"{group} {counts[group]}" for group in groups))
