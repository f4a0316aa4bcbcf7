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
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from confluent_kafka import Consumer, Producer, TopicPartition

from streams.settings import Settings
from streams.topics import Topic
from tests.bench.path import WORKER
from tests.bench.running import Ends, settings_of, started, undisturbed
from tests.bench.tree import Host
from tests.kafka import Kafka, wait_until
from tests.mixed import Made

HOPS = (Topic.CLEAN, Topic.UNIQUE, Topic.REPORTS, Topic.ALERTS)
WARM, LEAD = 100, 3.0
"""Articles before the first that counts: the model must be loaded; and seconds at the pace that is measured, since Kafka has its own
cost for the first batches on new topics (:data:`tests.bench.running.PIECES`)."""


class Listener:
    """Receives the alerts and notes when, by the article's uri; ``sent`` holds when those were sent that count."""

    def __init__(self, settings: Settings) -> None:
        self.sent: dict[str, float] = {}
        self.rang: dict[str, float] = {}
        self._consumer = Consumer(
            {"bootstrap.servers": settings.broker, "group.id": uuid.uuid4().hex, "auto.offset.reset": "earliest"}
            | {"enable.auto.commit": False}
        )
        self._consumer.subscribe([Topic.ALERTS.named(settings.topic_prefix)])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            record = self._consumer.poll(0.1)
            if record is not None and not record.error():
                self.rang.setdefault(_uri(record), time.time())

    def begin(self) -> None:
        """Count what is sent from now on."""
        self.sent = {}

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)
        self._consumer.close()


def _uri(record: Any) -> str:
    return dict(record.headers() or ()).get("ce_correlationid", b"").decode()


def hops(settings: Settings, sent: Mapping[str, float]) -> dict[str, float]:
    """The median of milliseconds from publishing to what each stage wrote; asked afterwards, when it disturbs no one."""
    delays: dict[str, list[float]] = defaultdict(list)
    names = {topic.named(settings.topic_prefix): topic.value for topic in HOPS}
    consumer = Consumer({"bootstrap.servers": settings.broker, "group.id": "hops", "enable.partition.eof": True})
    left = {(name, number) for name in names for number in range(settings.partitions)}
    consumer.assign([TopicPartition(name, number, 0) for name, number in left])
    while left:
        record = consumer.poll(10)
        assert record is not None, f"no answer from {sorted(left)}"
        if record.error():
            left.discard((record.topic(), record.partition()))
        elif (at := sent.get(_uri(record))) is not None:
            delays[names[record.topic()]].append(record.timestamp()[1] - 1000 * at)
    consumer.close()
    return {topic: round(statistics.median(times)) for topic, times in delays.items()}


def send(producer: Producer, settings: Settings, article: Made, listener: Listener) -> None:
    listener.sent[article.uri] = time.time()
    headers: Any = [("ce_correlationid", article.uri.encode())]
    producer.produce(Topic.RAW.named(settings.topic_prefix), article.value, article.uri.encode(), headers=headers)
    producer.poll(0)


def figures(listener: Listener) -> dict[str, Any]:
    """Milliseconds from publishing to alert: p50 and p99."""
    delays = sorted(1000 * (listener.rang[uri] - sent) for uri, sent in listener.sent.items() if uri in listener.rang)
    return {
        "alerts": len(delays),
        "p50": round(delays[len(delays) // 2], 1),
        "p99": round(delays[min(len(delays) - 1, int(0.99 * len(delays)))], 1),
    }


class Paced(NamedTuple):
    """What was found at one pace."""

    figures: dict[str, Any]

    @property
    def stolen(self) -> float:
        """Share of the processors' time that the machine's host took."""
        return float(self.figures["stolen"])

    def __str__(self) -> str:
        return str(self.figures)


def one(kafka: Kafka, name: str, articles: Sequence[Made], pace: float) -> Paced:
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
            begun, host = time.monotonic(), Host()
            for number, article in enumerate(articles[WARM:]):
                time.sleep(max(0.0, begun + number / pace - time.monotonic()))
                if number == int(LEAD * pace):
                    listener.begin()
                    host = Host()
                send(producer, settings, article, listener)
            producer.flush()
            time.sleep(3)
            stolen = host.share
    finally:
        listener.close()
    waits = figures(listener) | {"hops": hops(settings, listener.sent)}
    return Paced({"articles/s": round(pace, 1), **waits, "stolen": round(stolen, 3)})


def measure(
    kafka: Kafka, articles: Sequence[Made], full: Callable[[int], float], seconds: float, rounds: int
) -> dict[str, Any]:
    """At 10, 50 and 80 % of the articles a second that are full load, for some seconds each: the round with the middle p99.

    Full load is measured in each round, right before: a shared machine is not as fast an hour later.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number in range(rounds):
        most = full(number)
        for share in (10, 50, 80):
            pace = most * share / 100
            count = min(len(articles), WARM + int(pace * (LEAD + seconds)))

            def run(name: str, count: int = count, pace: float = pace) -> Paced:
                return one(kafka, name, articles[:count], pace)

            found[f"{share}%"].append(undisturbed(f"latency{share}r{number}", run).figures)
            print(f"round {number + 1}  latency at {share} %  {found[f'{share}%'][-1]}", flush=True)
    return {load: sorted(some, key=lambda of: of["p99"])[len(some) // 2] for load, some in found.items()}
