"""From publishing an article to its alert, at some loads: how long, and how long each hop takes of it.

Articles are sent at an even pace. The time to an alert is taken where a subscriber receives it; the times of the hops are those
that Kafka's records bear, each from the publishing of the article.
"""

from __future__ import annotations

import statistics
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from confluent_kafka import Consumer, Producer

from streams.settings import Settings
from streams.topics import Topic
from tests.bench.path import WORKER
from tests.bench.running import Ends, settings_of, started
from tests.kafka import Kafka, wait_until
from tests.mixed import Made

HOPS = (Topic.CLEAN, Topic.UNIQUE, Topic.REPORTS, Topic.ALERTS)
WARM = 100
"""Articles before the first that counts: the model must be loaded."""


class Listener:
    """Receives what comes out of each stage and notes when, by the article's uri."""

    def __init__(self, settings: Settings) -> None:
        self.sent: dict[str, float] = {}
        self.rang: dict[str, float] = {}
        self.hops: dict[Topic, list[float]] = defaultdict(list)
        self._topics = {topic.named(settings.topic_prefix): topic for topic in HOPS}
        self._consumer = Consumer(
            {"bootstrap.servers": settings.broker, "group.id": uuid.uuid4().hex, "auto.offset.reset": "earliest"}
            | {"fetch.wait.max.ms": 10, "enable.auto.commit": False}
        )
        self._consumer.subscribe(list(self._topics))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            for record in self._consumer.consume(100, 0.01):
                if not record.error():
                    self._note(record, time.time())

    def _note(self, record: Any, now: float) -> None:
        uri = dict(record.headers() or ()).get("ce_correlationid", b"").decode()
        if (sent := self.sent.get(uri)) is None:
            return
        topic = self._topics[record.topic()]
        self.hops[topic].append(record.timestamp()[1] / 1000 - sent)
        if topic is Topic.ALERTS:
            self.rang.setdefault(uri, now)

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)
        self._consumer.close()


def send(producer: Producer, settings: Settings, article: Made, listener: Listener) -> None:
    listener.sent[article.uri] = time.time()
    headers: Any = [("ce_correlationid", article.uri.encode())]
    producer.produce(Topic.RAW.named(settings.topic_prefix), article.value, article.uri.encode(), headers=headers)
    producer.poll(0)


def figures(listener: Listener) -> dict[str, Any]:
    """Milliseconds: p50 and p99 from publishing to alert, and the median at which each hop had written its record."""
    delays = sorted(1000 * (rang - listener.sent[uri]) for uri, rang in listener.rang.items())
    hops = {topic.value: round(1000 * statistics.median(times)) for topic, times in listener.hops.items() if times}
    return {
        "alerts": len(delays),
        "p50": round(delays[len(delays) // 2], 1),
        "p99": round(delays[min(len(delays) - 1, int(0.99 * len(delays)))], 1),
        "hops": hops,
    }


def one(kafka: Kafka, name: str, articles: Sequence[Made], pace: float) -> dict[str, Any]:
    """One worker of its own, and articles at ``pace`` a second."""
    settings = settings_of(name, kafka)
    producer = Producer({"bootstrap.servers": settings.broker, "linger.ms": 1})
    through, listener = Ends(kafka, settings, Topic.ENRICHED), Listener(settings)
    try:
        with started([WORKER], settings):
            for article in articles[:WARM]:
                send(producer, settings, article, listener)
            wait_until(lambda: through() > WARM * 0.8, 120, f"{name}: the first articles")
            time.sleep(2)
            for seen in (listener.sent, listener.rang, listener.hops):
                seen.clear()
            begun = time.monotonic()
            for number, article in enumerate(articles[WARM:]):
                time.sleep(max(0.0, begun + number / pace - time.monotonic()))
                send(producer, settings, article, listener)
            producer.flush()
            time.sleep(3)
    finally:
        listener.close()
    return {"articles/s": round(pace, 1), **figures(listener)}


def measure(kafka: Kafka, articles: Sequence[Made], full: float, seconds: float, rounds: int) -> dict[str, Any]:
    """At 10, 50 and 80 % of ``full`` articles a second, for some seconds each: the round with the middle p99."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number in range(rounds):
        for share in (10, 50, 80):
            pace = full * share / 100
            count = min(len(articles), WARM + int(pace * seconds))
            found[f"{share}%"].append(one(kafka, f"latency{share}r{number}", articles[:count], pace))
            print(f"round {number + 1}  latency at {share} %  {found[f'{share}%'][-1]}", flush=True)
    return {load: sorted(some, key=lambda of: of["p99"])[len(some) // 2] for load, some in found.items()}
