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


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Callable[[Account], None]:
    """Writes what a run gave where it is asked for."""

    def write(account: Account, **more: Any) -> None:
        if TABLE:
            with Path(TABLE).open("a") as file:
                file.write(json.dumps({"fault": request.function.__name__, **account._asdict(), **more}) + "\n")

    return write
