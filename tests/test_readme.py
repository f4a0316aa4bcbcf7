"""README is true: its commands run, print what it shows, and its settings table is complete.

Lines that begin with ``$`` are run in a shell from the project's folder; the other lines of a block must appear in the
output. ``make demo`` and ``make test`` are what continuous integration itself runs; here only their targets are looked up.
``tocsin up`` runs in the background on a free port until the end.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka import free_port, wait_until

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(console|python)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment in which ``tocsin up`` runs."""
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    mine = os.environ | {"PATH": path, "TOCSIN_BROKER": f"127.0.0.1:{port}", "COLUMNS": "100", "TOCSIN_HEALTH_PORT": "0"}
    log = tmp_path_factory.mktemp("up") / "log"
    with log.open("wb") as stream:
        up = subprocess.Popen(
            ["tocsin", "up", "--port", str(port)], env=mine, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: b"ready" in log.read_bytes() or up.poll() is not None, 90, "tocsin up to be ready")
            assert up.poll() is None, log.read_text()
            yield mine
        finally:
            up.send_signal(signal.SIGINT)
            assert up.wait(60) == 0, log.read_text()


def words(text: str) -> str:
    return " ".join(text.split())


def steps(block: str) -> list[tuple[str, list[str]]]:
    """Split a console block into commands and the lines that each must print."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:].partition("    #")[0], []))
        elif line.strip():
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("language", "block"), BLOCKS, ids=[f"{kind}-{at}" for at, (kind, _) in enumerate(BLOCKS)])
def test_a_block_does_what_it_shows(language: str, block: str, environment: dict[str, str]) -> None:
    if language == "python":
        done = subprocess.run(
            [sys.executable, "-c", block], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return
    for command, expected in steps(block):
        if command.startswith("make "):
            assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        elif command != "tocsin up":
            run = subprocess.run(command, shell=True, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
            assert run.returncode == 0, run.stdout + run.stderr
            printed = words(run.stdout + run.stderr)
            assert [line for line in expected if words(line) not in printed] == [], (
                f"{command} printed:\n{run.stdout}{run.stderr}"
            )


def test_the_table_of_settings_is_fresh() -> None:
    table = subprocess.run(
        [sys.executable, "-m", "streams.cli", "settings", "--markdown"], capture_output=True, text=True, check=True
    )
    assert table.stdout.strip() in README, "run `tocsin settings --markdown`"


def test_the_two_commands_come_first() -> None:
    assert re.findall(r"^\$ (make \w+)", README, re.MULTILINE)[:2] == ["make demo", "make test"]
