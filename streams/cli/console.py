"""What is said to people: results on standard output, all else on standard error; colours only on a terminal."""

from __future__ import annotations

import logging
import os
import re
import sys
from functools import cache

from rich.console import Console

PLAIN_WIDTH = 120
"""Columns where there is no terminal."""

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@cache
def out() -> Console:
    """Where results go."""
    return _console(stderr=False)


@cache
def err() -> Console:
    """Where progress, notes and errors go."""
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False)


def say(text: str, style: str | None = None) -> None:
    """Tell people something beside the results; never wrapped, so that names and addresses can be copied."""
    err().print(clean(text), style=style, soft_wrap=True)


def speak_little() -> None:
    """Let libraries and clients tell of trouble in one line now and then: a broker that is away would fill the screen."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("tocsin: %(message)s"))
    handler.addFilter(_NowAndThen())
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(handler)
    logging.getLogger("kafka").setLevel(logging.ERROR)


class _NowAndThen(logging.Filter):
    """Lets one message of each logger of a library through in ten seconds; of our own, one about each thing.

    Two topics that cannot be followed are two things: were they one, the second might never be heard of.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        family = record.name.partition(".")[0] if record.name.startswith("kafka") else record.name
        if record.name.startswith("streams."):
            family = f"{family} {record.msg} {record.args[:1] if isinstance(record.args, tuple) else ''}"
        if record.created - self._last.get(family, 0.0) < 10.0:
            return False
        self._last[family] = record.created
        return True


def write_line(line: bytes) -> None:
    """Write one line of data to standard output."""
    sys.stdout.buffer.write(line)
    if not line.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def clean(text: str) -> str:
    r"""Take out what would command the terminal: escapes, controls, and marks that turn the writing direction.

    >>> clean("two\x1b[2J killed\u202e")
    'two[2J killed'
    """
    return _UNSAFE.sub("", text)
