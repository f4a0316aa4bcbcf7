"""Deliver what is owed: one lane per webhook and incident, so that order holds within an incident and one incident that
fails does not hold up the others.

A delivery is tried until it is answered with 2xx, with growing pauses (:data:`PAUSES`, a fifth of each at random so that
receivers that come back are not met by all at once), and goes to the dead list after the last; the lane then goes on.
``410 Gone`` disables the webhook. ``Retry-After`` is obeyed up to an hour.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections import deque
from collections.abc import Iterable, Sequence

import aiohttp

from streams.gateway.webhooks.addresses import Allowed, GuardedResolver, RefusedError
from streams.gateway.webhooks.outbox import Outbox, Owed, Webhook
from streams.gateway.webhooks.signature import sign

log = logging.getLogger(__name__)

PAUSES = (5.0, 30.0, 120.0, 600.0, 1800.0, 7200.0, 18_000.0, 36_000.0)
"""Seconds between attempts: nine attempts over about 19 hours."""
AT_ONCE = 8
"""Calls to one webhook under way at the same time."""
TIMEOUT = 15.0
LONGEST_WISH = 3600.0
AGENT = "tocsin-webhooks/1 (Standard Webhooks)"


class Lanes:
    """Everything that is owed, on its way."""

    def __init__(self, outbox: Outbox, allowed: Allowed, pauses: Sequence[float] | None = None) -> None:
        self.outbox = outbox
        self.allowed = allowed
        self.pauses = PAUSES if pauses is None else pauses
        self._webhooks: dict[str, Webhook] = {}
        self._waiting: dict[tuple[str, str], deque[Owed]] = {}
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the way out."""
        connector = aiohttp.TCPConnector(resolver=GuardedResolver(self.allowed), limit=100, use_dns_cache=False)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, headers={"User-Agent": AGENT})

    async def stop(self) -> None:
        """Give up what is under way; it is still in the outbox."""
        for task in list(self._tasks.values()):
            task.cancel()
        for task in list(self._tasks.values()):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._session is not None:
            await self._session.close()

    def know(self, webhook: Webhook) -> None:
        """Deliver to a webhook as it is described now."""
        self._webhooks[webhook.id] = webhook
        self._slots.setdefault(webhook.id, asyncio.Semaphore(AT_ONCE))

    def known(self, id: str) -> Webhook | None:
        """The webhook as it is delivered to now."""
        return self._webhooks.get(id)

    def forget(self, id: str) -> None:
        """Deliver nothing more to a webhook."""
        self._webhooks.pop(id, None)
        for lane in [lane for lane in self._waiting if lane[0] == id]:
            del self._waiting[lane]
            if task := self._tasks.pop(lane, None):
                task.cancel()

    def add(self, owed: Iterable[Owed]) -> None:
        """Put deliveries on their lanes, in their order."""
        for one in owed:
            lane = (one.webhook, one.incident)
            self._waiting.setdefault(lane, deque()).append(one)
            if lane not in self._tasks:
                self._tasks[lane] = asyncio.create_task(self._run(lane), name=f"webhook {lane[0]}")

    async def send(self, webhook: Webhook, identifier: str, body: bytes) -> tuple[int, float]:
        """Call a webhook once; return the status and the pause that the receiver asks for. Raises what calls raise."""
        if self._session is None:
            raise RuntimeError("webhooks were not started")
        self.allowed.url(webhook.url)
        timestamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": identifier,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(webhook.secret, identifier, timestamp, body),
        }
        async with self._session.post(webhook.url, data=body, headers=headers, allow_redirects=False) as answer:
            wish = answer.headers.get("Retry-After", "")
            return answer.status, min(float(wish), LONGEST_WISH) if wish.isdecimal() else 0.0

    async def _run(self, lane: tuple[str, str]) -> None:
        try:
            while waiting := self._waiting.get(lane):
                if not await self._settle(waiting[0]):
                    return
                waiting.popleft()
        finally:
            if self._tasks.get(lane) is asyncio.current_task():
                del self._tasks[lane]
                self._waiting.pop(lane, None)

    async def _settle(self, owed: Owed) -> bool:
        """Deliver one, or bury it; False when its webhook takes nothing any more."""
        attempts, due = owed.attempts, owed.due
        while True:
            await asyncio.sleep(max(0.0, due - time.time()))
            webhook = self._webhooks.get(owed.webhook)
            if webhook is None or webhook.disabled:
                return False
            async with self._slots[owed.webhook]:
                error, wish = await self._attempt(webhook, owed)
            if not error:
                self.outbox.delivered(owed.number)
                return True
            attempts += 1
            dead = attempts > len(self.pauses)
            pause = 0.0 if dead else max(wish, self.pauses[attempts - 1] * random.uniform(0.8, 1.2))
            due = time.time() + pause
            self.outbox.failed(owed.number, attempts, due, error, dead)
            if (now := self._webhooks.get(webhook.id)) is None or now.disabled:
                return False
            if dead:
                log.error("webhook %s: %s is dead after %d attempts: %s", webhook.id, owed.identifier, attempts, error)
                return True
            log.warning("webhook %s: %s: %s; attempt %d in %.1f s", webhook.id, owed.identifier, error, attempts + 1, pause)

    async def _attempt(self, webhook: Webhook, owed: Owed) -> tuple[str, float]:
        """Call once; return what went wrong, or nothing, and the pause asked for."""
        try:
            status, wish = await self.send(webhook, owed.identifier, owed.body)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as why:
            refused = why if isinstance(why, RefusedError) else getattr(why, "os_error", None)
            if isinstance(refused, RefusedError):
                return str(refused), 0.0
            return f"{type(why).__name__}: {why}"[:300], 0.0
        if 200 <= status < 300:
            return "", 0.0
        if status == 410:
            gone = "the receiver answered 410 Gone"
            self.outbox.disable(webhook.id, gone)
            self._webhooks[webhook.id] = webhook._replace(disabled=gone)
        return f"the receiver answered {status}", wish if status in (429, 503) else 0.0
