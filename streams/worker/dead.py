"""Dead letters: what could not be used, byte for byte, with the reason, and a limit to how much may be set aside.

Headers are named as Kafka Connect names them. Without a limit one bad release would divert every record; so the batch that
passes a limit is not acknowledged and the worker stops with an error that says what to look at.
"""

from __future__ import annotations

from collections import deque

from streams.settings import Settings
from streams.topics import Topic
from streams.worker.arrivals import Arrival
from streams.worker.messages import BY_KEY, Message

PREFIX = "__connect.errors."
MESSAGE_LENGTH = 2_000
"""Characters of the reason that are kept: an error may quote the record."""


class TooManyDeadError(RuntimeError):
    """So many records cannot be used that something else must be wrong."""


def letter(arrival: Arrival, stage: str, error: BaseException, prefix: str = "") -> Message:
    """Make the dead letter of a record: its key, value and headers as they were, and what went wrong."""
    raw = arrival.raw
    reasons = {
        "topic": raw.topic,
        "partition": str(raw.partition),
        "offset": str(raw.offset),
        "stage": stage,
        "exception.class.name": kind_of(error),
        "exception.message": str(error)[:MESSAGE_LENGTH],
    }
    headers = [(header, None if value is None else bytes(value)) for header, value in raw.headers]
    headers += [(PREFIX + what, text.encode("utf-8", "backslashreplace")) for what, text in reasons.items()]
    return Message(Topic.DEAD.named(prefix), raw.key, raw.value, BY_KEY, headers)


def kind_of(error: BaseException) -> str:
    """Return the full name of an error's class, also of one from another process.

    >>> kind_of(ValueError()), kind_of(TooManyDeadError())
    ('ValueError', 'streams.worker.dead.TooManyDeadError')
    """
    if isinstance(error, FarError):
        return error.kind
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


class FarError(Exception):
    """An error in another process, known by the name of its class and its message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Limit:
    """Counts what was used and what was dead, and says when it is too much.

    Too much is ``dead_run`` dead letters in a row, or a share above ``dead_ratio`` among the last 2 * ``dead_run`` records.

    >>> limit = Limit(Settings(dead_run=3, dead_ratio=0.5))
    >>> limit.count([False, True, True]); limit.count([True])
    Traceback (most recent call last):
    ...
    streams.worker.dead.TooManyDeadError: 3 records in a row went to the dead letters, expected fewer than dead_run = 3
    """

    def __init__(self, settings: Settings) -> None:
        self._run, self._ratio = settings.dead_run, settings.dead_ratio
        self._in_a_row = 0
        self._recent: deque[bool] = deque(maxlen=2 * min(self._run, 1_000_000))
        self._dead = 0

    def count(self, deaths: list[bool]) -> None:
        """Count the records of a batch in order, True for a dead one; TooManyDeadError when a limit is passed."""
        for dead in deaths:
            if len(self._recent) == self._recent.maxlen:
                self._dead -= self._recent[0]
            self._recent.append(dead)
            self._dead += dead
            self._in_a_row = self._in_a_row + 1 if dead else 0
            if self._in_a_row >= self._run:
                raise TooManyDeadError(
                    f"{self._in_a_row} records in a row went to the dead letters, expected fewer than dead_run = {self._run}"
                )
            if len(self._recent) == self._recent.maxlen and self._dead > self._ratio * len(self._recent):
                raise TooManyDeadError(
                    f"{self._dead} of the last {len(self._recent)} records went to the dead letters, "
                    f"expected a share of dead_ratio = {self._ratio:g} at most"
                )
