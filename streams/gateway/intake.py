"""POST /articles: a way in for people without a Kafka client.

The body goes to articles.raw as it came, byte for byte; what it is, the stage clean decides, as for every other
publisher. Answered with 202 and the uri once the brokers have it; the same body gets the same uri, so that a request
repeated after a broken connection does no harm.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Protocol

from aiohttp import web

from streams import connection
from streams.articles.door import admit
from streams.gateway.guard import CLIENT, needs
from streams.gateway.problems import problem
from streams.settings import Settings
from streams.stages.outputs import Rejected

TYPES = ("application/json", "text/plain", "text/html")
HEADROOM = 4_096
"""Bytes of a Kafka message left for key and headers."""


class Writer(Protocol):
    """Something that takes articles."""

    async def start(self) -> None:
        """Connect, or prepare to."""

    async def stop(self) -> None:
        """Deliver what is under way and let go."""

    async def write(self, key: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Return when the article is stored; raise when it can't be."""


class TopicWriter:
    """Writes to a topic, waiting for all replicas."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self.settings = settings
        self.topic = topic
        self._producer: Any = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Nothing yet: a gateway that only shows alerts opens no producer."""

    async def stop(self) -> None:
        """Flush and close."""
        if self._producer is not None:
            await self._producer.stop()

    async def write(self, key: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Send and wait for the brokers."""
        async with self._starting:
            if self._producer is None:
                self._producer = await self._connect()
        await self._producer.send_and_wait(self.topic, value, key=key.encode(), headers=headers)

    async def _connect(self) -> Any:
        from aiokafka import AIOKafkaProducer

        producer = AIOKafkaProducer(
            **connection.aiokafka(self.settings),
            acks="all",
            max_request_size=self.settings.max_bytes + HEADROOM,
            request_timeout_ms=20_000,
        )
        await producer.start()
        return producer


class Intake:
    """The handler."""

    def __init__(self, writer: Writer, most_bytes: int) -> None:
        self.writer = writer
        self.most_bytes = most_bytes - HEADROOM

    def routes(self) -> list[web.RouteDef]:
        """One path under two names: the short one for people."""
        return [web.post("/articles", self.post), web.post("/api/v1/articles", self.post)]

    @needs("publish")
    async def post(self, request: web.Request) -> web.StreamResponse:
        """Take one article."""
        if request.content_type not in TYPES:
            return problem(
                415, "Unknown type", f"Content-Type is {request.content_type!r}, expected one of {', '.join(TYPES)}"
            )
        if (request.content_length or 0) > self.most_bytes:
            return _too_large(self.most_bytes)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _too_large(self.most_bytes)
        if len(body) > self.most_bytes:
            return _too_large(self.most_bytes)
        if not body.strip():
            return problem(400, "Empty", "the body holds no article")
        try:
            uri = uri_of(body, request.headers["Content-Type"], datetime.now(UTC))
        except Rejected as why:
            return problem(422, "No article", str(why))
        try:
            await asyncio.wait_for(self.writer.write(uri, body, _headers(request)), 25.0)
        except (
            Exception
        ) as why:  # whatever a client of the brokers raises: the article is not stored, and the publisher is told
            return problem(
                503, "Not stored", f"the brokers did not take it ({type(why).__name__}); try again", {"Retry-After": "5"}
            )
        return web.json_response({"uri": uri}, status=202)


def uri_of(body: bytes, content_type: str, received: datetime) -> str:
    """Return the uri that the stage clean will know the article by; raises Rejected for what it would refuse.

    >>> from datetime import UTC
    >>> uri_of(b'{"uri": "https://news.example/1", "body_text": "..."}', "application/json", datetime.now(UTC))
    'https://news.example/1'
    """
    return admit(body, {"content-type": content_type}, received)["uri"]


def _headers(request: web.Request) -> list[tuple[str, bytes]]:
    client = request[CLIENT]
    source = client.name if client else "unknown"
    return [("content-type", request.headers["Content-Type"].encode()), ("ce_source", f"gateway:{source}".encode())]


def _too_large(most: int) -> web.Response:
    return problem(413, "Too large", f"an article may have {most} bytes")
