"""What the settings mean to each of the three Kafka clients: address, encryption and login, in one place.

kafka-python is what people's own programs use (``streams.client``), aiokafka the gateway's, librdkafka (confluent-kafka) the
worker's. Each function returns the arguments that its client shares among producers, consumers and admins.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable
from typing import Any, TypeVar

from streams.settings import Settings

T = TypeVar("T")

OLDEST = (2, 1)
"""Kafka 4 refuses clients older than this, and librdkafka's mock cluster knows nothing newer, so both understand it."""
SURE = {"acks": "all", "enable.idempotence": True, "max.in.flight.requests.per.connection": 1}
"""For a producer of librdkafka that loses nothing that it calls delivered, nor sends it twice.

With more requests in flight it takes a batch that was refused for delivered when the batch behind it is taken. A broker takes that one
when it does not know the producer, just after it became the partition's leader or the topic was made: the first batch is lost, and its
messages are called delivered, without an offset (https://github.com/confluentinc/confluent-kafka-go/issues/921).
"""
CLOSING = 5.0
"""Seconds that an aiokafka client may take to stop, and again to close its connections."""


def kafka_python(settings: Settings) -> dict[str, Any]:
    """Arguments for kafka-python's KafkaProducer, KafkaConsumer and KafkaAdminClient.

    >>> kafka_python(Settings(broker="a:9092, b:9092"))["bootstrap_servers"]
    ['a:9092', 'b:9092']
    """
    options: dict[str, Any] = {
        "bootstrap_servers": _addresses(settings),
        "security_protocol": settings.security_protocol,
        "api_version": OLDEST,
    }
    if "SASL" in settings.security_protocol:
        options |= _login(settings)
    if "SSL" in settings.security_protocol:
        options |= {
            "ssl_cafile": settings.ssl_cafile or None,
            "ssl_certfile": settings.ssl_certfile or None,
            "ssl_keyfile": settings.ssl_keyfile or None,
            "ssl_password": settings.ssl_password or None,
        }
    return options


def aiokafka(settings: Settings) -> dict[str, Any]:
    """Arguments for aiokafka's AIOKafkaConsumer and AIOKafkaProducer."""
    options: dict[str, Any] = {
        "bootstrap_servers": _addresses(settings),
        "security_protocol": settings.security_protocol,
    }
    if "SASL" in settings.security_protocol:
        options |= _login(settings)
    if "SSL" in settings.security_protocol:
        options["ssl_context"] = tls(settings)
    return options


async def stop(consumer: Any) -> None:
    """Stop an aiokafka consumer and close its connections, whatever its brokers do.

    aiokafka awaits the tasks that it cancels. One that sleeps between two tries to fetch, as they do while a broker is
    away, lets its cancellation out of ``AIOKafkaConsumer.stop``: the connections stay open, and whoever stops the consumer
    is taken for cancelled. So it stops in a task of its own.
    """
    for closing in (consumer.stop, consumer._client.close):
        with contextlib.suppress(Exception):  # nobody can do anything about it
            await within(CLOSING, closing())


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Return what some work gives, or raise TimeoutError after so many seconds, whatever the work makes of its cancellation.

    ``asyncio.wait_for`` waits until what it cancels has ended, and aiokafka, looking for a broker that is away, can lose a
    cancellation and look on for ever. A cancellation that the work lets out is no cancellation of who waits: ConnectionError.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise TimeoutError(f"no answer within {seconds:g} s")
        if task.cancelled():
            raise ConnectionError("the client gave up its work")
        return task.result()
    finally:
        task.cancel()
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # seen


def librdkafka(settings: Settings) -> dict[str, Any]:
    """Configuration for confluent-kafka; a producer's keys meet those of the other clients (murmur2)."""
    options: dict[str, Any] = {
        "bootstrap.servers": ",".join(_addresses(settings)),
        "security.protocol": settings.security_protocol,
    }
    if "SASL" in settings.security_protocol:
        options |= {
            "sasl.mechanism": settings.sasl_mechanism,
            "sasl.username": settings.sasl_username,
            "sasl.password": settings.sasl_password,
        }
    if "SSL" in settings.security_protocol:
        files = {
            "ssl.ca.location": settings.ssl_cafile,
            "ssl.certificate.location": settings.ssl_certfile,
            "ssl.key.location": settings.ssl_keyfile,
            "ssl.key.password": settings.ssl_password,
        }
        options |= {name: value for name, value in files.items() if value}
    return options


def tls(settings: Settings) -> ssl.SSLContext:
    """A context that checks the broker's certificate and name, and shows ours when there is one."""
    context = ssl.create_default_context(cafile=settings.ssl_cafile or None)
    if settings.ssl_certfile:
        context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile, settings.ssl_password or None)
    return context


def _login(settings: Settings) -> dict[str, Any]:
    return {
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": settings.sasl_password,
    }


def _addresses(settings: Settings) -> list[str]:
    return [address.strip() for address in settings.broker.split(",")]
