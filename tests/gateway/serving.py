"""A gateway on a free port, fed by hand, for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from streams.gateway.app import LIVE, Feeding, make_app
from streams.gateway.following import Given, Read
from streams.settings import Settings


class Kept:
    """A writer that keeps what it is given."""

    def __init__(self) -> None:
        self.written: list[tuple[str, bytes, list[tuple[str, bytes]]]] = []
        self.broken = False

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def write(self, key: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        if self.broken:
            raise ConnectionError("no broker")
        self.written.append((key, value, headers))


class Gateway:
    """A running gateway and both its ends."""

    def __init__(
        self, app: web.Application, client: TestClient[Any, Any], alerts: Given, enriched: Given, kept: Kept
    ) -> None:
        self.app, self.client, self.alerts, self.enriched, self.kept = app, client, alerts, enriched, kept
        self.live = app[LIVE]

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        async with self.client.get(path, **options) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json(content_type=None) if status != 304 else None


@asynccontextmanager
async def gateway(*values: bytes, texts: tuple[bytes, ...] = (), **settings: Any) -> AsyncIterator[Gateway]:
    """Run a gateway that has read some alerts."""
    alerts = Given([Read(0, offset, value) for offset, value in enumerate(values)])
    enriched = Given([Read(0, offset, value) for offset, value in enumerate(texts)])
    kept = Kept()
    options = {"gateway_state": "", "gateway_rate": 100_000.0, **settings}
    app = make_app(Settings(**options), Feeding(alerts, enriched, kept))
    async with TestClient(TestServer(app)) as client:
        await app[LIVE].ready.wait()
        yield Gateway(app, client, alerts, enriched, kept)


async def until(true: Callable[[], bool], seconds: float = 10.0, what: str = "") -> None:
    """Wait until something is so; AssertionError when it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or true}"
        await asyncio.sleep(0.01)
