"""A time budget for work on one record, so that no record can hold up the rest for ever.

A timer ticks a few times within a budget; a tick that finds a record over its time interrupts the work, Python code and
regular expressions alike. It reaches only the main thread, which is where stages run. A C extension that does not return is
not interrupted: the supervisor notices that the process is silent and restarts it.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType


class OverBudgetError(BaseException):
    """Work on a record took longer than it may.

    Not an Exception, so that a guard inside the work that catches every Exception cannot swallow it.
    """


class Budget:
    """Interrupts work that takes longer than ``seconds`` between ``begin`` and ``end``; each costs a clock reading."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._since: float | None = None
        self._armed = False

    def arm(self) -> None:
        """Start the timer, where that is possible: in the main thread of a system with interval timers."""
        if not self._armed and hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            tick = min(1.0, self.seconds / 4)
            signal.signal(signal.SIGALRM, self._tick)
            signal.setitimer(signal.ITIMER_REAL, tick, tick)
            self._armed = True

    def disarm(self) -> None:
        """Stop the timer."""
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._armed = False

    def begin(self) -> None:
        """Count from now."""
        self._since = time.monotonic()

    def end(self) -> None:
        """The work is done: no more counting."""
        self._since = None

    def _tick(self, number: int, frame: FrameType | None) -> None:
        if self._since is not None and time.monotonic() - self._since > self.seconds:
            self._since = None
            raise OverBudgetError(f"took longer than article_seconds = {self.seconds:g}")
