"""docker-compose.yml keeps to the Compose specification, opens one port, and what it says works when it is run."""

from __future__ import annotations

import json
import re
from collections import deque
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from streams.settings import Settings, listed
from streams.worker.process import STOP_WITHIN
from tests.deploy import compose
from tests.deploy.prometheus import prometheus
from tests.deploy.tools import CHART, DEPLOY, ROOT
from tests.kafka import wait_until

FILE = compose.load()
OURS = [name for name, service in FILE["services"].items() if "build" in service]
SEED = ROOT / "streams" / "examples" / "seed.txt"


def text(path: Path) -> str:
    """The file as the validators take it: they know neither merges nor variables, so these are resolved."""
    plain = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", path.read_text())
    return str(yaml.safe_dump({name: part for name, part in yaml.safe_load(plain).items() if not name.startswith("x-")}))


@pytest.mark.parametrize("path", [compose.FILE, DEPLOY / "compose-watch.yml"], ids=lambda path: path.name)
def test_file_keeps_to_the_specification(path: Path) -> None:
    given = compose_spec.PyCompose.from_yaml(text(path))
    compose_spec.ComposeSpecification.model_validate(yaml.safe_load(text(path)))
    if path == compose.FILE:
        given.validate()
    assert given.services


def test_specification_would_find_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"(?i)command"):
        compose_spec.PyCompose.from_yaml("services: {worker: {image: tocsin, command: {worker: 1}}}")


def test_only_the_gateway_is_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in FILE["services"].items() if service.get("ports")}
    assert list(published) == ["gateway"]
    assert all(port.startswith("127.0.0.1:") for port in published["gateway"])
    assert FILE["networks"]["path"]["internal"] is True
    assert {name for name, service in FILE["services"].items() if "front" in service["networks"]} == {"gateway"}


def test_images_are_pinned_and_ours_is_locked_down() -> None:
    for name, service in FILE["services"].items():
        assert re.search(r":[\w.${}-]*\d+\.\d+", service["image"]), f"{name}: {service['image']} has no version"
        if name in OURS:
            assert service["read_only"] and service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name


def test_variables_are_settings() -> None:
    known = {one.variable for one in listed()} | {one.variable + "_FILE" for one in listed() if one.secret}
    for name in OURS:
        assert FILE["services"][name]["environment"].keys() <= known, name


def test_a_worker_is_given_the_time_that_it_may_take_to_stop() -> None:
    grace = compose.seconds(FILE["services"]["worker"]["stop_grace_period"])
    assert grace > Settings().flush_seconds + STOP_WITHIN + 5


def test_files_that_are_mounted_are_there() -> None:
    volumes = [volume for service in FILE["services"].values() for volume in service.get("volumes", [])]
    mounts = [volume.split(":")[0] for volume in volumes if volume[0] == "."]
    assert len(mounts) >= 4
    for mount in mounts:
        assert (ROOT / mount).exists(), mount


def test_image_has_the_version_of_the_distribution() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert version and FILE["services"]["worker"]["image"].endswith(f":-tocsin:{version[1]}}}")


@pytest.mark.kafka
@pytest.mark.timeout(420)
def test_services_as_the_file_says_ring_for_the_seed(tmp_path: Path) -> None:
    token = "q7Zt4pWm9sXk2vBn"
    with compose.stack(tmp_path, {"TOCSIN_GATEWAY_TOKENS": f"desk:{token}:read"}) as stack:
        stack.up("worker", "gateway")
        assert [one.service for one in stack.running] == ["worker", "worker", "gateway"]
        sent = stack.run("publish", "-", typed=SEED.read_text())
        assert sent.returncode == 0, sent.stdout + sent.stderr
        heard = alerts(stack, 2)
        assert sorted(one["incident"]["place"]["name"] for one in heard) == ["al-Fadel", "al-Qasr"]
        watched_for_real(stack, tmp_path)
        took = stack.down()
        assert max(took.values()) < 15, took


def watched_for_real(stack: compose.Stack, folder: Path) -> None:
    """Alarms and dashboard on what a real Prometheus scrapes of workers: no error, no panel empty."""
    workers = [process for process in stack.running if process.service == "worker"]
    targets = [f"127.0.0.1:{process.environment['TOCSIN_HEALTH_PORT']}" for process in workers]
    board = json.loads((CHART / "files" / "dashboard.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    with prometheus(folder, targets) as server:
        through = 'sum(tocsin_articles_total{outcome="alerted"})'
        wait_until(lambda: any(one["value"][1] == "1" for one in server.series(through)), 30, "the seed is counted once")
        wait_until(lambda: all(rule["health"] == "ok" for rule in server.rules()), 30, "every alarm is reckoned")
        assert [rule["name"] for rule in server.rules() if rule["state"] == "firing"] == []
        wait_until(lambda: all(server.series(expression) for expression in asked), 30, "every panel shows something")


def alerts(stack: compose.Stack, expected: int) -> list[dict[str, Any]]:
    """What a subscriber hears from the beginning."""
    said: deque[str] = deque(maxlen=1)

    def heard() -> list[dict[str, Any]]:
        done = stack.run("subscribe", "--from", "beginning", "--jsonl", "--end")
        found = [json.loads(line) for line in done.stdout.splitlines()]
        said.append(done.stderr)
        return found if len(found) >= expected else []

    found: list[dict[str, Any]] = wait_until(heard, 90, f"{expected} alerts", said)
    assert len(found) == expected, said
    return found
