"""Speed as ratios of one run: ``python -m tests.bench [--articles N] [--rounds R]``; the last line is JSON.

Every system reads the same articles from Kafka 4.4 with acks=all and commits after delivery, a process per stage. Rounds
alternate, so that a noisy machine is noisy for all; medians are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import orjson
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import OffsetSpec

from streams.settings import Settings
from streams.topics import STAGES, Topic
from tests.bench.tree import Usage, usage
from tests.kafka import Kafka, wait_until
from tests.mixed import Made, mixed

HERE = Path(__file__).parent
PEERS = {"quix": "tests.bench.quix", "bytewax": "tests.bench.wax", "bare": "tests.bench.bare"}
SKIP = 0.15
"""Share of the articles at the start and at the end of a run that is not timed: start-up and the last small batches."""


class Round(NamedTuple):
    """One system, one round."""

    rate: float
    """Articles a second through the whole path."""
    cpu: float
    """CPU milliseconds an article, all processes of the system, the broker not."""
    memory: float
    """Most memory of all its processes together, MiB."""


def peers() -> Path:
    """Make the environment of the peers and return its interpreter; the product's packages come last on its path."""
    cache = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin")
    wanted = (HERE / "requirements.txt").read_text()
    folder, done = cache / "bench", cache / "bench" / "requirements.txt"
    python = folder / "bin" / "python"
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        site = next((folder / "lib").glob("python*/site-packages"))
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (site / "zz-product.pth").write_text(ours + "\n")
        done.write_text(wanted)
    return python


def fill(kafka: Kafka, settings: Settings, articles: list[Made]) -> None:
    """Put the articles on the raw topic."""
    producer = Producer({"bootstrap.servers": kafka.address, "linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
    for article in articles:
        producer.produce(Topic.RAW.named(settings.topic_prefix), article.value, article.uri.encode(), on_delivery=None)
        producer.poll(0)
    producer.flush()


def commands(system: str, settings: Settings) -> list[list[str]]:
    """Return the commands of a system's processes."""
    if system == "tocsin":
        return [[sys.executable, "-m", "streams.cli", "worker"]]
    python = sys.executable if system == "bare" else str(peers())
    return [[python, "-m", PEERS[system], stage.name] for stage in STAGES]


def enriched(kafka: Kafka, settings: Settings) -> int:
    """Count the articles that came through."""
    topic = Topic.ENRICHED.named(settings.topic_prefix)
    places = {TopicPartition(topic, number): OffsetSpec.latest() for number in range(settings.partitions)}
    return sum(found.result().offset for found in kafka.admin().list_offsets(places).values())


def run(system: str, number: int, kafka: Kafka, articles: list[Made], expected: int) -> Round:
    """Run one system over all articles on topics of its own."""
    settings = Settings(broker=kafka.address, topic_prefix=f"{system}{number}.", app_id=f"{system}{number}", health_port=0)
    kafka.create_topics(settings.topic_prefix)
    fill(kafka, settings, articles)
    variables = {
        f"TOCSIN_{name.upper()}": str(getattr(settings, name))
        for name in ("broker", "topic_prefix", "app_id", "health_port")
    }
    environment = (
        os.environ
        | variables
        | {"TOCSIN_BENCH_SETTINGS": json.dumps(asdict(settings)), "PYTHONPATH": str(HERE.parent.parent)}
    )
    processes = [subprocess.Popen(command, env=environment) for command in commands(system, settings)]
    first, last = int(SKIP * expected), int((1 - SKIP) * expected)
    try:
        wait_until(lambda: enriched(kafka, settings) >= first, 300, f"{system}: first articles", every=0.05)
        begun, before, done = time.monotonic(), usage(processes), enriched(kafka, settings)
        wait_until(lambda: enriched(kafka, settings) >= last, 900, f"{system}: last articles", every=0.05)
        seconds, after, count = time.monotonic() - begun, usage(processes), enriched(kafka, settings) - done
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
    return Round(count / seconds, 1000 * (after.cpu - before.cpu) / count, max(before.memory, after.memory))


def in_memory(articles: list[Made]) -> tuple[Round, int]:
    """The path as function calls in one process; also counts what comes through to enrich."""
    from datetime import UTC, datetime

    from streams.pipeline import Pipeline, Raw
    from streams.stages.enrich import load

    pipeline = Pipeline(Settings(), load())
    now = datetime.now(UTC)
    raws = [Raw(article.value, now, article.uri) for article in articles]
    list(pipeline.run(raws[:200]))
    pipeline.forget()
    cpu, begun = time.process_time(), time.monotonic()
    results = list(pipeline.run(raws))
    seconds, spent = time.monotonic() - begun, time.process_time() - cpu
    through = sum(result.outcome not in ("duplicate", "rejected") for result in results)
    return Round(len(raws) / seconds, 1000 * spent / len(raws), Usage.of([os.getpid()]).memory), through


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--systems", default="tocsin,quix,bytewax,bare")
    given = parser.parse_args()
    articles = list(mixed(given.articles))
    rounds: dict[str, list[Round]] = {"memory": []}
    with Kafka() as kafka:
        for number in range(given.rounds):
            memory, expected = in_memory(articles)
            rounds["memory"].append(memory)
            print(
                f"round {number + 1}  {'memory':8} {memory.rate:8.0f} articles/s  {memory.cpu:6.2f} ms CPU an article",
                flush=True,
            )
            for system in given.systems.split(","):
                one = run(system, number, kafka, articles, expected)
                rounds.setdefault(system, []).append(one)
                print(
                    f"round {number + 1}  {system:8} {one.rate:8.0f} articles/s  {one.cpu:6.2f} ms CPU an article"
                    f"  {one.memory:6.0f} MiB",
                    flush=True,
                )
    medians = {name: statistics.median(one.rate for one in some) for name, some in rounds.items()}
    ratios = {f"tocsin/{name}": round(medians["tocsin"] / rate, 3) for name, rate in medians.items() if name != "tocsin"}
    figures = {name: {"articles/s": round(rate, 1)} for name, rate in medians.items()}
    print(orjson.dumps({"ratios": ratios, "systems": figures, "articles": given.articles, "rounds": given.rounds}).decode())


if __name__ == "__main__":
    main()
