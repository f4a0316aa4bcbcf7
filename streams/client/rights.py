"""What each role must be allowed on Kafka, and no more: the one list behind ``tocsin rights`` and ``tocsin doctor``.

Roles are how people meet Tocsin: a publisher writes articles, a subscriber hears alerts, the worker does the path between,
the gateway shows alerts and takes articles over HTTP, the operator makes topics and looks after dead letters. A publisher
can't read alerts, and a subscriber can't write any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.settings import Settings
from streams.topics import STAGES, Topic


class Right(NamedTuple):
    """Operations that a role needs on one thing; READ and WRITE include DESCRIBE, as Kafka has it."""

    kind: str
    """``topic``, ``group`` or ``cluster``."""
    name: str
    operations: tuple[str, ...]
    prefixed: bool = False
    """Whether the name is the beginning of names."""


READ, WRITE = ("READ",), ("WRITE",)
KEPT: tuple[Topic, ...] = tuple(stage.state for stage in STAGES if stage.state)
TAKEN: tuple[Topic, ...] = tuple(stage.source for stage in STAGES)
ROLES: dict[str, dict[tuple[Topic, ...], tuple[str, ...]]] = {
    "publisher": {(Topic.RAW,): WRITE},
    "subscriber": {(Topic.ALERTS,): READ},
    "worker": {
        TAKEN: READ,
        tuple(topic for topic in Topic if topic is not Topic.RAW): WRITE,
        KEPT: READ,
    },
    "gateway": {(Topic.ALERTS, Topic.ENRICHED): READ, (Topic.RAW,): WRITE},
    "operator": {
        tuple(Topic): ("CREATE", "READ", "ALTER", "DESCRIBE_CONFIGS", "ALTER_CONFIGS"),
        (Topic.RAW, Topic.DEAD, *KEPT): WRITE,
    },
}
"""The topics of each role and what it does there."""


def rights(role: str, settings: Settings) -> list[Right]:
    """Return what a role needs under these settings; ValueError for a role that is not in ROLES.

    >>> rights("publisher", Settings(topic_prefix="eu."))
    [Right(kind='topic', name='eu.articles.raw', operations=('WRITE',), prefixed=False)]
    """
    if role not in ROLES:
        raise ValueError(f"role is {role!r}, expected one of {', '.join(ROLES)}")
    needed: dict[Topic, set[str]] = {}
    for topics, operations in ROLES[role].items():
        for topic in topics:
            needed.setdefault(topic, set()).update(operations)
    prefix = settings.topic_prefix
    found = [Right("topic", topic.named(prefix), tuple(sorted(needed[topic]))) for topic in Topic if topic in needed]
    return found + list(_groups(role, settings))


def _groups(role: str, settings: Settings) -> Iterator[Right]:
    beginning = f"{settings.topic_prefix}{settings.app_id}-"
    if role == "worker":
        yield from (Right("group", beginning + stage.name, READ) for stage in STAGES)
    elif role == "subscriber":
        yield Right("group", f"{settings.topic_prefix}subscriber-", READ, prefixed=True)
    elif role == "operator":
        yield Right("group", beginning, ("DESCRIBE", "READ"), prefixed=True)


def commands(role: str, principal: str, settings: Settings) -> list[str]:
    """Return command lines of Kafka's own ``kafka-acls.sh`` that allow a principal what its role needs.

    >>> for line in commands("publisher", "User:wire", Settings()): print(line)
    kafka-acls.sh --bootstrap-server 127.0.0.1:9092 --add --allow-principal User:wire --operation Write --topic articles.raw
    """
    return [
        " ".join(
            [
                f"kafka-acls.sh --bootstrap-server {settings.broker} --add --allow-principal {principal}",
                *(f"--operation {_camel(operation)}" for operation in right.operations),
                f"--{right.kind} {right.name}",
                *(["--resource-pattern-type prefixed"] if right.prefixed else []),
            ]
        )
        for right in rights(role, settings)
    ]


def _camel(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))


def missing(right: Right, allowed: Sequence[str]) -> list[str]:
    """Return the operations of a right that are not among those allowed.

    >>> missing(Right("topic", "articles.raw", ("READ", "WRITE")), ["WRITE", "DESCRIBE"])
    ['READ']
    """
    return [operation for operation in right.operations if operation not in allowed]
