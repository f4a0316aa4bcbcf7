"""What Python has no words for, on Linux; elsewhere it does nothing."""

from __future__ import annotations

import ctypes
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15


def die_with_parent() -> None:
    """Have this process killed when the thread that started it ends, however it ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def call_process(name: str) -> None:
    """Give this process a name, of which ps and top show 15 bytes.

    >>> call_process("doctest"); open("/proc/self/comm").read().strip() if sys.platform == "linux" else "doctest"
    'doctest'
    """
    _prctl(PR_SET_NAME, name.encode())


def _prctl(what: int, value: int | bytes) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(what, value)
