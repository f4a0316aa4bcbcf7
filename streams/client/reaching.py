"""Reach a cluster, or say in words for the person who runs it why not.

librdkafka asks first: it gives up when told to and says why (refused, certificate, password), where kafka-python would try
without end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams.connection import librdkafka
from streams.embedded import is_embedded
from streams.settings import Settings

PATIENCE = 6.0
"""Seconds that a broker is waited for at the start; once connected, one that goes away is waited for without end."""


class ClientError(RuntimeError):
    """Kafka can't be used as asked; the message says what was tried, what happened and what helps."""


class Cluster(NamedTuple):
    """A cluster that answered: the number of partitions of each topic that we may see."""

    identifier: str
    topics: dict[str, int]
    replication: dict[str, int]
    brokers: int

    @property
    def embedded(self) -> bool:
        """Whether it is the embedded broker, which keeps nothing."""
        return is_embedded(self.identifier)


def reach(settings: Settings, patience: float = PATIENCE) -> Cluster:
    """Ask the cluster what it holds; ClientError when no broker answers in time."""
    heard: list[str] = []
    client = admin(settings, heard)
    try:
        found = client.list_topics(timeout=patience)
    except KafkaException as why:
        client.poll(0)
        raise unreachable(settings, heard[0] if heard else str(why.args[0].str())) from None
    sizes = {name: len(topic.partitions) for name, topic in found.topics.items() if not topic.error}
    copies = {
        name: min((len(partition.replicas) for partition in topic.partitions.values()), default=0)
        for name, topic in found.topics.items()
    }
    return Cluster(found.cluster_id or "", sizes, copies, len(found.brokers))


def admin(settings: Settings, heard: list[str] | None = None) -> Any:
    """Return an admin client; what it has to say of trouble goes into ``heard``."""
    said = heard if heard is not None else []
    config = {**librdkafka(settings), "log_level": 0, "error_cb": lambda error: said.append(error.str())}
    try:
        return AdminClient(config)
    except KafkaException as why:
        raise unreachable(settings, str(why.args[0].str())) from None


def topic_of(settings: Settings, name: str, cluster: Cluster) -> int:
    """Return the number of partitions of a topic; ClientError when it is not there."""
    if not (partitions := cluster.topics.get(name, 0)):
        raise ClientError(
            f"topic {name} is not on {settings.broker}, or we may not see it; `tocsin topics create` makes it, and "
            "TOCSIN_BROKER and TOCSIN_TOPIC_PREFIX say where to look"
        )
    return partitions


def unreachable(settings: Settings, why: str) -> ClientError:
    """Say that no broker answered."""
    how = "" if settings.security_protocol == "PLAINTEXT" else f" with {settings.security_protocol}"
    return ClientError(
        f"no Kafka broker answered at {settings.broker}{how} ({why}); TOCSIN_BROKER says where it is, "
        "and `tocsin up` starts one for trying things"
    )
