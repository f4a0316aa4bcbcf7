"""One Kafka for all faults that leave it in peace, and a bench for each test."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.rig import Account, Rig
from tests.kafka import Kafka

TABLE = os.environ.get("TOCSIN_FAULT_TABLE")
"""A file to which each run adds a line of JSON: the table in the document of promises is made of it."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "run" in metafunc.fixturenames:
        metafunc.parametrize("run", range(metafunc.config.getoption("--runs")))


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    with Kafka() as kafka:
        yield kafka


@pytest.fixture
def bench(kafka: Kafka, tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Makes a bench; workers that it started are gone after the test."""
    with ExitStack() as stack:
        yield lambda on=kafka, **options: stack.enter_context(Rig(on, tmp_path, **options))


class Notes:
    """Writes what a run of a test gave where it is asked for, a line of JSON a run."""

    def __init__(self, test: str) -> None:
        self.test = test

    def __call__(self, account: Account, **more: Any) -> None:
        """Note an account."""
        self.line(**account._asdict(), **more)

    def line(self, **facts: Any) -> None:
        """Note facts."""
        if TABLE:
            with Path(TABLE).open("a") as file:
                file.write(json.dumps({"fault": self.test, **facts}) + "\n")


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Notes:
    """Where this test notes what its run gave."""
    given = {} if not hasattr(request.node, "callspec") else request.node.callspec.params
    settings = (str(value) for name, value in given.items() if name != "run")
    return Notes(" ".join([request.function.__name__, *settings]))
