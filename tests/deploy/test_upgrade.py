"""The rehearsal of an upgrade: three brokers, three workers and a gateway go from the version before to this one under load.

The version before is the newest release tag, or else the commit before this one; ``TOCSIN_UPGRADE_FROM`` names another,
or a folder that holds one. Both run in this environment's libraries. On the way one broker is killed and comes back.
Nothing may be missing or doubled, and every article must end as it does when nothing is disturbed. Articles that the version
before read wrongly are left out: to read better is no fault of an upgrade.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pytest

from streams.client import topics
from streams.client.audit import audit
from streams.client.publisher import Publisher
from streams.settings import Settings
from tests.deploy.tools import ROOT, run, version_before
from tests.kafka import Kafka, free_port, wait_until
from tests.mixed import Made, mixed

pytestmark = [pytest.mark.kafka, pytest.mark.faults, pytest.mark.timeout(900)]
MOST, A_SECOND = 6_000, 30
WORKERS = ("a", "b", "c")
TOKEN = "Lw8s2nQ0vTz6Yk4x"


def before() -> str:
    """The revision that is upgraded from."""
    return os.environ.get("TOCSIN_UPGRADE_FROM") or version_before()


def checkout(revision: str, folder: Path) -> Path:
    """Lay out a revision so that Python finds its packages before those of this one."""
    if Path(revision).is_dir():
        for name in ("streams", "schemas"):
            shutil.copytree(Path(revision) / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "streams" / "schemas").symlink_to(folder / "schemas")
        return folder
    packed = subprocess.run(["git", "archive", revision, "streams", "schemas"], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as held:
        held.extractall(folder, filter="data")
    (folder / "streams" / "schemas").symlink_to(folder / "schemas")
    return folder


def read_alike(old: Path, folder: Path) -> list[Made]:
    """The articles that the version before reads as it should; this one's reading of them is tested elsewhere."""
    articles = list(mixed(MOST, copies=0, broken=0, words=200))
    ringing = [article for article in articles if article.expected == "alerted"]
    answered = run(
        [sys.executable, "-m", "streams.cli", "try", "--isolated", "--jsonl", "-"], env=os.environ | {"PYTHONPATH": str(old)},
        cwd=folder, seconds=300, input="".join(article.value.decode() + "\n" for article in ringing),
    ).stdout  # fmt: skip
    wrong = {one["uri"] for one in map(json.loads, answered.splitlines()) if one["outcome"] != "alerted"}
    assert len(wrong) < len(ringing) / 10, f"the version before misses {len(wrong)} of {len(ringing)}"
    return [article for article in articles if article.uri not in wrong]


class Service:
    """A process of some version, watched by its health port."""

    def __init__(self, folder: Path, name: str, words: list[str], variables: dict[str, str], health: int) -> None:
        self.folder, self.name, self.words, self.health = folder, name, words, health
        self.variables = variables
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self, source: Path | None) -> Self:
        """Start it from a source tree, or from this one."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        path = {"PYTHONPATH": str(source)} if source else {}
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", *self.words], env=clean | self.variables | path, cwd=self.folder,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self

    def wait(self, seconds: float = 120) -> Self:
        """Return when it is ready."""
        wait_until(self.ready, seconds, f"{self.name} ready: {(self.folder / f'{self.name}.log').read_text()[-2000:]}", 0.5)
        return self

    def ready(self) -> bool:
        assert self.popen is not None and self.popen.poll() is None, (self.folder / f"{self.name}.log").read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health}/ready", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> int:
        """Stop it as an engine does."""
        assert self.popen is not None
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(40)

    def kill(self) -> None:
        if self.popen is not None and self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait(10)


class Rehearsal:
    """Topics of its own, workers and a gateway on them."""

    def __init__(self, kafka: Kafka, folder: Path, prefix: str) -> None:
        folder.mkdir()
        self.settings = Settings(
            broker=kafka.address, topic_prefix=prefix, partitions=6, replication=3, session_timeout=10, flush_seconds=5
        )
        topics.create(self.settings)
        given = {
            "TOCSIN_BROKER": kafka.address, "TOCSIN_TOPIC_PREFIX": prefix, "TOCSIN_PARTITIONS": "6",
            "TOCSIN_REPLICATION": "3", "TOCSIN_SESSION_TIMEOUT": "10", "TOCSIN_FLUSH_SECONDS": "5",
        }  # fmt: skip
        self.workers = []
        for name in WORKERS:
            port = free_port()
            own = {"TOCSIN_INSTANCE": name, "TOCSIN_HEALTH_PORT": str(port)}
            self.workers.append(Service(folder, f"worker-{name}", ["worker"], given | own, port))
        port = free_port()
        own = {"TOCSIN_GATEWAY_PORT": str(port), "TOCSIN_GATEWAY_TOKENS": f"desk:{TOKEN}:read", "TOCSIN_GATEWAY_STATE": ""}
        self.gateway = Service(folder, "gateway", ["gateway"], given | own, port)

    def services(self) -> Iterator[Service]:
        yield from self.workers
        yield self.gateway

    def publish(self, articles: Iterator[Made], a_second: float, enough: threading.Event, sent: list[Made]) -> None:
        """Publish at a steady pace until told that it is enough; every one is confirmed."""
        with Publisher(self.settings) as publisher:
            begun = time.monotonic()
            for article in articles:
                if enough.wait(max(0.0, begun + len(sent) / a_second - time.monotonic())):
                    break
                publisher.publish(article.value, key=article.uri)
                sent.append(article)
            assert not publisher.flush().failed

    def shown(self) -> int:
        """How many incidents the gateway knows."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.gateway.health}/api/v1/incidents?limit=1&state=all",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(json.loads(answer.read())["total"] or 0)


@pytest.fixture(scope="module")
def three() -> Iterator[Kafka]:
    with Kafka(brokers=3) as kafka:
        yield kafka


def test_upgrade_under_load_loses_nothing_and_changes_no_alert(three: Kafka, tmp_path: Path, capsys: Any) -> None:
    old = checkout(before(), tmp_path / "old")
    where = run(
        [sys.executable, "-c", "import streams, streams.schemas; print(streams.__file__, streams.schemas.__file__)"],
        env=os.environ | {"PYTHONPATH": str(old)}, cwd=tmp_path,
    ).stdout  # fmt: skip
    assert where.count(str(old)) == 2, f"the version before is not what would run: {where}"
    articles = iter(read_alike(old, tmp_path))
    enough, sent = threading.Event(), list[Made]()
    with ExitStack() as held:
        made = Rehearsal(three, tmp_path / "upgraded", "up.")
        for service in made.services():
            held.callback(service.kill)
            service.start(old)
        for service in made.services():
            service.wait()
        publisher = threading.Thread(target=made.publish, args=(articles, A_SECOND, enough, sent))
        publisher.start()
        held.callback(enough.set)
        begun = time.monotonic()
        for number, worker in enumerate(made.workers):
            assert worker.stop() == 0, worker.name
            worker.start(None).wait()
            if number == 0:
                three.kill(2)
                wait_until(lambda: time.monotonic() - begun > 20, 30, "the broker is missed for a while")
                three.start(2)
        assert made.gateway.stop() == 0
        made.gateway.start(None).wait()
        took = time.monotonic() - begun
        assert publisher.is_alive(), "the load went on throughout"
        enough.set()
        publisher.join()
        accounts = wait_until(lambda: (now := audit(made.settings)).complete and now, 180, "all accounted for", 3)
        shown = wait_until(made.shown, 30, "the gateway shows incidents")
    with capsys.disabled():
        print(f"\nupgrade from {before()} in {took:.0f} s, at {A_SECOND} articles/s throughout: {accounts}")
    assert accounts.published == len(sent) > 500
    assert not accounts.missing and not accounts.doubled
    expected = {outcome: sum(one.expected == outcome for one in sent) for outcome in ("alerted", "quiet")}
    assert {name: number for name, number in accounts.outcomes.items() if number} == expected
    assert shown == accounts.incidents

