"""The gateway's application: its parts put together, started and stopped in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from streams.gateway.articles import Articles
from streams.gateway.board import Board
from streams.gateway.description import Description
from streams.gateway.events import Events
from streams.gateway.following import Follower, TopicFollower
from streams.gateway.guard import Guard, Tokens
from streams.gateway.intake import Intake, TopicWriter, Writer
from streams.gateway.live import Live
from streams.gateway.page import Page
from streams.gateway.problems import QueryError, problem
from streams.gateway.rest import Rest
from streams.gateway.session import Session
from streams.gateway.webhooks.addresses import Allowed
from streams.gateway.webhooks.service import Webhooks
from streams.settings import Settings
from streams.topics import Topic

log = logging.getLogger(__name__)

LIVE = web.AppKey("live", Live)
WEBHOOKS = web.AppKey("webhooks", Webhooks)
ARTICLES = web.AppKey("articles", Articles)
TASKS = web.AppKey("tasks", list[asyncio.Task[None]])
"""What should run as long as the gateway does."""
TEXTS_DAYS = 3
"""How far back the texts behind the alerts are read at the start."""


@dataclass
class Feeding:
    """The feeding side: where records come from and where articles go. Tests put their own in."""

    alerts: Follower
    enriched: Follower | None
    articles: Writer | None


def from_kafka(settings: Settings) -> Feeding:
    """The feeding side on the cluster of the settings."""
    prefix = settings.topic_prefix
    enriched = TopicFollower(settings, Topic.ENRICHED.named(prefix), timedelta(days=TEXTS_DAYS))
    return Feeding(
        TopicFollower(settings, Topic.ALERTS.named(prefix)),
        enriched if settings.gateway_articles_mb else None,
        TopicWriter(settings, Topic.RAW.named(prefix)),
    )


def make_app(settings: Settings, feeding: Feeding) -> web.Application:
    """Return the application; raises SettingError when the settings would leave it open to others."""
    tokens = Tokens(settings.gateway_tokens)
    guard = Guard(settings.gateway_host, tokens, settings.gateway_names, settings.gateway_origins, settings.gateway_rate)
    live = Live(Board(settings.gateway_incidents), feeding.alerts)
    articles = Articles(settings.gateway_articles_mb * 1_000_000)
    events = Events(live, guard)
    parts: list[Rest | Events | Session | Page | Description | Intake | Webhooks]
    parts = [Rest(live, articles), events, Session(guard), Page(), Description()]
    if feeding.articles is not None:
        parts.append(Intake(feeding.articles, settings.max_bytes))
    webhooks = None
    if settings.gateway_state:
        webhooks = Webhooks(live, settings.gateway_state, Allowed(settings.webhook_allow), settings.gateway_webhooks)
        parts.append(webhooks)
    app = web.Application(middlewares=[guard.middleware, _errors], client_max_size=settings.max_bytes)
    for part in parts:
        app.add_routes(part.routes())
    app[LIVE], app[ARTICLES], app[TASKS] = live, articles, []
    if webhooks is not None:
        app[WEBHOOKS] = webhooks
    app.cleanup_ctx.append(_running(live, articles, feeding, webhooks))
    app.on_shutdown.append(_closing(events, live))
    return app


@web.middleware
async def _errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except QueryError as why:
        return problem(400, "Bad query", str(why))
    except (web.HTTPException, asyncio.CancelledError, ConnectionError):
        raise
    except Exception:  # nothing of the inside may reach a client
        log.exception("%s %s failed", request.method, request.path)
        return problem(500, "Internal error")


def _closing(events: Events, live: Live) -> Callable[[web.Application], Awaitable[None]]:
    async def close(app: web.Application) -> None:
        events.closing.set()
        live.ring()

    return close


def _running(
    live: Live, articles: Articles, feeding: Feeding, webhooks: Webhooks | None
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(app: web.Application) -> AsyncIterator[None]:
        tasks = app[TASKS]
        if feeding.articles is not None:
            await feeding.articles.start()
        if webhooks is not None:
            await webhooks.start()
        tasks.append(asyncio.create_task(live.run(), name="alerts"))
        if feeding.enriched is not None:
            tasks.append(asyncio.create_task(articles.run(feeding.enriched), name="texts"))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if webhooks is not None:
            await webhooks.stop()
        if feeding.articles is not None:
            await feeding.articles.stop()

    return run


async def serve(settings: Settings, feeding: Feeding, started: Callable[[str], None], stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set; ``started`` is told the address.

    Raises RuntimeError when a topic is no longer followed, for whatever reason: better to end, and be started again, than
    to show what is old.
    """
    app = make_app(settings, feeding)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.gateway_host, settings.gateway_port)
        await site.start()
        host, port = runner.addresses[0][:2]
        started(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait({stopped, *app[TASKS]}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in [task for task in app[TASKS] if task.done()]:
            why = "cancelled" if task.cancelled() else repr(task.exception())
            raise RuntimeError(f"the gateway no longer follows the {task.get_name()}: {why}")
    finally:
        await runner.cleanup()
