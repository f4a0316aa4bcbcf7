"""Who may ask, how often, from where; what browsers are told."""

from __future__ import annotations

import asyncio
import json

import pytest

from streams.gateway.guard import Guard, Tokens
from streams.settings import SettingError, Settings
from tests.gateway.samples import value
from tests.gateway.serving import gateway

DESK, CMS, BOSS = "desk-token-0123456789", "cms-token-0123456789", "boss-token-0123456789"
TOKENS = f"desk:{DESK}, cms:{CMS}:publish, boss:{BOSS}:read+manage"
ARTICLE = {"uri": "https://news.example/1", "headline": "Five killed", "body_text": "Five people were killed in a crash."}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "gateway.example"])
def test_without_tokens_only_loopback_is_served(host: str) -> None:
    with pytest.raises(SettingError, match="gateway_tokens"):
        Guard(host, Tokens(""))
    assert Guard(host, Tokens(TOKENS)).tokens


@pytest.mark.parametrize(
    "text", ["desk", "desk:", ":token-of-nobody-0123", "desk:short", f"desk:{DESK}:fly", "desk:sha256=12"]
)
def test_a_wrong_token_is_named_without_being_shown(text: str) -> None:
    with pytest.raises(SettingError, match="gateway_tokens") as wrong:
        Tokens(text)
    assert DESK not in str(wrong.value)


def test_rights_are_kept_apart() -> None:
    async def run() -> None:
        async with gateway(value(1), gateway_tokens=TOKENS, gateway_state=":memory:") as g:
            await g.get("/api/v1/incidents", status=401)
            await g.get("/api/v1/incidents", status=401, headers=bearer("wrong-token-0123456789"))
            await g.get("/api/v1/incidents", headers=bearer(DESK))
            await g.get("/api/v1/incidents", status=403, headers=bearer(CMS))
            await g.get("/api/v1/webhooks", status=403, headers=bearer(DESK))
            assert (await g.get("/api/v1/health"))["status"] == "ready"
            for token, status in ((DESK, 403), (CMS, 202), (None, 401)):
                async with g.client.post("/articles", json=ARTICLE, headers=bearer(token) if token else {}) as answer:
                    assert answer.status == status
            assert [key for key, _, _ in g.kept.written] == [ARTICLE["uri"]]

    asyncio.run(run())


def test_the_page_signs_in_with_a_cookie_that_only_reads() -> None:
    async def run() -> None:
        async with gateway(value(1), gateway_tokens=TOKENS, gateway_state=":memory:") as g:
            async with g.client.post("/api/v1/session", json={"token": "wrong"}) as answer:
                assert answer.status == 403
            async with g.client.post("/api/v1/session", json={"token": BOSS}) as answer:
                assert answer.status == 200
                cookie = answer.headers["Set-Cookie"]
                assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
            await g.get("/api/v1/incidents")
            await g.get("/api/v1/webhooks", status=403)
            async with g.client.delete("/api/v1/session") as answer:
                assert answer.status == 204
            await g.get("/api/v1/incidents", status=401)

    asyncio.run(run())


def test_pages_of_other_sites_can_neither_write_nor_read() -> None:
    async def run() -> None:
        async with gateway(value(1)) as g:
            for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
                async with g.client.post("/articles", json=ARTICLE, headers=headers) as answer:
                    assert answer.status == 403, headers
            await g.get("/api/v1/incidents", status=421, headers={"Host": "rebound.example"})
            async with g.client.get("/api/v1/incidents", headers={"Origin": "https://evil.example"}) as answer:
                assert "Access-Control-Allow-Origin" not in answer.headers
            assert not g.kept.written

    asyncio.run(run())


def test_a_site_may_read_when_the_settings_say_so() -> None:
    async def run() -> None:
        async with gateway(value(1), gateway_origins="https://desk.example") as g:
            async with g.client.get("/api/v1/incidents", headers={"Origin": "https://desk.example"}) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == "https://desk.example"
            async with g.client.options("/api/v1/incidents", headers={"Origin": "https://desk.example"}) as answer:
                assert answer.status == 204 and answer.headers["Access-Control-Allow-Methods"] == "GET"
            async with g.client.get("/api/v1/incidents", headers={"Origin": "https://evil.example"}) as answer:
                assert "Access-Control-Allow-Origin" not in answer.headers

    asyncio.run(run())


def test_too_many_requests_are_told_when_to_come_back() -> None:
    async def run() -> None:
        async with gateway(value(1), gateway_rate=1.0) as g:
            statuses = []
            for _ in range(4):
                async with g.client.get("/api/v1/incidents") as answer:
                    statuses.append((answer.status, answer.headers.get("Retry-After")))
            assert statuses == [(200, None), (200, None), (429, "1"), (429, "1")]

    asyncio.run(run())


@pytest.mark.parametrize(
    "path",
    ["/", "/static/app.js", "/api/v1/incidents", "/feed.atom", "/nothing", "/api/v1/stream", "/api/v1/incidents?limit=x"],
)
def test_every_answer_has_the_headers_that_protect_browsers(path: str) -> None:
    async def run() -> None:
        async with gateway(value(1)) as g, g.client.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in policy

    asyncio.run(run())


def test_articles_are_refused_with_a_reason_and_stored_once_taken() -> None:
    async def run() -> None:
        async with gateway() as g:
            cases = [
                (b"", "application/json", 400),
                (b"{broken", "application/json", 422),
                (b"[1, 2]", "application/json", 422),
                (b"Five killed", "application/pdf", 415),
                (b"x" * 1_000_001, "text/plain", 413),
                (b"Five people killed in a crash\n\nFive people were killed.", "text/plain; charset=utf-8", 202),
                (json.dumps(ARTICLE).encode(), "application/json", 202),
            ]
            for body, content_type, status in cases:
                async with g.client.post("/articles", data=body, headers={"Content-Type": content_type}) as answer:
                    assert answer.status == status, (body[:30], await answer.text())
            (first, text, headers), (second, _, _) = g.kept.written
            assert second == ARTICLE["uri"] and first.startswith("urn:")
            assert text == cases[5][0] and dict(headers)["content-type"] == b"text/plain; charset=utf-8"
            g.kept.broken = True
            async with g.client.post("/articles", json=ARTICLE) as answer:
                assert answer.status == 503 and answer.headers["Retry-After"]

    asyncio.run(run())


def test_settings_of_the_gateway_are_settings() -> None:
    assert Settings(gateway_tokens=TOKENS).gateway_tokens == TOKENS
    assert DESK not in repr(Settings(gateway_tokens=TOKENS))
