"""A real Apache Kafka for tests: fetched once from Maven, started on loopback, killed and paused at will.

Needs Java 17 and Maven on the path, nothing else. The jars (43 MB) are kept in the user's cache directory
(``TOCSIN_TEST_CACHE`` or ``~/.cache/tocsin``). Brokers run in KRaft mode, each its own controller and broker.

    with Kafka() as kafka:                     # one broker
        kafka.address                          # 127.0.0.1:port
        kafka.kill(0); kafka.start(0)          # kill -9, and up again on the same port with the same log
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from confluent_kafka.admin import AdminClient, NewTopic

from streams.topics import LAYOUT, Topic

VERSION = "4.4.0"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tocsin.tests</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""
QUICK = ("-Xmx512m", "-Xms128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""Options of Java for a broker that is there at once and lives for minutes."""
LASTING = (
    "-Xmx1G", "-Xms1G", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
)  # fmt: skip
"""Those that Kafka's own scripts start a broker with (bin/kafka-server-start.sh, bin/kafka-run-class.sh), for measuring."""
STATE_SETTINGS = {"cleanup.policy": "compact", "min.compaction.lag.ms": "3600000"}


class UnavailableError(RuntimeError):
    """Kafka can't be run here; the message says what is missing."""


def missing() -> str | None:
    """Say what this machine lacks to run Kafka, or None."""
    lacks = [name for name in ("java", "mvn") if not shutil.which(name)]
    return f"{' and '.join(lacks)} not found; install Java 17 and Maven" if lacks else None


def jars() -> Path:
    """Return the folder with Kafka's jars, fetching them on the first call."""
    home = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin") / f"kafka-{VERSION}"
    libs = home / "libs"
    if libs.is_dir():
        return libs
    if lacks := missing():
        raise UnavailableError(lacks)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as made:
        (Path(made) / "pom.xml").write_text(POM)
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=libs"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise UnavailableError(f"Maven could not fetch Kafka {VERSION}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        try:
            (Path(made) / "libs").rename(libs)
        except OSError:
            if not libs.is_dir():  # another process was quicker: its folder serves as well
                raise
    return libs


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], Any], seconds: float, what: str, about: object = "", every: float = 0.1) -> Any:
    """Ask again and again until the answer is true, and return it; when time is up fail with ``what`` and ``about``."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := true():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}\n{about!r}")
        time.sleep(every)


class Kafka:
    """One or more brokers, ready when the ``with`` block is entered, gone with their data when it is left."""

    def __init__(
        self,
        brokers: int = 1,
        properties: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        java: Sequence[str] = QUICK,
    ) -> None:
        self.java = java
        self.host, self.count, self.properties = host, brokers, dict(properties or {})
        self.ports = [free_port() for _ in range(brokers)]
        self.controllers = [free_port() for _ in range(brokers)]
        self.processes: list[subprocess.Popen[bytes] | None] = [None] * brokers
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-kafka-"))
        self.cluster = uuid.uuid4().hex[:22]

    @property
    def address(self) -> str:
        """Bootstrap servers, as clients take them."""
        return ",".join(f"{self.host}:{port}" for port in self.ports)

    def __enter__(self) -> Self:
        try:
            for broker in range(self.count):
                self.start(broker)
            self.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self, broker: int = 0) -> None:
        """Start a broker, on the log that it left if it ran before; return at once."""
        folder = self.folder / str(broker)
        config = folder / "server.properties"
        if not config.exists():
            folder.mkdir()
            config.write_text("".join(f"{name}={value}\n" for name, value in self._config(broker, folder).items()))
            self._java(broker, QUICK, "kafka.tools.StorageTool", "format", "-t", self.cluster, "-c", str(config)).wait(60)
        self.processes[broker] = self._java(broker, self.java, "kafka.Kafka", str(config))

    def wait(self, seconds: float = 60) -> None:
        """Return when every broker that runs is known to the cluster."""
        running = sum(process is not None for process in self.processes)
        admin = self.admin()

        def known() -> bool:
            try:
                return len(admin.list_topics(timeout=2).brokers) >= running
            except Exception:
                return False

        wait_until(known, seconds, f"{running} brokers up; see {self.folder}")

    def kill(self, broker: int = 0) -> None:
        """Kill -9."""
        self.signal(signal.SIGKILL, broker)
        process = self.processes[broker]
        assert process is not None
        process.wait(30)
        self.processes[broker] = None

    def signal(self, number: signal.Signals, broker: int = 0) -> None:
        """Send a signal to one broker: SIGSTOP and SIGCONT pause it."""
        process = self.processes[broker]
        assert process is not None, f"broker {broker} does not run"
        process.send_signal(number)

    def close(self) -> None:
        """Kill what runs and remove the data."""
        for process in self.processes:
            if process is not None:
                process.kill()
                process.wait(30)
        self.processes = [None] * self.count
        shutil.rmtree(self.folder, ignore_errors=True)

    def admin(self) -> AdminClient:
        """An admin client."""
        return AdminClient({"bootstrap.servers": self.address, "log_level": 0, "socket.timeout.ms": 10_000})

    def create_topics(self, prefix: str, partitions: int = 4, state: Mapping[str, str] | None = None) -> None:
        """Create every topic of the path under a prefix, so that tests share a broker and not their data.

        ``state`` is the configuration of the topics that keep state, where it is not the usual one.
        """
        new = []
        for topic, layout in LAYOUT.items():
            config = dict(state or STATE_SETTINGS) if layout.follows else {"max.message.bytes": "12000000"}
            new.append(NewTopic(topic.named(prefix), partitions, min(self.count, 3), config=config))
        assert len(new) == len(Topic)
        admin = self.admin()
        for made in admin.create_topics(new).values():
            made.result(30)

    def _config(self, broker: int, folder: Path) -> dict[str, str]:
        voters = ",".join(f"{n}@{self.host}:{port}" for n, port in enumerate(self.controllers))
        copies = str(min(self.count, 3))
        return {
            "process.roles": "broker,controller",
            "node.id": str(broker),
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{self.host}:{self.ports[broker]},CONTROLLER://{self.host}:{self.controllers[broker]}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": str(folder / "log"),
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": str(min(self.count, 2)),
            "transaction.state.log.num.partitions": "4",
            "share.coordinator.state.topic.replication.factor": copies,
            "min.insync.replicas": str(min(self.count, 2)),
            "group.initial.rebalance.delay.ms": "500",
            "group.min.session.timeout.ms": "1000",
            "message.max.bytes": "12000000",
            "replica.fetch.max.bytes": "12000000",
            "auto.create.topics.enable": "false",
            "log.cleaner.dedupe.buffer.size": "8000000",
            **self.properties,
        }

    def _java(self, broker: int, options: Sequence[str], *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / str(broker) / "out.log").open("ab")
        with log:
            return subprocess.Popen(
                ["java", *options, "-cp", f"{jars()}/*", *command], stdout=log, stderr=log, start_new_session=True
            )
