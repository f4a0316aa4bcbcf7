"""The bench on which workers are killed: a Kafka, workers, a steady flow of articles, and an account of what came out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaException, Producer, TopicPartition

from streams.connection import SURE
from streams.settings import Settings
from streams.topics import STAGES, Topic
from streams.worker.stage import group
from tests.kafka import Kafka, wait_until

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "fr", "de", "es", "ar", "ru")
COUNTRIES = ("SYR", "IRQ", "FRA", "COL", "MLI")
SESSION = 6.0


class Account(NamedTuple):
    """What came of a run."""

    published: int
    lost: int
    repeated: int
    """Alerts beyond the first of an identifier."""
    silence: float
    """Longest time without any alert, in seconds."""
    delay: float
    """Longest time from publishing an article to its alert, in seconds."""
    dead: int


class Worker:
    """One worker process with all four stages, whose supervisor is the test; or a tree with a supervisor of its own."""

    def __init__(
        self,
        rig: Rig,
        name: str,
        agents: str,
        tree: bool = False,
        wrapper: tuple[str, ...] = (),
        module: str = "",
        **settings: Any,
    ) -> None:
        self.wrapper = wrapper
        self.module = module or ("tests.faults.tree" if tree else "streams.worker.process")
        self.rig, self.name, self.agents, self.settings = rig, name, agents, settings
        self.log = rig.folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        env = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        given = {**self.rig.worker_settings, "instance": self.name if self.rig.static else "", **self.settings}
        env |= {f"TOCSIN_{name.upper()}": str(value) for name, value in given.items()}
        with self.log.open("ab") as log:
            command = [*self.wrapper, sys.executable, "-m", self.module, "--agents", self.agents]
            self.process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        return self

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def descendants(self) -> list[int]:
        """The processes that it started, and those that they started (Linux)."""
        assert self.process is not None
        return family(self.process.pid)[1:]

    def stages(self) -> list[int]:
        """Those that run stages; not what they are forked from, nor the process of the language model."""
        names = {process: Path(f"/proc/{process}/comm").read_text().strip() for process in self.descendants()}
        return [process for process, name in names.items() if name.startswith("tocsin ") and not name.endswith(" 2")]

    def nursery(self) -> int:
        """The process that they are forked from."""
        (stage, *_) = self.stages()
        return int(Path(f"/proc/{stage}/stat").read_text().rpartition(")")[2].split()[1])

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)

    def stop(self, within: float = 40) -> int:
        """SIGTERM; return the exit code."""
        self.send(signal.SIGTERM)
        assert self.process is not None
        return self.process.wait(within)

    def __repr__(self) -> str:
        return f"{self.name}: exit {self.process and self.process.poll()}\n{self.log.read_text()[-3000:]}"


def family(process: int) -> list[int]:
    """A process and all that descend from it (Linux)."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in family(int(child)))]


def runs(process: int) -> bool:
    """Whether a process is there and no zombie (Linux)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Rig:
    """Topics of its own on a broker, workers on them, a publisher and a listener."""

    def __init__(
        self, kafka: Kafka, folder: Path, static: bool = False, partitions: int = 4, state: Any = None, **settings: Any
    ) -> None:
        self.kafka, self.folder, self.static, self.partitions = kafka, folder, static, partitions
        self.prefix = f"t{uuid.uuid4().hex[:10]}."
        self.worker_settings = {
            "broker": kafka.address, "topic_prefix": self.prefix, "session_timeout": SESSION, "flush_seconds": 5,
            "health_port": 0, "article_seconds": 2, **settings,
        }  # fmt: skip
        self.settings = Settings(broker=kafka.address, topic_prefix=self.prefix)
        self.workers: list[Worker] = []
        self.published: dict[str, float] = {}
        self.first: dict[str, float] = {}
        self.alerts: Counter[str] = Counter()
        self.dead: list[Any] = []
        self.heard: list[float] = []
        self._publishing: threading.Thread | None = None
        self._ended = False
        kafka.create_topics(self.prefix, partitions, state)
        self.producer = Producer(
            {"bootstrap.servers": kafka.address, "partitioner": "murmur2_random", **SURE,
             "message.timeout.ms": 0, "message.max.bytes": 11_000_000, "linger.ms": 5, "log_level": 0}
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended = True
        for worker in self.workers:
            if worker.process and worker.process.poll() is None:
                worker.send(signal.SIGCONT)
                worker.kill()
        self._listening.join(10)
        if self._publishing:
            self._publishing.join(60)

    def worker(
        self,
        agents: str = "tests.faults.toy",
        tree: bool = False,
        wrapper: tuple[str, ...] = (),
        module: str = "",
        **settings: Any,
    ) -> Worker:
        """Start one more worker."""
        worker = Worker(self, f"w{len(self.workers)}", agents, tree, wrapper, module, **settings)
        self.workers.append(worker)
        return worker.start()

    def publish(self, count: int, rate: float | None = None, **fields: Any) -> None:
        """Publish articles, at a steady rate in the background when one is given."""
        if rate is None:
            self._publish(count, None, fields)
            return
        self._publishing = threading.Thread(target=self._publish, args=(count, rate, fields), daemon=True)
        self._publishing.start()

    def record(self, **fields: Any) -> dict[str, Any]:
        """One article, remembered as published."""
        number = len(self.published)
        uri = f"urn:{number}"
        self.published[uri] = time.monotonic()
        known = {"uri": uri, "language": LANGUAGES[number % 6], "country": COUNTRIES[number % 5], "text": "x" * 600}
        return known | fields

    def send(self, *values: bytes | None, key: bytes = b"k", headers: Any = None) -> None:
        """Publish bytes as they are."""
        producer = self.producer
        for value in values:
            producer.produce(self.topic(Topic.RAW), value, key, headers=headers)
        assert producer.flush(60) == 0

    def topic(self, topic: Topic) -> str:
        return topic.named(self.prefix)

    def wait_for(self, share: float, seconds: float = 60) -> None:
        """Return when this share of what will be published has come out."""
        goal = share * self.goal
        wait_until(lambda: len(self.alerts) >= goal, seconds, f"{goal:.0f} alerts", self.workers)

    def settle(self, seconds: float = 120) -> Account:
        """Wait until everything has come out and no stage lags, and account for it."""
        if self._publishing:
            self._publishing.join(seconds)
            assert not self._publishing.is_alive(), "the publisher could not send"
        expected = set(self.published)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (not expected <= set(self.alerts) or any(self.lags().values())):
            time.sleep(0.2)
        gaps = [later - sooner for sooner, later in zip(self.heard, self.heard[1:], strict=False)]
        missing = expected - set(self.alerts)
        repeated = sum(self.alerts.values()) - len(self.alerts)
        slowest = round(
            max((self.first[uri] - at for uri, at in self.published.items() if uri in self.first), default=0.0), 1
        )
        return Account(len(expected), len(missing), repeated, round(max(gaps, default=0.0), 1), slowest, len(self.dead))

    def lags(self) -> dict[str, int]:
        """Records that wait, a stage; one more named ``unknown`` when the brokers do not say."""
        try:
            return self._lags()
        except KafkaException:
            return {"unknown": 1}

    def _lags(self) -> dict[str, int]:
        admin = self.kafka.admin()
        lags = {}
        for stage in STAGES:
            asked = ConsumerGroupTopicPartitions(group(self.settings, stage.name))
            found = next(iter(admin.list_consumer_group_offsets([asked]).values())).result(20)
            committed = {place.partition: place.offset for place in found.topic_partitions if place.offset >= 0}
            lags[stage.name] = sum(end - committed.get(n, 0) for n, end in self.ends(stage.source).items())
        return lags

    def ends(self, topic: Topic) -> dict[int, int]:
        """The end of each partition."""
        consumer = self._consumer("ends")
        try:
            found = consumer.list_topics(self.topic(topic), timeout=20).topics[self.topic(topic)].partitions
            return {n: consumer.get_watermark_offsets(TopicPartition(self.topic(topic), n), timeout=20)[1] for n in found}
        finally:
            consumer.close()

    def trail(self) -> dict[str, list[str]]:
        """The topics that each article without an alert has reached."""
        missing = set(self.published) - set(self.alerts)
        found: dict[str, list[str]] = {uri: [] for uri in missing}
        for topic in (Topic.RAW, Topic.CLEAN, Topic.UNIQUE, Topic.REPORTS, Topic.ALERTS):
            for record in self.read(topic):
                known = orjson.loads(record.value())
                uri = known.get("uri") or known.get("id") or known.get("identifier")
                if uri in missing:
                    found[uri].append(f"{topic} {record.partition()}:{record.offset()}")
        return found

    def read(self, topic: Topic) -> list[Any]:
        """All records of a topic, in order within each partition."""
        consumer = self._consumer("read")
        ends = {n: end for n, end in self.ends(topic).items() if end}
        consumer.assign([TopicPartition(self.topic(topic), n, 0) for n in ends])
        records: list[Any] = []
        deadline = time.monotonic() + 60
        while ends and time.monotonic() < deadline:
            for record in consumer.consume(1000, 0.5):
                assert record.error() is None, record.error()
                records.append(record)
                if record.offset() + 1 >= ends.get(record.partition(), 0):
                    ends.pop(record.partition(), None)
        consumer.close()
        return records

    def state(self, topic: Topic) -> dict[str, Any]:
        """The state that a new owner would load, over all partitions: highest position wins."""
        won: dict[str, tuple[int, Any]] = {}
        for record in self.read(topic):
            position, value = orjson.loads(record.value())
            key = record.key().decode()
            if key not in won or position > won[key][0]:
                won[key] = position, value
        return {key: value for key, (_, value) in won.items() if value is not None}

    goal = 0

    def _publish(self, count: int, rate: float | None, fields: dict[str, Any]) -> None:
        self.goal += count
        producer = self.producer
        began = time.monotonic()
        for number in range(count):
            record = self.record(**fields)
            producer.produce(self.topic(Topic.RAW), orjson.dumps(record), record["uri"])
            producer.poll(0)
            if rate and not number % 20:
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
            if self._ended:
                return
        assert producer.flush(120) == 0

    def _consumer(self, name: str) -> Consumer:
        return Consumer(
            {"bootstrap.servers": self.kafka.address, "group.id": f"{self.prefix}{name}", "auto.offset.reset": "earliest",
             "enable.auto.commit": False, "fetch.message.max.bytes": 12_000_000, "log_level": 0}
        )  # fmt: skip

    def _listen(self) -> None:
        consumer = self._consumer("listener")
        assigned = 0
        while not self._ended:
            if more := range(assigned, self.partitions):  # no group: its own session would blur what is measured
                both = (self.topic(Topic.ALERTS), self.topic(Topic.DEAD))
                consumer.incremental_assign([TopicPartition(topic, n, 0) for topic in both for n in more])
                assigned = self.partitions
            for record in consumer.consume(500, 0.1):
                if record.error() is not None:
                    continue
                if record.topic() == self.topic(Topic.DEAD):
                    self.dead.append(record)
                else:
                    uri = record.key().decode()
                    self.alerts[uri] += 1
                    self.heard.append(time.monotonic())
                    self.first.setdefault(uri, self.heard[-1])
        consumer.close()
