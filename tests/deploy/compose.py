"""docker-compose.yml as processes on a real Kafka: the file's own commands, variables, health checks and order.

What differs from containers, and nothing else: names of services become loopback addresses, paths of volumes and secrets
become folders of the test, each process gets a health port of its own, and programs are found in this environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.deploy import kafkatools
from tests.deploy.tools import DEPLOY, ROOT
from tests.kafka import Kafka, free_port, wait_until

FILE = ROOT / "docker-compose.yml"
HERE = {"node.id", "process.roles", "listeners", "advertised.listeners", "controller.quorum.voters", "log.dirs",
        "listener.security.protocol.map"}  # fmt: skip
"""Properties of the broker that say where it is; the fixture chooses them."""


def load() -> dict[str, Any]:
    """Return the file with its YAML merges applied."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def seconds(duration: str) -> float:
    """Read a duration.

    >>> seconds("60s"), seconds("2m")
    (60.0, 120.0)
    """
    return float(duration[:-1]) * {"s": 1, "m": 60}[duration[-1]]


def kafka_properties(service: Mapping[str, Any]) -> dict[str, str]:
    """Return the broker's properties as the apache/kafka image makes them of its environment.

    >>> kafka_properties({"environment": {"KAFKA_LOG_DIRS": "/x", "KAFKA_NUM_PARTITIONS": "4", "CLUSTER_ID": "y"}})
    {'num.partitions': '4'}
    """
    made = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in service["environment"].items()
        if name.startswith("KAFKA_")
    }
    return {name: value for name, value in made.items() if name not in HERE}


class Process(NamedTuple):
    """One replica of a service."""

    service: str
    popen: subprocess.Popen[str]
    environment: dict[str, str]
    check: list[str] | None
    log: Path

    def healthy(self) -> bool:
        """Run its health check once."""
        assert self.popen.poll() is None, f"{self.service} ended with {self.popen.returncode}: {self.said()}"
        assert self.check, f"{self.service} has no health check"
        return subprocess.run(self.check, env=self.environment, capture_output=True, timeout=30, check=False).returncode == 0

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:]


class Stack:
    """The services of the file, running."""

    def __init__(self, folder: Path, kafka: Kafka, file: Mapping[str, Any], variables: Mapping[str, str]) -> None:
        self.folder, self.kafka, self.file, self.variables = folder, kafka, file, variables
        self.ports: dict[str, int] = {}
        self.running: list[Process] = []

    def up(self, *services: str) -> None:
        """Start services in the order of depends_on, each as often as its replicas, and wait until they are healthy."""
        for name in self._ordered(services):
            if name == "kafka":
                continue
            service = self.file["services"][name]
            made = [self.start(name) for _ in range(service.get("deploy", {}).get("replicas", 1))]
            if service["healthcheck"].get("disable"):
                for process in made:
                    assert process.popen.wait(120) == 0, f"{name} failed: {process.said()}"
                continue
            self.running += made
            patience = seconds(service["healthcheck"]["start_period"]) * 2
            for process in made:
                wait_until(process.healthy, patience, f"{name} healthy: {process.said()}", every=0.5)

    def run(self, *arguments: str, typed: str | None = None, limit: float = 120) -> subprocess.CompletedProcess[str]:
        """Do what ``docker compose run --rm -T tocsin ARGUMENTS`` does."""
        command, environment, _ = self._replica("tocsin")
        return subprocess.run(
            [command[0], *arguments], env=environment, cwd=self.folder, input=typed, capture_output=True, text=True,
            timeout=limit, check=False,
        )  # fmt: skip

    def start(self, name: str) -> Process:
        """Start one replica."""
        command, environment, check = self._replica(name)
        log = self.folder / f"{name}-{time.monotonic_ns()}.log"
        with log.open("w") as out:
            popen = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=out, stderr=out, stdin=subprocess.DEVNULL, text=True
            )
        return Process(name, popen, environment, check, log)

    def down(self) -> dict[str, float]:
        """Stop every service as Compose does, and return how long each took; fail where the grace was not enough."""
        took: dict[str, float] = {}
        for process in reversed(self.running):
            begun = time.monotonic()
            process.popen.terminate()
            grace = seconds(self.file["services"][process.service].get("stop_grace_period", "10s"))
            try:
                process.popen.wait(grace)
            except subprocess.TimeoutExpired:
                process.popen.kill()
                raise AssertionError(f"{process.service} still ran {grace:g} s after SIGTERM: {process.said()}") from None
            took[process.service] = max(took.get(process.service, 0.0), time.monotonic() - begun)
        self.running.clear()
        return took

    def kill(self) -> None:
        """Leave nothing behind."""
        for process in self.running:
            if process.popen.poll() is None:
                process.popen.kill()
                process.popen.wait(10)

    def _ordered(self, wanted: tuple[str, ...]) -> Iterator[str]:
        done: list[str] = []

        def visit(name: str) -> Iterator[str]:
            if name not in done:
                done.append(name)
                for before in self.file["services"][name].get("depends_on", {}):
                    yield from visit(before)
                yield name

        for name in wanted:
            yield from visit(name)

    def _replica(self, name: str) -> tuple[list[str], dict[str, str], list[str] | None]:
        service = self.file["services"][name]
        programs = Path(sys.executable).parent
        given = {key: self._here(str(value)) for key, value in service["environment"].items()}
        port = given.get("TOCSIN_GATEWAY_PORT", "")
        if port:
            given["TOCSIN_GATEWAY_PORT"] = str(self.ports.setdefault(name, free_port()))
            given["TOCSIN_GATEWAY_HOST"] = "127.0.0.1"
        base = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}
        environment = {**base, "TOCSIN_HEALTH_PORT": str(free_port()), **given}
        check = service["healthcheck"].get("test")
        if check:
            assert check[:2] == ["CMD", "health"]
            words = [given["TOCSIN_GATEWAY_PORT"] if word == port else word for word in check[2:]]
            check = [sys.executable, str(DEPLOY / "image" / "health.py"), *words]
        return [str(programs / "tocsin"), *service["command"]], environment, check

    def _here(self, value: str) -> str:
        for volume in ("/var/lib/tocsin", "/run/secrets"):
            if value.startswith(volume + "/"):
                place = self.folder / Path(volume).name / value.removeprefix(volume + "/")
                place.parent.mkdir(exist_ok=True)
                secret = self.file["secrets"].get(place.name, {}).get("environment") if volume == "/run/secrets" else None
                if secret:
                    place.write_text(self.variables[secret])
                return str(place)
        return value.replace("kafka:9092", self.kafka.address)


@contextmanager
def stack(folder: Path, variables: Mapping[str, str]) -> Iterator[Stack]:
    """Start the broker as the file configures it, wait for its health check, and offer the rest."""
    file = load()
    with ExitStack() as held:
        kafka = held.enter_context(Kafka(properties=kafka_properties(file["services"]["kafka"])))
        check = file["services"]["kafka"]["healthcheck"]["test"]
        done = kafkatools.tool([str(word).replace("localhost:9092", kafka.address) for word in check[1:]])
        assert done.returncode == 0, f"the broker's health check failed: {done.stdout[-500:]}{done.stderr[-1500:]}"
        made = Stack(folder, kafka, file, variables)
        held.callback(made.kill)
        yield made
