"""The tools of operators that tests of deploy/ run: helm, promtool, buildah."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import absent

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "tocsin"
CACHE = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin")
HOW = {
    "helm": "make helm builds it from the Go module proxy in about 4 minutes",
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
