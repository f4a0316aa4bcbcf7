"""The tools of operators that tests of deploy/ run: helm, promtool, buildah, and programs of Maven Central."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import absent
from tests.kafka import UnavailableError

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "tocsin"
CACHE = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin")
HOW = {
    "helm": "make helm builds it from the Go module proxy in about 4 minutes",
    "go": "Go is needed, for the definitions that Go modules hold",
    "promtool": "it comes with Debian's package prometheus",
    "prometheus": "Debian's package prometheus is needed",
    "podman": "it comes with Debian's package podman",
    "debootstrap": "it comes with Debian's package debootstrap",
    "buildah": "Debian's packages buildah, podman and debootstrap are needed, and root",
}


def tool(name: str) -> str:
    """Return the path of a tool, or leave the test out with a word on where to get it."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:{CACHE / 'bin'}")
    if not found:
        absent(name, f"{name} not found; {HOW[name]}")
    return str(found)


def run(command: Sequence[str | Path], *, seconds: float = 120, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and return what it said; the caller judges the exit code."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [str(word) for word in command], capture_output=True, text=True, timeout=seconds, check=False, **options
    )


def jars(name: str, *dependencies: str, without: str = "") -> Path:
    """Return a folder with Java libraries (``group:artifact:version``) and what they need, fetched from Maven on the first call.

    ``without`` is a ``group:artifact`` that they say they need and that is not needed here.
    """
    libs = CACHE / name / "libs"
    if not libs.is_dir():
        libs.parent.mkdir(parents=True, exist_ok=True)
        left_out = f"<exclusions><exclusion>{_coordinates(without)}</exclusion></exclusions>" if without else ""
        wanted = "".join(f"<dependency>{_coordinates(one)}{left_out}</dependency>" for one in dependencies)
        with tempfile.TemporaryDirectory(dir=libs.parent) as made:
            (Path(made) / "pom.xml").write_text(
                f'<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
                f"{_coordinates(f'tocsin.tests:{name}:1')}<dependencies>{wanted}</dependencies></project>"
            )
            command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=libs"]
            done = run(command, cwd=made, seconds=600)
            if done.returncode:
                raise UnavailableError(f"Maven could not fetch {', '.join(dependencies)}: {done.stdout[-1000:]}")
            try:
                (Path(made) / "libs").rename(libs)
            except OSError:
                if not libs.is_dir():  # another process was quicker: its folder serves as well
                    raise
    return libs


def _coordinates(named: str) -> str:
    parts = zip(("groupId", "artifactId", "version"), named.split(":"), strict=False)
    return "".join(f"<{tag}>{part}</{tag}>" for tag, part in parts)


def version_before() -> str:
    """The revision that this one is an upgrade from: the newest release tag, or else the commit before."""
    tag = run(["git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD~1"], cwd=ROOT)
    if tag.returncode == 0:
        return tag.stdout.strip()
    known = run(["git", "rev-parse", "HEAD~1"], cwd=ROOT)
    assert known.returncode == 0, "the commit before is not known here: git fetch --unshallow"
    return known.stdout.strip()
