"""Polling against a feed of our own: what is new, what changed, what fails, what goes silent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from streams.feeds import polling
from streams.feeds.entries import Item
from streams.feeds.polling import Poller, State
from streams.schemas import check


class Feed:
    """A publisher: counts requests, honours ETags, fails as told."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str]] = []
        self.status = 200
        self.asked: list[tuple[int, float]] = []
        self.at_once = self.most_at_once = 0

    async def answer(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        tag = f'"{hash(tuple(self.items))}"'
        status = self.status if self.status != 200 else 304 if request.headers.get("If-None-Match") == tag else 200
        self.asked.append((status, time.monotonic()))
        if status != 200:
            return web.Response(status=status, headers={"Retry-After": "1200"})
        items = "".join(f"<item><guid>https://n.example/{id}</guid><title>{text}</title></item>" for id, text in self.items)
        body = f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": tag})


class Desk:
    """What a poller publishes and notifies."""

    def __init__(self) -> None:
        self.published: list[Item] = []
        self.notices: list[dict[str, Any]] = []
        self.broken = False

    async def publish(self, items: Sequence[Item]) -> None:
        if self.broken:
            raise ConnectionError("no broker")
        self.published += items

    async def notify(self, alert: dict[str, Any]) -> None:
        self.notices.append(alert)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "HOST_PAUSE", 0.0)


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Feed, str]]:
    feed = Feed()
    app = web.Application()
    app.router.add_get("/{name}", feed.answer)
    async with TestServer(app) as server:
        yield feed, str(server.make_url("/rss"))


def test_new_items_are_published_once_and_changed_ones_as_versions(tmp_path: Path) -> None:
    async def run() -> None:
        file = tmp_path / "state.json"
        async with serving() as (feed, url):
            desk = Desk()
            feed.items = [("1", "Five killed"), ("2", "Two hurt")]
            await Poller([url], State.load(file), desk.publish, desk.notify).run(once=True)
            await Poller([url], State.load(file), desk.publish, desk.notify).run(once=True)
            assert [status for status, _ in feed.asked] == [200, 304]
            feed.items = [("1", "Six killed"), ("2", "Two hurt"), ("3", "One missing")]
            await Poller([url], State.load(file), desk.publish, desk.notify).run(once=True)
            told = [(item.uri[-1], item.article.get("version")) for item in desk.published]
            assert told == [("1", None), ("2", None), ("1", "2"), ("3", None)]

    asyncio.run(run())


def test_what_could_not_be_published_is_published_next_time(tmp_path: Path) -> None:
    async def run() -> None:
        async with serving() as (feed, url):
            desk = Desk()
            feed.items = [("1", "Five killed")]
            desk.broken = True
            state = State.load(tmp_path / "state.json")
            await Poller([url], state, desk.publish, desk.notify).run(once=True)
            assert state.feeds[url].failures == 1 and not state.feeds[url].etag
            desk.broken = False
            await Poller([url], State.load(tmp_path / "state.json"), desk.publish, desk.notify).run(once=True)
            assert [item.uri for item in desk.published] == ["https://n.example/1"]

    asyncio.run(run())


def test_a_feed_that_fails_is_asked_less_and_one_that_asks_to_wait_is_obeyed() -> None:
    async def run() -> None:
        async with serving() as (feed, url):
            desk, state = Desk(), State(None)
            pauses = []
            for status in (500, 500, 429, 404):
                feed.status = status
                await Poller([url], state, desk.publish, desk.notify, every=100.0).run(once=True)
                pauses.append(state.feeds[url].due - time.time())
            for pause, expected in zip(pauses, (200, 400, 1200, 200), strict=True):
                assert 0.85 * expected < pause < 1.15 * expected, pauses

    asyncio.run(run())


def test_one_host_is_asked_by_one_request_at_a_time() -> None:
    async def run() -> None:
        async with serving() as (feed, url):
            desk = Desk()
            urls = [url.replace("rss", f"rss{number}") for number in range(8)]
            await Poller(urls, State(None), desk.publish, desk.notify).run(once=True)
            assert len(feed.asked) == 8 and feed.most_at_once == 1

    asyncio.run(run())


def test_a_source_that_goes_silent_raises_one_notice_and_one_when_it_is_back(tmp_path: Path) -> None:
    async def run() -> None:
        async with serving() as (feed, url):
            desk, state = Desk(), State.load(tmp_path / "state.json")
            feed.items = [("1", "Five killed")]
            await Poller([url], state, desk.publish, desk.notify).run(once=True)
            known = state.feeds[url]
            known.gaps, known.last = [1800.0] * 10, time.time() - 3 * 3600
            for _ in range(2):
                await Poller([url], state, desk.publish, desk.notify).run(once=True)
            assert [alert["info"][0]["headline"] for alert in desk.notices] == ["Wire has gone silent"]
            assert "30 minutes" in desk.notices[0]["info"][0]["description"]
            feed.items.append(("2", "Two hurt"))
            await Poller([url], state, desk.publish, desk.notify).run(once=True)
            assert [alert["info"][0]["headline"] for alert in desk.notices[1:]] == ["Wire is back"]
            first, second = desk.notices
            assert first["incident"]["id"] == second["incident"]["id"] and first["identifier"] != second["identifier"]
            for alert in desk.notices:
                assert alert["status"] == "System" and not check("alert", alert)

    asyncio.run(run())
