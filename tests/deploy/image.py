"""The image, built from deploy/Dockerfile without a Docker engine: a base of Debian packages, buildah, chroot isolation."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import absent
from tests.deploy.tools import DEPLOY, ROOT, run, tool
from tests.kafka import wait_until

BASE, NAME = "localhost/tocsin-base", "localhost/tocsin:check"
STORE = ["--storage-driver", "vfs"]
"""The one storage driver that needs nothing of the kernel."""


def buildah(*arguments: str | Path, seconds: float = 900) -> str:
    """Run buildah and return what it said; an AssertionError shows its errors."""
    done = run([tool("buildah"), *STORE, *arguments], seconds=seconds)
    assert done.returncode == 0, f"buildah {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout.strip()


def build() -> dict[str, Any]:
    """Build the image, and its base unless this machine has it already; return what buildah knows of it."""
    for name in ("buildah", "podman", "debootstrap"):
        tool(name)
    if os.geteuid():
        absent("buildah", "building an image takes root here")
    if run([tool("podman"), *STORE, "image", "exists", BASE]).returncode:
        done = run(["sh", DEPLOY / "image" / "base.sh", BASE.removeprefix("localhost/")], seconds=900)
        assert done.returncode == 0, done.stderr
    buildah(
        "bud", "--isolation", "chroot", "--format", "docker", "--build-arg", f"BASE={BASE}",
        "--ignorefile", ROOT / ".dockerignore", "-f", DEPLOY / "Dockerfile", "-t", NAME, ROOT,
    )  # fmt: skip
    return dict(json.loads(buildah("inspect", "--type", "image", NAME))["Docker"]["config"])


def size(name: str) -> int:
    """Return the bytes of an image, unpacked."""
    return int(run([tool("podman"), *STORE, "image", "inspect", "--format", "{{.Size}}", name]).stdout)


class Container(NamedTuple):
    """A container of the image: its own file system, this machine's network, its configured user and variables."""

    name: str
    config: dict[str, Any]
    variables: Mapping[str, str]

    def command(self, *words: str) -> list[str]:
        """The command line that runs something in it."""
        given = [part for name, value in self.variables.items() for part in ("--env", f"{name}={value}")]
        return [tool("buildah"), *STORE, "run", "--isolation", "chroot", *given, self.name, "--", *words]

    def run(self, *words: str, typed: str | None = None, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run something to its end."""
        return run(self.command(*words), seconds=seconds, input=typed)

    def tocsin(self, *words: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """What ``docker run IMAGE WORDS`` does: the entry point with arguments."""
        return self.run(*self.config["Entrypoint"], *words, typed=typed)

    @contextmanager
    def started(self, *words: str) -> Iterator[Process]:
        """What ``docker run --detach IMAGE WORDS`` does; killed at the end if it still runs."""
        popen = subprocess.Popen(
            self.command(*self.config["Entrypoint"], *(words or self.config["Cmd"])),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        process = Process(popen)
        try:
            yield process
        finally:
            for one in reversed(process.members()):
                with_pid(one, signal.SIGKILL)
            popen.kill()
            popen.wait(10)


class Process(NamedTuple):
    """A running entry point."""

    popen: subprocess.Popen[str]

    def members(self) -> list[int]:
        """Every process under it, the entry point first."""
        found, todo = [], [self.popen.pid]
        while todo:
            children = [child for task in Path(f"/proc/{todo.pop(0)}/task").glob("*") for child in _children(task)]
            todo += children
            found += children
        return found

    def first(self) -> int:
        """What is process 1 in a container of an engine: the entry point itself."""
        return int(
            wait_until(
                lambda: next((pid for pid in self.members() if words(pid)[:1] in (["tini"], ["/opt/tocsin/bin/tini"])), 0),
                30,
                "the entry point runs",
            )
        )

    def stop(self, within: float) -> int:
        """Stop it as an engine does, by SIGTERM to the entry point, and return the exit code."""
        with_pid(self.first(), signal.SIGTERM)
        return self.popen.wait(within)


def _children(task: Path) -> list[int]:
    """The processes that one thread has made."""
    try:
        return [int(child) for child in (task / "children").read_text().split()]
    except OSError:
        return []


def words(pid: int) -> list[str]:
    """The command line of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []


def user(pid: int) -> int:
    """Who a process runs as."""
    return Path(f"/proc/{pid}").stat().st_uid


def with_pid(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process of ours that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


@contextmanager
def container(config: dict[str, Any], variables: Mapping[str, str]) -> Iterator[Container]:
    """Make a container, and remove it."""
    name = buildah("from", NAME)
    try:
        yield Container(name, config, variables)
    finally:
        buildah("rm", name)
