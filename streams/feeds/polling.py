"""Poll feeds as their publishers would like it, and publish what is new.

* A feed is asked again after ``every`` seconds, give or take a tenth, or later when it asks for it (``ttl``,
  ``Cache-Control: max-age``, ``Retry-After``); one that fails is asked less and less often, up to once a day.
* It is asked with its ETag and date of last change, so that nothing is sent when nothing is new; one host is asked by one
  request at a time, with a pause between.
* An item is published when it is new or says something new (as a later version); it counts as published once Kafka has
  it, and only then is the state written. So a crash repeats items at most, which dedupe knows.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import orjson

from streams.feeds import gaps
from streams.feeds.entries import Channel, FeedError, Item, read_feed, revised

log = logging.getLogger(__name__)

AGENT = "tocsin-feed/1"
EVERY = 600.0
DAY = 86_400.0
HOST_PAUSE = 1.0
"""Seconds between two requests to one host."""
LARGEST = 10_000_000
"""Bytes of a feed."""
REMEMBERED = 2_000
"""Items remembered of one feed."""


@dataclass
class Remembered:
    """What is known of one feed between two requests."""

    etag: str = ""
    changed: str = ""
    due: float = 0.0
    failures: int = 0
    title: str = ""
    items: dict[str, list[Any]] = field(default_factory=dict)
    """Of each item its fingerprint and version."""
    last: float = 0.0
    """When something new came last."""
    gaps: list[float] = field(default_factory=list)
    silent: float = 0.0
    """Since when a notice of its silence stands."""


class State:
    """What is remembered of all feeds, in one JSON file, replaced as a whole."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.feeds: dict[str, Remembered] = {}

    @classmethod
    def load(cls, path: Path | None) -> Self:
        """Read the file; none is a fresh start."""
        state = cls(path)
        if path is not None and path.is_file():
            state.feeds = {url: Remembered(**known) for url, known in orjson.loads(path.read_bytes()).items()}
        return state

    def save(self) -> None:
        """Write the file."""
        if self.path is not None:
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.write_bytes(orjson.dumps({url: asdict(known) for url, known in self.feeds.items()}))
            fresh.replace(self.path)


Publish = Callable[[Sequence[Item]], Awaitable[None]]
"""Publishes items and returns once they are stored; raises when they are not."""
Notify = Callable[[dict[str, Any]], Awaitable[None]]


class Poller:
    """Polls some feeds until it is cancelled, or once."""

    def __init__(
        self,
        urls: Sequence[str],
        state: State,
        publish: Publish,
        notify: Notify,
        every: float = EVERY,
        sender: str = "tocsin",
    ) -> None:
        self.urls, self.state, self.publish, self.notify, self.every, self.sender = (
            urls,
            state,
            publish,
            notify,
            every,
            sender,
        )
        self.published = 0
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        for url in urls:
            state.feeds.setdefault(url, Remembered())

    async def run(self, once: bool = False) -> None:
        """Poll all feeds, forever or once each."""
        timeout = aiohttp.ClientTimeout(total=60)
        session = aiohttp.ClientSession(headers={"User-Agent": AGENT}, timeout=timeout)
        async with session, asyncio.TaskGroup() as group:
            for url in self.urls:
                group.create_task(self._follow(session, url, once))

    async def _follow(self, session: aiohttp.ClientSession, url: str, once: bool) -> None:
        known = self.state.feeds[url]
        while True:
            if not once:
                await asyncio.sleep(max(0.0, known.due - time.time()))
            try:
                pause = await self._poll(session, url, known)
                known.failures = 0
            except (aiohttp.ClientError, OSError, TimeoutError, FeedError) as why:
                known.failures += 1
                pause = self.every * 2 ** min(known.failures, 8)
                log.warning("%s: %s: %s", url, type(why).__name__, why)
            known.due = time.time() + min(DAY, pause) * random.uniform(0.9, 1.1)
            await self._mind_silence(url, known, time.time())
            self.state.save()
            if once:
                return

    async def _poll(self, session: aiohttp.ClientSession, url: str, known: Remembered) -> float:
        """Ask once and publish what is new; return the seconds until the next request."""
        headers = {"If-None-Match": known.etag} if known.etag else {}
        if known.changed:
            headers["If-Modified-Since"] = known.changed
        async with self._hosts[urlsplit(url).netloc]:
            async with session.get(url, headers=headers, max_redirects=5) as answer:
                wish = max(self.every, wished(answer.headers))
                if answer.status == 304:
                    return wish
                if answer.status in (429, 503):
                    log.warning("%s asks to wait: %d", url, answer.status)
                    return max(2 * self.every, wish)
                if answer.status != 200:
                    raise FeedError(f"answered {answer.status}")
                body = await answer.content.read(LARGEST + 1)
                while not answer.content.at_eof() and len(body) <= LARGEST:
                    body += await answer.content.read(LARGEST + 1 - len(body))
                if len(body) > LARGEST:
                    raise FeedError(f"has more than {LARGEST} bytes")
                etag, changed = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
                content_type = answer.headers.get("Content-Type", "")
            await asyncio.sleep(HOST_PAUSE)
        channel = await asyncio.to_thread(read_feed, body, content_type, url)
        await self._take(known, channel, time.time())
        known.etag, known.changed = etag, changed
        return max(wish, (channel.minutes or 0.0) * 60)

    async def _take(self, known: Remembered, channel: Channel, now: float) -> None:
        fresh = []
        for item in channel.items:
            before = known.items.get(item.uri)
            if before is None:
                fresh.append(item)
            elif before[0] != item.fingerprint:
                fresh.append(revised(item, before[1] + 1))
        known.title = channel.title or known.title
        if not fresh:
            return
        await self.publish(fresh)
        self.published += len(fresh)
        for item in fresh:
            known.items.pop(item.uri, None)
            known.items[item.uri] = [item.fingerprint, int(item.article.get("version", 1))]
        for uri in list(known.items)[: max(0, len(known.items) - max(REMEMBERED, len(channel.items)))]:
            del known.items[uri]
        if known.last:
            known.gaps = [*known.gaps, now - known.last][-gaps.REMEMBERED :]
        before_silence, known.last = known.last, now
        if known.silent:
            known.silent = 0.0
            await self._tell(known, before_silence, now, returned=True)

    async def _mind_silence(self, url: str, known: Remembered, now: float) -> None:
        if not known.silent and known.last and gaps.silent(known.gaps, known.last, now):
            known.silent = now
            await self._tell(known, known.last, now, url=url)

    async def _tell(self, known: Remembered, last: float, now: float, url: str = "", returned: bool = False) -> None:
        where = url or next(name for name, other in self.state.feeds.items() if other is known)
        interval = gaps.usual(known.gaps) or 0.0
        await self.notify(gaps.notice(known.title or where, where, last, interval, now, self.sender, returned))


def wished(headers: Mapping[str, str]) -> float:
    """Return the seconds that an answer asks to wait, a day at most.

    >>> wished({"Cache-Control": "public, max-age=1800"}), wished({"Retry-After": "120"}), wished({})
    (1800.0, 120.0, 0.0)
    """
    age = re.search(r"max-age=(\d{1,9})", headers.get("Cache-Control", ""))
    after = headers.get("Retry-After", "")
    return min(DAY, max(float(age[1]) if age else 0.0, float(after) if after.isdecimal() and len(after) < 10 else 0.0))
