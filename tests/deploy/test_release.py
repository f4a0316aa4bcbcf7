"""The release: a wheel that is the same whenever it is built, holds all it should, and works where nothing else is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.deploy.tools import DEPLOY, ROOT, run
from tests.kafka import wait_until

pytestmark = [pytest.mark.release, pytest.mark.timeout(600)]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOWEST = 315532800
"""1 January 1980, the earliest time that a zip file can tell."""


def files() -> list[str]:
    """What is under version control, as it lies in the work tree."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [name for name in listed if name and (ROOT / name).is_file()]


def build(into: Path) -> tuple[Path, Path]:
    """Build wheel and sdist from a copy of what is under version control."""
    source = into / "source"
    for name in files():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    done = run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", into / "dist", source],
        env=os.environ | {"SOURCE_DATE_EPOCH": str(LOWEST)}, seconds=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    [wheel], [sdist] = (into / "dist").glob("*.whl"), (into / "dist").glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("release"))


def test_wheel_is_the_same_when_it_is_built_again(made: tuple[Path, Path], tmp_path: Path) -> None:
    begun = int(time.time()) // 2
    wait_until(lambda: int(time.time()) // 2 > begun, 5, "the next moment that a zip file can tell apart")
    again, _ = build(tmp_path)
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(made[0].read_bytes()).hexdigest()


def test_both_can_be_uploaded(made: tuple[Path, Path]) -> None:
    done = run([sys.executable, "-m", "twine", "check", "--strict", *made])
    assert done.returncode == 0 and done.stdout.count("PASSED") == 2, done.stdout


def test_wheel_holds_every_file_of_the_packages(made: tuple[Path, Path]) -> None:
    held = set(zipfile.ZipFile(made[0]).namelist())
    names = [name for name in files() if name.startswith(("streams/", "schemas/"))]
    wanted = {re.sub(r"^schemas/", "streams/schemas/", name) for name in names}
    assert len(wanted) > 100
    assert sorted(wanted - held) == []
    others = {name.split("/")[0] for name in held - wanted}
    assert others == {f"tocsin-{PROJECT['version']}.dist-info"}, "nothing but the packages"


def test_sdist_builds_the_same_package(made: tuple[Path, Path]) -> None:
    with tarfile.open(made[1]) as held:
        names = {name.split("/", 1)[1] for name in held.getnames() if "/" in name}
    assert {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "streams/topics.py", "schemas/alert.schema.json"} <= names


def test_changelog_tells_of_this_version() -> None:
    assert re.search(rf"^## {re.escape(PROJECT['version'])}\b", (ROOT / "CHANGELOG.md").read_text(), re.M)


def test_wheel_works_where_nothing_else_is(made: tuple[Path, Path], tmp_path: Path) -> None:
    uv = [sys.executable, "-m", "uv", "-q"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "TOCSIN"))}
    for command in (
        [*uv, "venv", "--python", sys.executable, "env"],
        [*uv, "pip", "install", "--python", "env/bin/python", "--require-hashes", "-r", DEPLOY / "requirements.lock"],
        [*uv, "pip", "install", "--python", "env/bin/python", "--no-deps", "--no-index", made[0]],
        [*uv, "pip", "check", "--python", "env/bin/python"],
    ):
        done = run(command, cwd=tmp_path, env=clean, seconds=400)
        assert done.returncode == 0, f"{command}: {done.stderr[-2000:]}"
    tocsin = tmp_path / "env" / "bin" / "tocsin"
    assert run([tocsin, "--version"], cwd=tmp_path, env=clean).stdout.split() == ["tocsin", PROJECT["version"]]
    done = run([tocsin, "demo"], cwd=tmp_path, env=clean, seconds=180)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "al-Qasr" in done.stdout and "al-Fadel" in done.stdout
