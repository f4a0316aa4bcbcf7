"""The stream of events: order, resuming, filters, many clients at once."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
from typing import Any

import aiohttp
import uvloop

from tests.gateway.samples import alert, count, value
from tests.gateway.serving import Gateway, gateway, until


class Counter:
    """Reads events as cheaply as can be: the numbers of the alerts, checked for order as they come."""

    FOUND = re.compile(rb'"id":"urn:tocsin:incident:([0-9a-f]{8})"')

    def __init__(self) -> None:
        self.count, self.opened, self._rest = 0, False, b""

    async def listen(self, session: Any, url: str) -> None:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=None)) as answer:
            async for chunk in answer.content.iter_any():
                self.opened = True
                whole, _, self._rest = (self._rest + chunk).rpartition(b"\n\n")
                for number in self.FOUND.findall(whole):
                    self.count += 1
                    assert int(number, 16) == self.count, f"alert {int(number, 16)} came as number {self.count}"


class Listener:
    """Reads events as a browser does."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, Any]] = []
        self.last_id: str | None = None

    async def listen(self, session: Any, url: str, **headers: str) -> None:
        async with session.get(url, headers=headers, timeout=aiohttp.ClientTimeout(total=None)) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/event-stream"
            kind, data = "message", ""
            async for raw in answer.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("id: "):
                    self.last_id = line[4:]
                elif line.startswith("data: "):
                    data = line[6:]
                elif not line and data:
                    self.events.append((kind, self.last_id or "", json.loads(data)))
                    kind, data = "message", ""

    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.events]

    def numbers(self) -> list[int]:
        return [int(record["id"].rsplit(":", 1)[1], 16) for kind, _, record in self.events if kind == "alert"]


async def listening(
    g: Gateway, listener: Listener, path: str = "/api/v1/stream?view=summary", **headers: str
) -> asyncio.Task[None]:
    task = asyncio.create_task(listener.listen(g.client, path, **headers))
    await until(lambda: listener.last_id is not None or bool(listener.events), what="stream opened")
    return task


def test_alerts_come_in_order_as_they_happen() -> None:
    async def run() -> None:
        async with gateway(value(0)) as g:
            listener = Listener()
            task = await listening(g, listener)
            for number in range(1, 50):
                g.alerts.put(value(number))
            await until(lambda: len(listener.events) == 49)
            assert listener.numbers() == list(range(1, 50))
            task.cancel()

    asyncio.run(run())


def test_a_stream_resumes_behind_the_last_event_that_was_read() -> None:
    async def run() -> None:
        async with gateway(*(value(n) for n in range(10))) as g:
            listener = Listener()
            task = await listening(g, listener, **{"Last-Event-ID": "0-4"})
            await until(lambda: len(listener.events) == 6)
            assert listener.numbers() == [4, 5, 6, 7, 8, 9]
            task.cancel()
            g.alerts.put(value(10), value(11))
            again = Listener()
            task = await listening(g, again, **{"Last-Event-ID": listener.events[-1][1]})
            await until(lambda: len(again.events) == 2)
            assert again.numbers() == [10, 11]
            task.cancel()

    asyncio.run(run())


def test_a_cursor_survives_a_restart_of_the_gateway() -> None:
    async def run() -> None:
        async with gateway(*(value(n) for n in range(5))) as g:
            cursor = (await g.get("/api/v1/incidents"))["cursor"]
        async with gateway(*(value(n) for n in range(8))) as g:
            listener = Listener()
            task = await listening(g, listener, f"/api/v1/stream?view=summary&since={cursor}")
            await until(lambda: len(listener.events) == 3)
            assert listener.numbers() == [5, 6, 7]
            task.cancel()

    asyncio.run(run())


def test_who_missed_what_is_no_longer_kept_is_told() -> None:
    async def run() -> None:
        async with gateway(*(value(n) for n in range(30))) as g:
            g.live.board.longest_log = 10
            g.alerts.put(value(30))
            await until(lambda: g.live.board.end == 31)
            for cursor in ("0-5", "0-99999", "nonsense"):
                listener = Listener()
                task = await listening(g, listener, **{"Last-Event-ID": cursor})
                await until(lambda: bool(listener.events))  # noqa: B023
                assert listener.kinds() == ["reset"], cursor
                task.cancel()

    asyncio.run(run())


def test_an_incident_that_no_longer_matches_leaves() -> None:
    async def run() -> None:
        many, few = [count("killed", 12, 12)], [count("killed", 3, 3)]
        async with gateway() as g:
            listener = Listener()
            task = await listening(g, listener, "/api/v1/stream?view=summary&killed=10")
            g.alerts.put(
                value(1, counts=many), value(2, counts=few), value(1, 2, counts=few, previous=many, change="lowered")
            )
            g.alerts.put(value(1, 3, counts=few, previous=few))
            g.alerts.put(value(3, counts=many))
            await until(lambda: len(listener.events) == 3)
            assert listener.kinds() == ["alert", "left", "alert"]
            task.cancel()

    asyncio.run(run())


def test_whole_alerts_are_sent_when_asked_for() -> None:
    async def run() -> None:
        async with gateway() as g:
            listener = Listener()
            task = await listening(g, listener, "/api/v1/stream?view=full")
            g.alerts.put(value(1))
            await until(lambda: bool(listener.events))
            assert listener.events[0][2] == alert(1)
            task.cancel()

    asyncio.run(run())


def test_two_hundred_clients_get_every_alert_in_order_in_flat_memory() -> None:
    """200 clients at 50 alerts a second; ten seconds here, a minute with TOCSIN_TEST_LONG=1."""
    seconds = 60 if os.environ.get("TOCSIN_TEST_LONG") else 10
    clients, rate = 200, 50

    async def run() -> None:
        async with gateway(value(0)) as g:
            g.live.board.most_incidents = g.live.board.longest_log = 200  # full long before half-time
            listeners = [Counter() for _ in range(clients)]
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(g.client.make_url("/"), connector=connector) as session:
                tasks = [
                    asyncio.create_task(one.listen(session, "/api/v1/stream?view=summary&q=killed")) for one in listeners
                ]
                await until(lambda: all(one.opened for one in listeners), 20)
                loop = asyncio.get_running_loop()
                start, after_half = loop.time(), 0
                for number in range(1, rate * seconds + 1):
                    g.alerts.put(value(number))
                    if number == rate * seconds // 2:
                        after_half = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                    await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
                await until(lambda: all(one.count == rate * seconds for one in listeners), 30)
                took = loop.time() - start
                assert not any(task.done() for task in tasks), "a listener stopped"
                grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - after_half) / 1024
                print(f"{clients} clients, {rate * seconds} alerts each in {took:.1f} s; grown {grown:.0f} MB")
                assert grown < 40, f"memory grew by {grown:.0f} MB in the second half"
                assert took < 2 * seconds + 5, f"{took:.1f} s for {seconds} s of alerts: the gateway falls behind"
                for task in tasks:
                    task.cancel()

    uvloop.run(run())
