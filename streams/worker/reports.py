"""The line between a process and its supervisor: one JSON object a line, both ways."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

import orjson


class Line:
    """One end of the socket. Sending never blocks for long: a supervisor that does not read is as good as gone."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._rest = b""

    def fileno(self) -> int:
        """The file descriptor, for selectors and for children."""
        return self._end.fileno()

    def send(self, message: Any) -> None:
        """Send one object; nothing happens when the other end is gone."""
        try:
            self._end.settimeout(2)
            self._end.sendall(orjson.dumps(message) + b"\n")
        except OSError:
            return

    def arrived(self) -> list[Any] | None:
        """Return what has come, without waiting; None when the other end is closed."""
        self._end.settimeout(0)
        try:
            data = self._end.recv(1 << 20)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [orjson.loads(line) for line in lines]

    def when_closed(self, loop: asyncio.AbstractEventLoop, act: Callable[[], object]) -> None:
        """Call ``act`` once the other end is closed."""

        def look() -> None:
            if self.arrived() is None:
                loop.remove_reader(self._end.fileno())
                act()

        loop.add_reader(self._end.fileno(), look)

    def finish(self) -> None:
        """Send no more: the other end takes it for closed, and what it has to say is still heard."""
        with contextlib.suppress(OSError):
            self._end.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close this end."""
        self._end.close()
