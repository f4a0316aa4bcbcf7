"""The limit: a bare confluent-kafka loop per stage, in a process each: consume a batch, work, deliver, commit.

It ends with an error when a message is refused: what is committed was delivered, as in the other systems.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from confluent_kafka import Consumer, Producer

from streams import topics
from streams.connection import librdkafka
from streams.settings import Settings
from tests.bench.passing import STAGE
from tests.bench.work import Work, raw, settings

PASS = "pass"
"""In place of a stage: hand on each record as it came, bytes and headers, from articles.clean to articles.unique."""


def working(work: Work) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """The work of a stage on messages of this client."""
    return lambda messages: work(
        [raw(m.topic(), m.partition(), m.offset(), m.timestamp()[1], m.key(), m.value(), m.headers()) for m in messages]
    )


def passing(conf: Settings) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """No work at all."""
    topic = topics.Topic.UNIQUE.named(conf.topic_prefix)
    return lambda messages: ((topic, m.key(), m.value(), -1, m.headers()) for m in messages)


def main(stage: str) -> None:
    conf = settings()
    work = passing(conf) if stage == PASS else working(Work(stage, conf))
    place = STAGE if stage == PASS else stage
    source = next(one.source for one in topics.STAGES if one.name == place).named(conf.topic_prefix)
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
    refused: list[Any] = []

    def delivered(error: Any, _: Any) -> None:
        if error:
            refused.append(error)

    consumer.subscribe([source])
    while True:
        messages = [message for message in consumer.consume(conf.batch, 0.1) if not message.error()]
        if not messages:
            continue
        headers: Any
        for topic, key, value, partition, headers in work(messages):
            producer.produce(topic, value, key, max(partition, -1), headers=headers or [], on_delivery=delivered)
            producer.poll(0)
        producer.flush()
        if refused:
            sys.exit(f"{len(refused)} messages were refused, the first for: {refused[0]}")
        consumer.commit(asynchronous=False)


if __name__ == "__main__":
    main(sys.argv[1])
