"""Time to recover the state of dedupe: ``python -m tests.bench.recovery [--articles 200000]``.

A worker's process for dedupe takes articles of 350 words from a real Kafka and is stopped. All are in English, so that one
partition holds them all.
The same process is started again, and the time is taken until the articles published meanwhile are handed on: start-up,
assignment, reading the state's topic and building the table, as a user waits for them. After a crash the session's timeout
comes before it (30 s by default).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from typing import Any

from confluent_kafka import Producer

from streams.settings import Settings
from streams.stages.outputs import Output
from streams.topics import Topic
from streams.worker.apart import Sent
from streams.worker.arrivals import Arrival
from streams.worker.messages import Packer
from tests.bench.copies import articles
from tests.bench.running import Ends, settings_of, started
from tests.bench.tree import usage
from tests.kafka import Kafka, wait_until

WORKER = [sys.executable, "-m", "streams.worker.process", "--stages", "dedupe"]
COPIES = 0.03
"""More than the share of copies among the articles, which are not handed on."""


def publish(settings: Settings, made: Iterable[Any], first: int) -> int:
    """Put articles on articles.clean as the stage before would; return their number."""
    producer = Producer({"bootstrap.servers": settings.broker, "linger.ms": 20, "queue.buffering.max.kbytes": 200_000})
    packer, number = Packer("clean", settings), first
    for number, article in enumerate(made, first):
        raw = Sent("articles.raw", 0, number, 1_767_225_600_000 + number, None, b"", ())
        message = packer.pack(Output(Topic.CLEAN, "en", article | {"language": "en"}), Arrival(raw))
        headers: Any = message.headers
        producer.produce(message.topic, message.value, message.key, headers=headers)
        producer.poll(0)
        while len(producer) > 50_000:
            producer.poll(0.1)
    producer.flush()
    return number + 1 - first


def measure(kafka: Kafka, count: int) -> tuple[float, float]:
    """Return the seconds until articles are handed on again, and the MiB that the process then occupies."""
    settings = settings_of(f"recovery{count}", kafka)
    ends = Ends(kafka, settings, Topic.UNIQUE)
    published = publish(settings, articles(count, seed=1), 0)
    with started([WORKER], settings) as (process,):
        wait_until(lambda: ends() >= (1 - COPIES) * published, 60 + count / 200, "the window to fill", every=1.0)
        settled = [-1]

        def still() -> bool:
            settled.append(ends())
            return settled[-1] == settled[-2]

        wait_until(still, 60, "the last articles", every=2.0)
        process.terminate()
        process.wait(60)
    before = ends()
    more = publish(settings, articles(16, seed=2), published)
    begun = time.monotonic()
    with started([WORKER], settings) as processes:
        wait_until(lambda: ends() >= before + more - 1, 600, "the first articles after recovery", every=0.1)
        return time.monotonic() - begun, usage(processes).memory


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.recovery", description=__doc__)
    parser.add_argument("--articles", type=int, default=200_000)
    given = parser.parse_args()
    with Kafka() as kafka:
        for count in (given.articles // 100, given.articles):
            seconds, memory = measure(kafka, count)
            print(
                f"{count:,} articles: {seconds:.1f} s from start to the first articles handed on, {memory:.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
