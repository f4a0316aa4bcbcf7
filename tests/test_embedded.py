"""The embedded broker serves all three Kafka clients at a fixed port."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiokafka import AIOKafkaConsumer
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from streams import connection, embedded
from streams.settings import Settings
from streams.topics import Topic
from tests.kafka import free_port


def test_it_stands_at_the_port_that_was_asked_for() -> None:
    port = free_port()
    with embedded.broker(port=port, partitions=3) as address:
        assert address == f"127.0.0.1:{port}"
        found = AdminClient({"bootstrap.servers": address}).list_topics(timeout=10)
        assert [(broker.host, broker.port) for broker in found.brokers.values()] == [("127.0.0.1", port)]
        assert {name: len(topic.partitions) for name, topic in found.topics.items()} == {topic.value: 3 for topic in Topic}
        assert embedded.is_embedded(found.cluster_id)
    with embedded.broker(port=port) as address:  # the port is free again
        assert address == f"127.0.0.1:{port}"


def test_a_taken_port_is_named() -> None:
    with (
        embedded.broker(port=0) as address,
        pytest.raises(embedded.EmbeddedError, match=f"port {address[10:]} on 127.0.0.1"),
    ):
        embedded.broker(port=int(address[10:])).__enter__()


def test_all_three_clients_meet() -> None:
    with embedded.broker(port=0, topics=["t"], partitions=2) as address:
        settings = Settings(broker=address)
        rd = Producer(connection.librdkafka(settings) | {"partitioner": "murmur2_random"})
        rd.produce("t", b"from librdkafka", b"key", headers=[("h", b"1")])
        assert rd.flush(10) == 0
        python = KafkaProducer(**connection.kafka_python(settings))
        python.send("t", b"from kafka-python", b"key", headers=[("h", b"2")]).get(10)
        python.close()

        reader = KafkaConsumer(**connection.kafka_python(settings), auto_offset_reset="earliest", consumer_timeout_ms=5000)
        reader.assign([TopicPartition("t", 0), TopicPartition("t", 1)])
        got = [next(reader), next(reader)]
        reader.close()
        assert {record.value for record in got} == {b"from librdkafka", b"from kafka-python"}
        assert len({record.partition for record in got}) == 1  # the same key, the same partition
        assert {dict(record.headers)["h"] for record in got} == {b"1", b"2"}

        async def grouped() -> set[bytes]:
            consumer = AIOKafkaConsumer("t", **connection.aiokafka(settings), group_id="g", auto_offset_reset="earliest")
            async with consumer:
                found = {(await asyncio.wait_for(consumer.getone(), 10)).value for _ in range(2)}
                await consumer.commit()
                return found

        assert asyncio.run(grouped()) == {b"from librdkafka", b"from kafka-python"}


def test_a_large_message_passes_whole() -> None:
    with embedded.broker(port=0, topics=["t"], partitions=1) as address:
        producer = Producer({"bootstrap.servers": address, "message.max.bytes": 5_000_000})
        producer.produce("t", b"x" * 3_000_000)
        assert producer.flush(20) == 0
        reader = KafkaConsumer(**connection.kafka_python(Settings(broker=address)), max_partition_fetch_bytes=10**7)
        reader.assign([TopicPartition("t", 0)])
        reader.seek_to_beginning()
        assert len(next(reader).value) == 3_000_000
        reader.close()


def test_it_serves_a_process_with_thousands_of_open_files() -> None:
    held = [socket.socket() for _ in range(1100)]  # beyond 1,024, the limit of select()
    try:
        with embedded.broker(port=0) as address:
            assert AdminClient({"bootstrap.servers": address}).list_topics(timeout=10).topics
    finally:
        for one in held:
            one.close()
