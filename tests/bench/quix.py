"""Quix Streams, as its documentation recommends: an application per stage, at least once, acks from all."""

from __future__ import annotations

import sys
from typing import Any

from quixstreams import Application, message_context
from quixstreams.models import SerializationContext, Serializer

from streams import topics
from streams.worker.messages import Message
from tests.bench.work import Work, raw, settings


class Value(Serializer):
    """The stages make JSON bytes themselves, as for every system here."""

    def __call__(self, value: Message, ctx: SerializationContext) -> bytes | None:
        return value.value


def main(stage: str) -> None:
    conf = settings()
    work = Work(stage, conf)
    source = next(one.source for one in topics.STAGES if one.name == stage).named(conf.topic_prefix)
    app = Application(
        broker_address=conf.broker,
        consumer_group=f"{conf.app_id}-{stage}",
        auto_offset_reset="earliest",
        processing_guarantee="at-least-once",
        commit_interval=0.5,
        auto_create_topics=False,
        consumer_extra_config={"max.partition.fetch.bytes": 4 << 20, "fetch.wait.max.ms": 50},
        producer_extra_config={
            "acks": "all",
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            "linger.ms": 5,
            "queue.buffering.max.messages": 1_000_000,
        },
        loglevel="WARNING",
    )
    outputs = {
        topic.named(conf.topic_prefix): app.topic(topic.named(conf.topic_prefix), value_serializer=Value())
        for topic in topics.Topic
    }
    frame = app.dataframe(app.topic(source, value_deserializer="bytes", key_deserializer="bytes"))

    def each(value: Any, key: Any, timestamp: int, headers: Any) -> list[Message]:
        context = message_context()
        return work([raw(context.topic, context.partition, context.offset, timestamp, key, value, headers)])

    frame = frame.apply(each, expand=True, metadata=True)
    frame = frame.set_headers(lambda message, key, timestamp, headers: message.headers)
    frame.to_topic(lambda message, key, timestamp, headers: outputs[message.topic], key=lambda message: message.key)
    app.run()


if __name__ == "__main__":
    main(sys.argv[1])
