"""Processes of the systems under test: start them, watch the articles come out, and tell rate, CPU and memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from confluent_kafka import KafkaException, Producer, TopicPartition
from confluent_kafka.admin import OffsetSpec

from streams.settings import Settings
from streams.stages.outputs import Output
from streams.topics import Topic
from streams.worker.arrivals import Arrival, Record
from streams.worker.messages import Packer
from tests.bench.tree import Host, usage
from tests.kafka import Kafka, wait_until

HERE = Path(__file__).parent
LOG = HERE.parents[1] / "build" / "bench.log"
SKIP = 0.15
"""Share of the articles at the start and at the end of a run that is not timed: start-up and the last small batches."""
PIECES, PIECE, SETTLE = 6, 50, 3.0
"""Articles before the first that is timed, handed in piece by piece, and seconds of rest after them, so that all is loaded and nothing
is left. Kafka writes into the index of a partition with its second batch or later, and the first writes into the indexes of new topics
took most of a second of CPU: the kernel fills the holes of their files with zeros."""
START_WITHIN, END_WITHIN = 180, 300
"""Seconds for the first and the last of the timed articles to come."""
STOLEN, TRIES = 0.03, 3
"""Share of the processors' time that the host may take during a measurement, else it is done again; and how often it is done at most."""


class Round(NamedTuple):
    """One system, one round."""

    rate: float
    """Articles a second through the whole path."""
    cpu: float
    """CPU milliseconds an article, all processes of the system, the broker not."""
    memory: float
    """Most memory of all its processes together, MiB."""
    broker: float = 0.0
    """Cores that the broker kept busy meanwhile."""
    stolen: float = 0.0
    """Share of the processors' time that the machine's host took."""

    def __str__(self) -> str:
        return f"{self.rate:8.0f} articles/s  {self.cpu:7.3f} ms CPU an article  {self.memory:6.0f} MiB"


class Disturbed(Protocol):
    """What was measured while the host took some of the time."""

    @property
    def stolen(self) -> float:
        """The share that it took."""


Measured = TypeVar("Measured", bound=Disturbed)


def undisturbed(name: str, run: Callable[[str], Measured]) -> Measured:
    """Measure, and again under another name while the host takes much of the time; the least disturbed measurement counts.

    >>> rounds = iter([Round(10, 1, 1, stolen=0.2), Round(12, 1, 1, stolen=0.01), Round(13, 1, 1)])
    >>> undisturbed("hop", lambda name: next(rounds)).rate
    hop:       10 articles/s    1.000 ms CPU an article       1 MiB: the host took 20 % of the time, once more
    12
    """
    found: list[Measured] = []
    while len(found) < TRIES and all(one.stolen > STOLEN for one in found):
        if found:
            print(f"{name}: {found[-1]}: the host took {100 * found[-1].stolen:.0f} % of the time, once more", flush=True)
        found.append(run(f"{name}{'-again' * len(found)}"))
    return min(found, key=lambda one: one.stolen)


def ratio(some: Sequence[Round], others: Sequence[Round]) -> float:
    """How many times as fast, the median of the rounds: what a machine does besides changes from one round to the next, hardly within one.

    >>> ratio([Round(10, 1, 1), Round(2, 1, 1), Round(9, 1, 1)], [Round(5, 1, 1), Round(1, 1, 1), Round(3, 1, 1)])
    2.0
    """
    return round(statistics.median(one.rate / other.rate for one, other in zip(some, others, strict=False)), 3)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a system's processes; their settings differ from the usual ones in these."""
    given = {name: getattr(settings, name) for name in ("broker", "topic_prefix", "app_id", "health_port", "log_level")}
    return (
        os.environ
        | {f"TOCSIN_{name.upper()}": str(value) for name, value in given.items()}
        | {"TOCSIN_BENCH_SETTINGS": json.dumps(asdict(settings)), "PYTHONPATH": str(HERE.parent.parent)}
    )


def settings_of(name: str, kafka: Kafka) -> Settings:
    """Settings with topics of their own, which are created."""
    settings = Settings(
        broker=kafka.address, topic_prefix=f"{name}.", app_id=name, health_port=0, log_level="WARNING", partitions=4
    )
    kafka.create_topics(settings.topic_prefix, settings.partitions)
    return settings


def hand_in(settings: Settings, keyed: Iterable[tuple[str, Any]], first: int = 0) -> None:
    """Put records on articles.clean as the stage before would, each behind its key; ``first`` is the place of the first on articles.raw."""
    producer = Producer({"bootstrap.servers": settings.broker, "linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
    packer = Packer("clean", settings)
    for number, (key, record) in enumerate(keyed, first):
        raw = Record("articles.raw", 0, number, 1_767_225_600_000 + number, None, b"", ())
        message = packer.pack(Output(Topic.CLEAN, key, record), Arrival(raw))
        headers: Any = message.headers
        producer.produce(message.topic, message.value, message.key, headers=headers)
        producer.poll(0)
        while len(producer) > 50_000:
            producer.poll(0.1)
    producer.flush()


class Ends:
    """Counts the records that a topic ever got, through one client for the whole run."""

    def __init__(self, kafka: Kafka, settings: Settings, topic: Topic) -> None:
        self._admin = kafka.admin()
        name = topic.named(settings.topic_prefix)
        self._places = {TopicPartition(name, number): OffsetSpec.latest() for number in range(settings.partitions)}

        self._last = 0

    def __call__(self) -> int:
        found = self._admin.list_offsets(self._places, request_timeout=10)
        with suppress(KafkaException):  # a new topic has no leader yet: asked again soon
            self._last = sum(one.result(20).offset for one in found.values())
        return self._last


@contextmanager
def started(commands: Sequence[Sequence[str]], settings: Settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run processes, and end them when the block is left; what they log is in ``build/bench.log``."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        processes = [subprocess.Popen(command, env=environment(settings), stdout=log, stderr=log) for command in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def timed(
    commands: Sequence[Sequence[str]],
    settings: Settings,
    done: Callable[[], int],
    expected: int,
    begin: Callable[[], None] | None = None,
    warm: Sequence[Callable[[], None]] = (),
    brokers: Sequence[subprocess.Popen[bytes]] = (),
) -> Round:
    """Run processes until ``done`` articles are those expected, and tell how fast they were.

    Without ``begin`` all articles lie ready, and the middle of them is timed. With it all that it publishes are timed, and
    ``expected`` counts these alone; ``warm`` publishes a piece each before.
    """
    with started(commands, settings) as processes:

        def wait(wanted: int, seconds: float) -> None:
            def reached() -> bool:
                ended = [process.args for process in processes if process.poll()]
                assert not ended, f"ended with an error, see {LOG}: {ended}"
                return done() >= wanted

            wait_until(reached, seconds, f"{commands[0]}: {wanted} articles", every=0.02)

        for number, publish in enumerate(warm, 1):
            publish()
            wait(int(0.8 * PIECE * number), START_WITHIN)
        if begin:
            time.sleep(SETTLE)
        else:
            wait(int(SKIP * expected), START_WITHIN)
        count, before, begun, host = done(), usage(processes), time.monotonic(), Host()
        served = usage(brokers).cpu
        if begin:
            begin()
        wait(count + int((1 - SKIP) * expected) if begin else int((1 - SKIP) * expected), END_WITHIN)
        count, after, seconds = done() - count, usage(processes), time.monotonic() - begun
        served, stolen = usage(brokers).cpu - served, host.share
    assert count, f"{commands[0]}: over before it could be timed; give it more articles"
    return Round(
        count / seconds, 1000 * (after.cpu - before.cpu) / count, max(before.memory, after.memory), served / seconds, stolen
    )


def peers() -> str:
    """Make the environment of the peers, with the Python that runs this, and return its interpreter.

    The product's packages come last on its path.
    """
    cache = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin")
    wanted = f"{sys.base_prefix} {sys.version}\n{(HERE / 'requirements.txt').read_text()}"
    folder, done = cache / "bench", cache / "bench" / "made-of.txt"
    python = folder / "bin" / "python"
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        site = next((folder / "lib").glob("python*/site-packages"))
        ours = next(path for path in sys.path if path.endswith("site-packages"))
        (site / "zz-product.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        done.write_text(wanted)
    return str(python)
