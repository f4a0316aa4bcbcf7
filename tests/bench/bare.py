"""The limit: a bare confluent-kafka loop per stage, in a process each: consume a batch, work, deliver, commit."""

from __future__ import annotations

import sys
from typing import Any

from confluent_kafka import Consumer, Producer

from streams import topics
from streams.connection import librdkafka
from tests.bench.work import Work, raw, settings


def main(stage: str) -> None:
    conf = settings()
    work = Work(stage, conf)
    source = next(one.source for one in topics.STAGES if one.name == stage).named(conf.topic_prefix)
    consumer = Consumer(
        librdkafka(conf)
        | {"group.id": f"{conf.app_id}-{stage}", "auto.offset.reset": "earliest", "enable.auto.commit": False}
        | {"max.partition.fetch.bytes": 4 << 20, "fetch.wait.max.ms": 50}
    )
    producer = Producer(
        librdkafka(conf)
        | {"acks": "all", "enable.idempotence": True, "partitioner": "murmur2_random", "linger.ms": 5}
        | {"queue.buffering.max.messages": 1_000_000}
    )
    consumer.subscribe([source])
    while True:
        messages = consumer.consume(conf.batch, 0.1)
        raws = [
            raw(m.topic(), m.partition(), m.offset(), m.timestamp()[1], m.key(), m.value(), m.headers())
            for m in messages
            if not m.error()
        ]
        if not raws:
            continue
        headers: Any
        for topic, key, value, partition, headers in work(raws):
            producer.produce(topic, value, key, max(partition, -1), headers=headers or [])
            producer.poll(0)
        producer.flush()
        consumer.commit(asynchronous=False)


if __name__ == "__main__":
    main(sys.argv[1])
