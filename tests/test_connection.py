"""The settings as each Kafka client takes them."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from streams.connection import aiokafka, kafka_python, librdkafka, within
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


def test_work_that_ignores_its_cancellation_holds_nobody_up() -> None:
    async def bounded() -> list[str]:
        told, end = [], asyncio.Event()

        async def deaf() -> None:
            while not end.is_set():
                with contextlib.suppress(asyncio.CancelledError):
                    await end.wait()
                    continue
                told.append("cancelled")

        with pytest.raises(TimeoutError, match=r"no answer within 0\.05 s"):
            await within(0.05, deaf())
        await asyncio.sleep(0)
        end.set()
        return told

    assert asyncio.run(bounded()) == ["cancelled"]


def test_a_cancellation_from_within_is_not_taken_for_ones_own() -> None:
    async def gives_up() -> None:
        raise asyncio.CancelledError

    with pytest.raises(ConnectionError, match="gave up"):
        asyncio.run(within(10, gives_up()))


def test_work_within_its_time_gives_what_it_found_or_raised() -> None:
    async def found() -> int:
        return 7

    async def raised() -> int:
        raise ValueError("no")

    assert asyncio.run(within(10, found())) == 7
    with pytest.raises(ValueError, match="no"):
        asyncio.run(within(10, raised()))
