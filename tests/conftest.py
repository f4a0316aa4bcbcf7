"""What every test shares: markers for what a machine may lack, and a plain word on what was left out.

``TOCSIN_TEST_REQUIRE=kafka,browser`` turns a skip for one of these into a failure; continuous integration sets it.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests import kafka as real_kafka

REQUIRED = {name for name in os.environ.get("TOCSIN_TEST_REQUIRE", "").split(",") if name}
LEFT_OUT = pytest.StashKey[Counter[str]]()
HOW = {
    "faults": "they kill real processes for minutes: make faults",
    "soak": "it works for an hour: make soak",
    "quality": "they score on labelled data beside the project: make quality",
    "release": "they build and install wheel and sdist: make release",
    "image": "they build and run the container image: make image",
}

# How long an example takes is no business of a test: machines are shared.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runs", type=int, default=1, help="how often each fault is repeated")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def absent(what: str, why: str) -> None:
    """Skip a test for something that this machine lacks, or fail it where that thing is required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {why}")
    pytest.skip(why)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("kafka") and (lacks := real_kafka.missing()):
        absent("kafka", lacks)


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        marker = next((name for name in HOW if item.get_closest_marker(name)), None)
        if marker:
            item.config.stash[LEFT_OUT][marker] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for marker, count in config.stash[LEFT_OUT].items():
        terminalreporter.write_line(f"left out: {count} {marker} tests; {HOW[marker]}")
