"""The operator's pages: every command in them is run, every file and link in them is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.cli.app import run as command_line
from streams.settings import listed
from tests.deploy import kafkatools
from tests.deploy.tools import DEPLOY, ROOT
from tests.kafka import Kafka, free_port, wait_until

PAGES = sorted((DEPLOY / "docs").glob("*.md"))
BROKER = "kafka:9092"


def blocks(page: str, language: str) -> Iterator[str]:
    """The lines of the blocks of a language."""
    for block in re.findall(rf"^```{language}\n(.*?)^```", (DEPLOY / "docs" / page).read_text(), re.M | re.S):
        yield from block.strip().splitlines()


class Shell:
    """Runs lines one after the other, remembering what was exported."""

    def __init__(self, folder: Path, kafka: Kafka) -> None:
        self.folder, self.kafka = folder, kafka
        (folder / "streams").symlink_to(ROOT / "streams")
        self.variables = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        self.variables |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        line = line.replace(BROKER, self.kafka.address)
        if exported := re.fullmatch(r"export (\w+)=(\S+)", line):
            self.variables[exported[1]] = exported[2]
            return subprocess.CompletedProcess(line, 0, "", "")
        return subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.variables, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    def until_done(self, line: str, seconds: float) -> None:
        """Run a line until it succeeds; the last failure is told."""
        said: deque[str] = deque(maxlen=1)

        def works() -> bool:
            done = self.run(line)
            said.append(done.stdout[-1500:] + done.stderr[-1500:])
            return done.returncode == 0

        wait_until(works, seconds, line, said, every=1)


@pytest.mark.kafka
@pytest.mark.timeout(420)
def test_every_command_of_the_operators_page_works(tmp_path: Path) -> None:
    lines = list(blocks("operating.md", "sh"))
    assert len(lines) >= 10
    worker = None
    with Kafka() as kafka:
        shell = Shell(tmp_path, kafka)
        health = free_port()
        try:
            for line in lines:
                if line.startswith("tocsin publish"):
                    shell.variables["TOCSIN_HEALTH_PORT"] = str(health)
                    worker = subprocess.Popen(["tocsin", "worker"], env=shell.variables, cwd=tmp_path)
                shell.until_done(line, 90 if "audit" in line else 0)
        finally:
            if worker:
                worker.terminate()
                assert worker.wait(30) == 0
        for line in blocks("operating.md", "kafka"):
            done = kafkatools.tool(line.replace(BROKER, kafka.address).split())
            assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
        alerts = (tmp_path / "alerts.jsonl").read_text()
        assert "al-Qasr" in alerts and alerts.count("\n") == 2
        assert (tmp_path / "incidents.jsonl").read_text().count("\n") == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_names_in_a_page_are_those_of_things_there(page: Path) -> None:
    text = page.read_text()
    variables = {one.variable for one in listed()} | {one.variable + "_FILE" for one in listed() if one.secret}
    assert set(re.findall(r"\bTOCSIN_[A-Z_]+\b", text)) <= variables
    for path in re.findall(r"\b((?:deploy|tests|streams)/[\w./-]+\.\w+)", text):
        assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_a_page_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = set(re.findall(r"tocsin ((?:topics|dead|incidents|schemas) [a-z]+|[a-z]+)\b", page.read_text()))
    for name in names - {"install"}:
        assert command_line([*name.split(), "--help"]) == 0, name
    capsys.readouterr()


def test_every_page_is_reached_from_the_operators() -> None:
    told = (DEPLOY / "docs" / "operating.md").read_text()
    assert [name for name in ("runbook.md", "upgrading.md", "capacity.md") if f"({name})" not in told] == []


def test_no_page_leaves_a_figure_to_be_measured() -> None:
    assert [page.name for page in PAGES if re.search(r"TODO|TBD|MEASURED_|XXX", page.read_text())] == []


