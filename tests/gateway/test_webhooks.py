"""Webhooks against a receiver that fails, restarts of the gateway, and addresses that must not be called."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from streams.gateway.app import WEBHOOKS
from streams.gateway.webhooks import lanes
from streams.gateway.webhooks.addresses import Allowed, RefusedError
from streams.gateway.webhooks.outbox import Outbox, Webhook
from streams.gateway.webhooks.signature import verify
from streams.settings import SettingError
from tests.gateway.samples import alert, value
from tests.gateway.serving import Gateway, gateway, until

PAUSES = (0.01, 0.02, 0.02, 0.05, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)


class Receiver:
    """Somebody's program: takes deliveries, fails as told, keeps what it got."""

    def __init__(self) -> None:
        self.failing = 0.0
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.calls = 0
        self.chance = random.Random(7)

    async def take(self, request: web.Request) -> web.Response:
        self.calls += 1
        body = await request.read()
        if self.chance.random() < self.failing:
            if self.chance.random() < 0.3 and request.transport:
                request.transport.close()
            return web.Response(status=self.chance.choice([500, 503, 429]))
        if self.status == 200:
            self.got.append(({name.lower(): text for name, text in request.headers.items()}, body))
        return web.Response(status=self.status)

    def identifiers(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        yield receiver, str(server.make_url("/hook"))


async def make(g: Gateway, url: str, status: int = 201, **more: Any) -> Any:
    async with g.client.post("/api/v1/webhooks", json={"url": url, **more}) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json(content_type=None)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PAUSES", PAUSES)


def test_a_delivery_is_signed_and_says_all() -> None:
    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:", webhook_allow="127.0.0.0/8") as g:
            hook = await make(g, url)
            g.alerts.put(value(1))
            await until(lambda: len(receiver.got) == 1)
            headers, body = receiver.got[0]
            assert headers["webhook-id"] == alert(1)["identifier"]
            assert orjson.loads(body) == {"type": "casualty.alert", "timestamp": alert(1)["sent"], "data": alert(1)}
            assert verify(hook["secret"], headers, body, time.time())
            assert not verify(hook["secret"], headers, body + b" ", time.time())
            assert not verify(hook["secret"], headers, body, time.time() + 3600)
            assert "secret" not in await g.get(f"/api/v1/webhooks/{hook['id']}")

    asyncio.run(run())


def test_a_receiver_that_fails_three_times_in_ten_gets_all_in_order_per_incident() -> None:
    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:", webhook_allow="127.0.0.0/8") as g:
            receiver.failing = 0.3
            await make(g, url)
            sent = [value(number, revision) for revision in range(1, 6) for number in range(40)]
            g.alerts.put(*sent)
            await until(lambda: len(set(receiver.identifiers())) == 200, 60)
            order = defaultdict(list)
            for _, body in receiver.got:
                incident = orjson.loads(body)["data"]["incident"]
                order[incident["id"]].append(incident["revision"])
            assert len(order) == 40
            for revisions in order.values():
                assert list(dict.fromkeys(revisions)) == [1, 2, 3, 4, 5] and revisions == sorted(revisions)
            assert receiver.calls > 240, "the receiver was to fail"
            hooks = await g.get("/api/v1/webhooks")
            await until(lambda: True)
            assert hooks["items"][0]["dead"] == 0

    asyncio.run(run())


def test_what_is_owed_survives_a_restart(tmp_path: Path) -> None:
    state = str(tmp_path / "gateway.db")
    settings = {"gateway_state": state, "webhook_allow": "127.0.0.1"}

    async def run() -> None:
        async with receiving() as (receiver, url):
            receiver.failing = 1.0
            async with gateway(value(0), **settings) as g:
                await make(g, url)
                g.alerts.put(*(value(n) for n in range(1, 6)))
                await until(lambda: receiver.calls >= 5)
            receiver.failing = 0.0
            async with gateway(*(value(n) for n in range(8)), **settings):
                await until(lambda: len(set(receiver.identifiers())) == 7)
            got = receiver.identifiers()
            assert sorted(set(got)) == sorted(alert(n)["identifier"] for n in range(1, 8)), "0 was before the webhook"
            calls = receiver.calls
            async with gateway(*(value(n) for n in range(8)), **settings) as g:
                await g.get("/api/v1/webhooks")
                assert (await g.get("/api/v1/webhooks"))["items"][0]["waiting"] == 0
            assert receiver.calls == calls, "what was delivered is not sent again"

    asyncio.run(run())


def test_what_fails_to_the_end_is_on_the_dead_list_and_can_be_revived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PAUSES", (0.01, 0.01))

    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:", webhook_allow="127.0.0.1") as g:
            receiver.failing = 1.0
            hook = await make(g, url)
            g.alerts.put(value(1))
            path = f"/api/v1/webhooks/{hook['id']}"
            for _ in range(200):
                if dead := (await g.get(path + "/dead"))["items"]:
                    break
                await asyncio.sleep(0.02)
            assert dead[0]["identifier"] == alert(1)["identifier"] and dead[0]["attempts"] == 3
            receiver.failing = 0.0
            async with g.client.post(path + "/revive") as answer:
                assert (await answer.json()) == {"revived": 1}
            await until(lambda: receiver.identifiers() == [alert(1)["identifier"]])

    asyncio.run(run())


def test_gone_disables_a_webhook() -> None:
    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:", webhook_allow="127.0.0.1") as g:
            receiver.status = 410
            hook = await make(g, url)
            g.alerts.put(value(1))
            await until(lambda: receiver.calls == 1)
            for _ in range(100):
                shown = await g.get(f"/api/v1/webhooks/{hook['id']}")
                if shown["disabled"]:
                    break
                await asyncio.sleep(0.02)
            assert "410" in shown["disabled"]
            receiver.status = 200
            async with g.client.patch(f"/api/v1/webhooks/{hook['id']}", json={}) as answer:
                assert (await answer.json())["disabled"] is None
            await until(lambda: receiver.identifiers() == [alert(1)["identifier"]])

    asyncio.run(run())


def test_filters_choose_and_slack_is_told_in_its_own_way() -> None:
    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:", webhook_allow="127.0.0.1") as g:
            await make(g, url, template="slack", filters={"country": "SDN"})
            g.alerts.put(value(1), value(4), value(2))
            await until(lambda: bool(receiver.got))
            message = orjson.loads(receiver.got[0][1])
            assert "Wadi Nour" in message["text"] and message["attachments"][0]["blocks"][0]["type"] == "section"
            assert len(receiver.got) == 1

    asyncio.run(run())


def test_slack_markup_in_a_quotation_is_only_text() -> None:
    from streams.gateway.webhooks.templates import slack

    bad = alert(1)
    bad["incident"]["reports"][0]["quote"] = "<!channel> <https://evil.example|click> & so on"
    assert b"<!channel>" not in slack(bad) and b"&lt;!channel&gt;" in slack(bad)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://192.168.1.1:9092/", "http://169.254.169.254/latest",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fd00::1]/", "http://0.0.0.0/", "http://224.0.0.1/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises((RefusedError, ValueError)):
        Allowed("").url(url)


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "file:///etc/passwd", "https://", "https://a:b@x.example/", "http://[bad", "x"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        Allowed("").url(url)


def test_a_name_that_leads_inside_is_refused_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PAUSES", (0.01,))

    async def run() -> None:
        async with receiving() as (receiver, url), gateway(gateway_state=":memory:") as g:
            await make(g, url, status=400)
            service = g.app[WEBHOOKS]
            monkeypatch.setattr(service.allowed, "url", lambda url: url)  # as if the name had looked harmless
            hook = await make(g, url.replace("127.0.0.1", "localhost"))
            g.alerts.put(value(1))
            for _ in range(200):
                if dead := (await g.get(f"/api/v1/webhooks/{hook['id']}/dead"))["items"]:
                    break
                await asyncio.sleep(0.02)
            assert "not public" in dead[0]["error"] and receiver.calls == 0

    asyncio.run(run())


@pytest.mark.parametrize(
    "body",
    [{}, {"url": 5}, {"url": "https://x.example", "secret": "short"}, {"url": "https://x.example", "template": "teams"},
     {"url": "https://x.example", "filters": {"cuontry": "SYR"}}, {"url": "https://x.example", "filters": {"limit": "5"}},
     {"url": "https://x.example", "extra": 1}, {"url": "https://x.example", "filters": []}],
)  # fmt: skip
def test_a_wrong_description_is_refused(body: dict[str, Any]) -> None:
    async def run() -> None:
        async with gateway(gateway_state=":memory:") as g, g.client.post("/api/v1/webhooks", json=body) as answer:
            assert answer.status == 400, await answer.text()

    asyncio.run(run())


def test_webhooks_of_a_file_begin_now_and_go_when_they_are_taken_out(tmp_path: Path) -> None:
    listed = tmp_path / "hooks.toml"
    settings = {"gateway_state": str(tmp_path / "g.db"), "gateway_webhooks": str(listed), "webhook_allow": "127.0.0.1"}

    async def run() -> None:
        async with receiving() as (receiver, url):
            listed.write_text(f'[[webhook]]\nname = "desk"\nurl = "{url}"\nfilters = {{ country = "SYR" }}\n')
            async with gateway(value(0), **settings) as g:
                assert [hook["id"] for hook in (await g.get("/api/v1/webhooks"))["items"]] == ["file:desk"]
                g.alerts.put(value(1), value(2))
                await until(lambda: receiver.identifiers() == [alert(1)["identifier"]])
            async with gateway(value(0), value(1), value(2), value(6), **settings):
                await until(lambda: receiver.identifiers() == [alert(1)["identifier"], alert(6)["identifier"]])
            listed.write_text("")
            async with gateway(**settings) as g:
                assert (await g.get("/api/v1/webhooks"))["items"] == []

    asyncio.run(run())


def test_two_gateways_never_share_what_is_owed(tmp_path: Path) -> None:
    state = str(tmp_path / "g.db")
    first = Outbox(state)
    first.put(Webhook("a", "https://x.example", "whsec_", "standard", {}, "", None, "test"))
    for wrong in (state, str(tmp_path), str(tmp_path / "none" / "g.db")):
        with pytest.raises(SettingError, match="gateway_state"):
            Outbox(wrong)
    first.close()
    second = Outbox(state)
    assert [webhook.id for webhook in second.webhooks()] == ["a"]
    second.close()
