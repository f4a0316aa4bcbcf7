"""The board kept up to date, and a bell for those who wait for the next entry."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

import orjson

from streams.gateway.board import Board, Entry
from streams.gateway.following import Follower, Read
from streams.schemas import check, valid

log = logging.getLogger(__name__)

SILENT = 40.0
"""Seconds without a sign of the brokers after which we are cut off."""
GATHER = 0.05
"""Seconds in which alerts gather before those who wait are woken: of a burst each client gets few large pieces."""


class Live:
    """Reads a follower into a board; readers wait with :meth:`wait` and never block the reading."""

    def __init__(self, board: Board, follower: Follower) -> None:
        self.board = board
        self.follower = follower
        self.ready = asyncio.Event()
        """Set once all that the topic held at the start is on the board."""
        self.bad = 0
        """Records that were no alerts."""
        self.heard = time.monotonic()
        """When the broker last answered, in seconds of ``time.monotonic``."""
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []
        """Called with every batch of new entries, before anybody who waits."""
        self._bell = asyncio.Event()
        self._soon: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Follow until cancelled."""
        async for batch in self.follower.follow():
            self.heard = time.monotonic()
            fresh = [entry for record in batch.records if (entry := self._take(record))]
            for listener in self.listeners:
                listener(fresh)
            if batch.at_end:
                self.ready.set()
            if fresh and self._soon is None:
                self._soon = asyncio.get_running_loop().call_later(GATHER, self.ring)
            await asyncio.sleep(0)

    async def wait(self, behind: int, seconds: float) -> bool:
        """Wait until there is an entry with number ``behind`` or higher; False when the time is over."""
        deadline = time.monotonic() + seconds
        while self.board.end <= behind:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                async with asyncio.timeout(left):
                    await self._bell.wait()
            except TimeoutError:
                return self.board.end > behind
            if self.board.end <= behind:
                return False
        return True

    @property
    def silent(self) -> bool:
        """Whether nothing was heard of the brokers for too long."""
        return time.monotonic() - self.heard > SILENT

    def ring(self) -> None:
        """Wake everybody who waits."""
        self._soon = None
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    def _take(self, record: Read) -> Entry | None:
        alert = None
        if record.value is not None:
            try:
                alert = orjson.loads(record.value)
            except orjson.JSONDecodeError:
                alert = {}
        if alert is None or not valid("alert", alert):
            self.board.pass_by(record.partition, record.offset)
            self.bad += 1
            wrong = "no value" if alert is None else "; ".join(check("alert", alert)[:2])
            log.warning("record at partition %d offset %d is no alert: %s", record.partition, record.offset, wrong)
            return None
        return self.board.add(record.partition, record.offset, alert)
