"""Bytewax, as its documentation recommends: a dataflow per stage, batches from the Kafka source, one sink."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from streams import topics
from tests.bench.work import Work, raw, settings


def flow(stage: str) -> Dataflow:
    conf = settings()
    work = Work(stage, conf)
    source = next(one.source for one in topics.STAGES if one.name == stage).named(conf.topic_prefix)
    reading = {"max.partition.fetch.bytes": str(4 << 20), "fetch.wait.max.ms": "50"}
    writing = {
        "acks": "all",
        "enable.idempotence": "true",
        "partitioner": "murmur2_random",
        "linger.ms": "5",
        "queue.buffering.max.messages": "1000000",
    }

    def batch(messages: list[Any]) -> list[Any]:
        raws = [
            raw(m.topic, m.partition, m.offset, m.timestamp[1], m.key, m.value, [(k, v) for k, v in m.headers])
            for m in messages
        ]
        return [KafkaSinkMessage(message.key, message.value, message.topic, message.headers or []) for message in work(raws)]

    dataflow = Dataflow(stage)
    stream = op.input("in", dataflow, KafkaSource([conf.broker], [source], batch_size=conf.batch, add_config=reading))
    op.output("out", op.flat_map_batch("work", stream, batch), KafkaSink([conf.broker], None, add_config=writing))
    return dataflow


if __name__ == "__main__":
    cli_main(flow(sys.argv[1]), epoch_interval=timedelta(seconds=0.5))
