"""The command as people run it: a line in, what it printed and its exit code out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from streams import embedded
from streams.cli import console
from streams.cli.app import run


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Tocsin = Callable[..., Said]


@pytest.fixture
def tocsin(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Tocsin:
    """Run a command line in this process, in an empty folder and without settings from outside."""
    import os

    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def call(*line: str, stdin: bytes | str = b"", **environ: str) -> Said:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            console.out.cache_clear(), console.err.cache_clear()
            code = run(line)
            out.flush(), err.flush()
        console.out.cache_clear(), console.err.cache_clear()
        said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        return Said(code, *said)

    return call


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    with embedded.broker(port=0) as address:
        yield address
