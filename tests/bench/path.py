"""The whole path: the worker, Quix Streams, Bytewax, a bare loop and the pipeline in memory over the same articles."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from confluent_kafka import Producer

from streams.settings import Settings
from streams.topics import STAGES, Topic
from tests.bench.running import PIECE, PIECES, Ends, Round, peers, settings_of, timed
from tests.bench.tree import Host, Usage
from tests.kafka import Kafka
from tests.mixed import Made, mixed

PEERS = {"quix": "tests.bench.quix", "bytewax": "tests.bench.wax"}
WORKER = [sys.executable, "-m", "streams.cli", "worker"]


def fill(settings: Settings, articles: Sequence[Made]) -> None:
    """Put the articles on the raw topic."""
    producer = Producer({"bootstrap.servers": settings.broker, "linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
    for article in articles:
        producer.produce(Topic.RAW.named(settings.topic_prefix), article.value, article.uri.encode())
        producer.poll(0)
    producer.flush()


def commands(system: str) -> list[list[str]]:
    """The processes of a system; ``1core`` and ``2core`` are workers that have a core each."""
    if system == "tocsin":
        return [WORKER]
    if system.endswith("core"):
        return [["taskset", "-c", str(core), *WORKER] for core in range(int(system[0]))]
    python, module = (sys.executable, "tests.bench.bare") if system == "bare" else (peers(), PEERS[system])
    return [[python, "-W", "ignore", "-m", module, stage.name] for stage in STAGES]


def on_kafka(system: str, called: str, kafka: Kafka, articles: Sequence[Made], expected: int) -> Round:
    """Run one system over all articles on topics of its own; ``expected`` of them come through to articles.enriched."""
    settings = settings_of(called, kafka)
    warming = mixed(PIECES * PIECE, seed=9)
    warm = [partial(fill, settings, list(islice(warming, PIECE))) for _ in range(PIECES)]
    begin = partial(fill, settings, articles)
    brokers = [process for process in kafka.processes if process]
    return timed(commands(system), settings, Ends(kafka, settings, Topic.ENRICHED), expected, begin, warm, brokers)


def in_memory(articles: Sequence[Made]) -> tuple[Round, int]:
    """The path as function calls in one process; also counts what comes through to enrich."""
    from streams.pipeline import Pipeline, Raw
    from streams.stages.enrich import load

    pipeline = Pipeline(Settings(), load())
    now = datetime.now(UTC)
    raws = [Raw(article.value, now, article.uri) for article in articles]
    list(pipeline.run(raws[:200]))
    pipeline.forget()
    cpu, begun, host = time.process_time(), time.monotonic(), Host()
    results = list(pipeline.run(raws))
    seconds, spent, stolen = time.monotonic() - begun, time.process_time() - cpu, host.share
    through = sum(result.outcome not in ("duplicate", "rejected") for result in results)
    return Round(len(raws) / seconds, 1000 * spent / len(raws), Usage.of([os.getpid()]).memory, stolen=stolen), through
