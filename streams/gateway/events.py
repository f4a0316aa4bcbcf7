"""Server-Sent Events: every alert as it comes, in order, resumable.

The id of an event is a cursor (:mod:`streams.gateway.board`), so ``Last-Event-ID`` resumes exactly, on any gateway,
before and after its restart. Events:

* ``alert``: an alert that the filters ask for.
* ``left``: an alert of an incident that they asked for before and no longer do (its count was lowered, say).
* ``notice``: a notice about the service.
* ``reset``: something was missed that is no longer kept; fetch the list anew, then go on.

Every client reads the one log at its own pace; nothing is queued per client, so memory stays flat. A client that stops
reading is cut off once the log has gone past it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence

import orjson
from aiohttp import web

from streams.gateway.board import Entry
from streams.gateway.guard import Guard, needs
from streams.gateway.live import Live
from streams.gateway.problems import problem
from streams.gateway.query import Query, read_query
from streams.gateway.summary import summarise

HEARTBEAT = 15.0
"""Seconds of silence after which a comment shows that the connection lives."""
MOST_STREAMS = 1_000
PIECE = 200
"""Most events written at once."""
STALLED = 60.0
"""Seconds that a client may take to accept what is written."""


class Events:
    """The handler of the stream."""

    def __init__(self, live: Live, guard: Guard) -> None:
        self.live = live
        self.guard = guard
        self.open = 0
        self.closing = asyncio.Event()
        self._written: dict[tuple[int, str], bytes] = {}

    def routes(self) -> list[web.RouteDef]:
        """The one path."""
        return [web.get("/api/v1/stream", self.stream)]

    @needs("read")
    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Stream events until the client goes."""
        query = read_query(request.query)
        if not self.live.ready.is_set():
            return problem(503, "Loading", "the alerts are still being read", {"Retry-After": "2"})
        if self.open >= MOST_STREAMS:
            return problem(503, "Full", f"{MOST_STREAMS} streams are open", {"Retry-After": "30"})
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        response.headers["Cache-Control"] = "no-store"
        self.guard.dress(request, response)
        self.open += 1
        try:
            await response.prepare(request)
            with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
                asked = "&".join(sorted(f"{name}={value}" for name, value in request.query.items() if name != "since"))
                await self._serve(response, query, asked, request.headers.get("Last-Event-ID", query.since))
        finally:
            self.open -= 1
        return response

    async def _serve(self, response: web.StreamResponse, query: Query, asked: str, cursor: str | None) -> None:
        board = self.live.board
        behind, now = board.end, board.cursor
        missed, whole = board.since(cursor)
        await self._write(response, b"retry: 2000\n: welcome\n\n")
        if not whole:
            await self._write(response, _event("reset", board.cursor, b"{}"))
            missed = []
        for piece in _pieces(missed):
            await self._write(response, self._events(piece, query, asked))
        if not missed and whole:
            await self._write(response, f"id: {now}\n\n".encode())
        while not self.closing.is_set():
            if not await self.live.wait(behind, HEARTBEAT):
                await self._write(response, f": still here\nid: {board.cursor}\n\n".encode())
                continue
            if board.wait_would_miss(behind):
                await self._write(response, _event("reset", board.cursor, b"{}"))
                return
            for piece in _pieces(list(board.newest(behind))):
                await self._write(response, self._events(piece, query, asked))
                behind = piece[-1].number + 1

    async def _write(self, response: web.StreamResponse, data: bytes) -> None:
        if data:
            async with asyncio.timeout(STALLED):
                await response.write(data)

    def _events(self, entries: Iterable[Entry], query: Query, asked: str) -> bytes:
        return b"".join(self._once(entry, query, asked) for entry in entries)

    def _once(self, entry: Entry, query: Query, asked: str) -> bytes:
        """An event's bytes, made once for all clients that ask the same."""
        key = (entry.number, asked)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._event(entry, query)
            if len(self._written) > 20 * PIECE:
                del self._written[next(iter(self._written))]
        return written

    def _event(self, entry: Entry, query: Query) -> bytes:
        if entry.system:
            return _event("notice", entry.cursor, orjson.dumps(entry.alert))
        if query.stands(entry.alert):
            name = "alert"
        elif query.match(entry.alert) or (entry.before is not None and query.stands(entry.before)):
            name = "left"
        else:
            return b""
        return _event(name, entry.cursor, orjson.dumps(self._summary(entry) if query.summary else entry.alert))

    def _summary(self, entry: Entry) -> dict[str, object]:
        known = self.live.board.known.get(entry.alert["incident"]["id"])
        return summarise(entry.alert, known.opened if known else entry.alert["sent"])


def _event(name: str, cursor: str, data: bytes) -> bytes:
    """One event on the wire; JSON holds no raw line breaks.

    >>> _event("alert", "0-1", b"{}")
    b'event: alert\\nid: 0-1\\ndata: {}\\n\\n'
    """
    return f"event: {name}\nid: {cursor}\ndata: ".encode() + data + b"\n\n"


def _pieces(entries: Sequence[Entry]) -> Iterable[Sequence[Entry]]:
    return (entries[at : at + PIECE] for at in range(0, len(entries), PIECE))
