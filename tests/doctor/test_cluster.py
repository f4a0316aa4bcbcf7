"""What is wrong with Kafka is found on a real one that has it, and what each role may do is what it needs and no more."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AclBindingFilter, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from streams import embedded
from streams.cli.app import run
from streams.client import topics
from streams.client.reaching import ClientError
from streams.client.rights import ROLES, commands, rights
from streams.connection import librdkafka
from streams.doctor import Finding
from streams.doctor.cluster import examine
from streams.settings import Settings
from streams.topics import LAYOUT, Topic
from tests.deploy import kafkatools
from tests.kafka import Kafka, free_port
from tests.secured import SecuredKafka

USERS = (*ROLES, "stranger")


def by_check(found: Iterator[Finding]) -> dict[str, list[Finding]]:
    sorted_: dict[str, list[Finding]] = {}
    for one in found:
        sorted_.setdefault(one.check, []).append(one)
    return sorted_


def test_no_broker() -> None:
    [found] = examine(Settings(broker=f"127.0.0.1:{free_port()}"), "worker")
    assert found.verdict == "ill" and "no Kafka broker answered" in found.says


def test_embedded_broker_is_named_as_what_it_is() -> None:
    with embedded.broker(port=0) as address:
        found = by_check(examine(Settings(broker=address), "worker"))
    assert "keeps nothing" in found["broker"][0].says
    assert found["topics"][0].verdict == "well"


def test_roles_cover_the_path_and_nothing_twice() -> None:
    settings = Settings(topic_prefix="eu.")
    for role in ROLES:
        found = rights(role, settings)
        assert len({(right.kind, right.name) for right in found}) == len(found)
        assert all(right.name.startswith("eu.") for right in found)
    names = {right.name for right in rights("worker", settings)}
    assert {topic.named("eu.") for topic in LAYOUT} <= names


def test_a_role_that_is_none() -> None:
    with pytest.raises(ValueError, match="role is 'king', expected one of publisher"):
        rights("king", Settings())
    assert run(["doctor", "--role", "king"]) == 2


@pytest.fixture(scope="module")
def plain() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


@pytest.mark.kafka
def test_missing_and_different_topics_are_told(plain: Kafka) -> None:
    settings = Settings(broker=plain.address, topic_prefix="ill.", partitions=2)
    found = by_check(examine(settings, "worker"))
    assert found["topics"][0].verdict == "ill" and "ill.articles.raw" in found["topics"][0].says
    assert found["topics"][0].cure == "tocsin topics create"
    topics.create(settings)
    assert by_check(examine(settings, "worker"))["topics"][0].verdict == "well"
    other = Settings(broker=plain.address, topic_prefix="ill.", partitions=3)
    told = by_check(examine(other, "worker"))["topics"]
    assert {one.verdict for one in told} == {"note"}
    assert "ill.articles.raw: partitions is 2, wanted 3" in [one.says for one in told]


@pytest.mark.kafka
def test_a_message_from_the_future_and_no_workers_are_noted(plain: Kafka) -> None:
    settings = Settings(broker=plain.address, topic_prefix="late.", partitions=2)
    topics.create(settings)
    producer = Producer(librdkafka(settings))
    producer.produce(Topic.RAW.named("late."), b"{}", partition=1, timestamp=int((time.time() + 3000) * 1000))
    assert producer.flush(30) == 0
    found = by_check(examine(settings, "worker"))
    assert "which is to come" in found["clock"][0].says
    assert (found["workers"][0].verdict, found["workers"][0].says) == ("note", "none is running")
    assert found["rights"][0].verdict == "well", "a broker without rules allows everything"


@pytest.fixture(scope="module")
def secured() -> Iterator[SecuredKafka]:
    with SecuredKafka(USERS) as kafka:
        kafka.prepare(partitions=2)
        yield kafka


@pytest.mark.kafka
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_it_needs(secured: SecuredKafka, role: str) -> None:
    found = by_check(examine(secured.settings(role, partitions=2), role))
    assert not [one for several in found.values() for one in several if one.verdict == "ill"], found
    assert found["rights"] == [("rights", "well", f"all that the {role} needs", "")]


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("user", "part", "lacks"),
    [
        ("publisher", "subscriber", "casualty.alerts"),
        ("subscriber", "publisher", "articles.raw"),
        ("gateway", "worker", "articles.raw"),
    ],
)
def test_no_role_may_do_another_ones_part(secured: SecuredKafka, user: str, part: str, lacks: str) -> None:
    found = [one for one in examine(secured.settings(user, partitions=2), part) if one.verdict == "ill"]
    assert any(lacks in one.says for one in found), found


@pytest.mark.kafka
def test_a_stranger_sees_nothing_and_a_wrong_password_is_told(secured: SecuredKafka) -> None:
    found = by_check(examine(secured.settings("stranger"), "subscriber"))
    assert found["topics"][0].verdict == "ill" and "casualty.alerts" in found["topics"][0].says
    wrong = by_check(examine(secured.settings("worker", sasl_password="wrong"), "worker"))
    assert wrong["broker"][0].verdict == "ill" and "uthentication" in wrong["broker"][0].says
    assert "wrong" not in wrong["broker"][0].says


@pytest.mark.kafka
def test_a_publisher_cannot_read_alerts_nor_a_subscriber_write(secured: SecuredKafka) -> None:
    errors: list[str] = []
    producer = Producer(librdkafka(secured.settings("subscriber")))
    producer.produce(Topic.ALERTS, b"{}", on_delivery=lambda error, _: errors.append(error.name() if error else "written"))
    producer.flush(30)
    assert errors == ["TOPIC_AUTHORIZATION_FAILED"]
    from streams.client.subscriber import subscribe

    with pytest.raises(ClientError, match=r"casualty\.alerts is not on"):
        list(subscribe(settings=secured.settings("publisher"), start="beginning", bounded=True))


@pytest.mark.kafka
def test_kafkas_own_command_takes_what_is_printed(secured: SecuredKafka) -> None:
    lines = commands("subscriber", "User:desk", Settings(broker=secured.address))
    assert len(lines) == 2
    for line in lines:
        done = kafkatools.tool(shlex.split(line))
        assert done.returncode == 0, done.stdout + done.stderr
    everything = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, "User:desk", None, AclOperation.ANY, AclPermissionType.ANY
    )
    admin = secured.admin()
    made = admin.describe_acls(everything).result(30)
    assert {(rule.restype.name, rule.name, rule.operation.name, rule.resource_pattern_type.name) for rule in made} == {
        ("TOPIC", "casualty.alerts", "READ", "LITERAL"),
        ("GROUP", "subscriber-", "READ", "PREFIXED"),
    }
