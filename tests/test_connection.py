"""The settings as each Kafka client takes them."""

from __future__ import annotations

import pytest

from streams.connection import aiokafka, kafka_python, librdkafka
from streams.settings import Settings


@pytest.fixture
def secured() -> Settings:
    return Settings(
        broker="a:1, b:2",
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-256",
        sasl_username="ann",
        sasl_password="x",
    )


def test_plain_text_says_nothing_of_login_or_certificates() -> None:
    plain = Settings(broker="a:1", sasl_username="ann", sasl_password="x")
    assert kafka_python(plain) == {"bootstrap_servers": ["a:1"], "security_protocol": "PLAINTEXT", "api_version": (2, 1)}
    assert aiokafka(plain) == {"bootstrap_servers": ["a:1"], "security_protocol": "PLAINTEXT"}
    assert librdkafka(plain) == {"bootstrap.servers": "a:1", "security.protocol": "PLAINTEXT"}


def test_each_client_gets_the_same_login(secured: Settings) -> None:
    assert kafka_python(secured)["sasl_mechanism"] == aiokafka(secured)["sasl_mechanism"] == "SCRAM-SHA-256"
    assert librdkafka(secured)["sasl.mechanism"] == "SCRAM-SHA-256"
    assert kafka_python(secured)["sasl_plain_password"] == aiokafka(secured)["sasl_plain_password"] == "x"
    assert librdkafka(secured)["sasl.password"] == "x"


def test_every_address_reaches_every_client(secured: Settings) -> None:
    assert kafka_python(secured)["bootstrap_servers"] == aiokafka(secured)["bootstrap_servers"] == ["a:1", "b:2"]
    assert librdkafka(secured)["bootstrap.servers"] == "a:1,b:2"


def test_the_name_of_the_broker_is_checked(secured: Settings) -> None:
    context = aiokafka(secured)["ssl_context"]
    assert context.check_hostname
    assert kafka_python(secured).get("ssl_check_hostname", True)
    assert librdkafka(secured).get("ssl.endpoint.identification.algorithm", "https") == "https"
