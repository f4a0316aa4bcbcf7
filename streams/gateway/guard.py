"""Who may ask, how often, and what browsers may do with the answers: one middleware before every handler.

* A request must call the gateway by a name it answers to (against DNS rebinding: a page of another site that has its
  own name point at this machine).
* Without tokens, which is only allowed on loopback, everybody on the machine may read and write, but pages of other
  sites may not write (their requests carry an ``Origin`` or ``Sec-Fetch-Site`` that tells).
* With tokens, reading needs the right ``read``, posting articles ``publish``, webhooks ``manage``. A token comes as
  ``Authorization: Bearer``, or for reading in the cookie that the live page's sign-in sets (HttpOnly, SameSite=Strict).
* Each client has a bucket of requests that fills at the set rate (:class:`Rate`).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from aiohttp import web

from streams.gateway.problems import problem
from streams.settings import SettingError

COOKIE = "tocsin"
RIGHTS = ("read", "publish", "manage")
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/api/v1/health", "/live", "/ready")
"""Paths that need no token: they say nothing of incidents. Static files and the sign-in are open too."""
MOST_CLIENTS = 10_000

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Client(NamedTuple):
    """Who asks: a name for rates and logs, and the rights."""

    name: str
    rights: frozenset[str]


CLIENT: web.RequestKey[Client | None] = web.RequestKey("client", Client | None)  # type: ignore[arg-type]
"""Where the middleware leaves who asks."""


class Tokens:
    """The tokens of the settings: ``name:token:rights``, rights joined by ``+``, ``read`` when left out.

    A token may be given as ``sha256=HEX`` so that the settings hold no secret.

    >>> tokens = Tokens("desk:s3cret-s3cret-s3cret, cms:0123456789abcdef0123:publish+read")
    >>> tokens.find("s3cret-s3cret-s3cret")
    Client(name='desk', rights=frozenset({'read'}))
    >>> tokens.find("wrong") is None
    True
    """

    def __init__(self, text: str) -> None:
        self._clients: list[tuple[bytes, Client]] = []
        for line in text.replace(",", "\n").splitlines():
            if line.strip() and not line.strip().startswith("#"):
                self._clients.append(_client(line.strip()))

    def __bool__(self) -> bool:
        return bool(self._clients)

    def find(self, token: str) -> Client | None:
        """Return whose token it is; takes the same time for every wrong one."""
        digest = hashlib.sha256(token.encode()).digest()
        found = None
        for known, client in self._clients:
            if hmac.compare_digest(known, digest):
                found = client
        return found


def _client(line: str) -> tuple[bytes, Client]:
    name, _, rest = line.partition(":")
    token, _, rights = rest.partition(":")
    given = frozenset(rights.split("+")) if rights else frozenset({"read"})
    if not name or not token or not given <= set(RIGHTS):
        raise SettingError(
            f"gateway_tokens: the entry of {name!r} is not usable, expected name:token or name:token:rights, rights from "
            f"{', '.join(RIGHTS)} joined by +"
        )
    if token.startswith("sha256="):
        try:
            digest = bytes.fromhex(token.removeprefix("sha256="))
        except ValueError:
            digest = b""
        if len(digest) != hashlib.sha256().digest_size:
            raise SettingError(f"gateway_tokens: the entry of {name!r} has a bad sha256, expected 64 hexadecimal digits")
        return digest, Client(name, given)
    if len(token) < 16:
        raise SettingError(f"gateway_tokens: the token of {name!r} has {len(token)} characters, expected 16 or more")
    return hashlib.sha256(token.encode()).digest(), Client(name, given)


class Rate:
    """A bucket of requests for each client: it holds two seconds' worth and fills steadily."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self.full = max(1.0, per_second * 2)
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        """Take one request out; 0 when there was one, else the seconds until there is.

        >>> rate = Rate(1)
        >>> [rate.take("a", 0.0), rate.take("a", 0.0), rate.take("a", 0.0), rate.take("b", 0.0)]
        [0.0, 0.0, 1.0, 0.0]
        """
        left, then = self._left.pop(name, (self.full, now))
        left = min(self.full, left + (now - then) * self.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self.per_second
        self._left[name] = (left - 1 if wait == 0.0 else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return wait


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """The middleware, made from the settings."""

    def __init__(self, host: str, tokens: Tokens, names: str = "", origins: str = "", rate: float = 50.0) -> None:
        if not tokens and not is_loopback(host):
            raise SettingError(f"gateway_host is {host!r}, reachable from elsewhere: expected gateway_tokens, or 127.0.0.1")
        self.tokens = tokens
        self.names = {name.strip().lower() for name in f"{names},{host},localhost,127.0.0.1,::1".split(",") if name.strip()}
        self.any_name = bool(tokens) and not names
        self.origins = {origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip()}
        self.rate = Rate(rate)

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Let a request through, or say why not; and put the headers on whatever is answered."""
        try:
            response = self._refuse(request) or await handler(request)
        except web.HTTPException as why:
            response = problem(why.status, why.reason, headers={k: v for k, v in why.headers.items() if k == "Allow"})
        if not response.prepared:
            self.dress(request, response)
        return response

    def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that every answer carries; a stream calls this before it begins."""
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store" if request.path == "/api/v1/session" else "no-cache")
        origin = request.headers.get("Origin", "")
        if origin in self.origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if self.origins:
            response.headers.add("Vary", "Origin")

    def _refuse(self, request: web.Request) -> web.StreamResponse | None:
        if not self.any_name and _name(request) not in self.names:
            return problem(421, "Unknown host", f"this gateway is not {request.host!r}; see gateway_names")
        if request.method == "OPTIONS" and request.headers.get("Origin", "") in self.origins:
            allowed = {"Access-Control-Allow-Methods": "GET", "Access-Control-Allow-Headers": "Authorization, Last-Event-ID"}
            return web.Response(status=204, headers=allowed)
        if request.method not in SAFE and self._from_elsewhere(request):
            return problem(403, "Other site", "pages of other sites may not write here")
        client = self._client(request)
        wait = self.rate.take(client.name if client else f"address {request.remote}", time.monotonic())
        if wait:
            text = f"more than {self.rate.per_second:g} requests a second"
            return problem(429, "Too many requests", text, {"Retry-After": str(math.ceil(wait))})
        request[CLIENT] = client
        needed = getattr(request.match_info.handler, "right", "read")
        if needed is None or request.path in OPEN:
            return None
        if client is None:
            return problem(
                401, "Token needed", "send Authorization: Bearer TOKEN", {"WWW-Authenticate": 'Bearer realm="tocsin"'}
            )
        if needed not in client.rights:
            return problem(403, "Right missing", f"the token of {client.name} has no right to {needed}")
        return None

    def _client(self, request: web.Request) -> Client | None:
        if not self.tokens:
            return Client(f"address {request.remote}", frozenset(RIGHTS))
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.tokens.find(token.strip())
        cookie = request.cookies.get(COOKIE)
        client = self.tokens.find(cookie) if cookie else None
        return Client(client.name, client.rights & {"read"}) if client else None

    def _from_elsewhere(self, request: web.Request) -> bool:
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return True
        origin = request.headers.get("Origin")
        return origin is not None and urlsplit(origin).netloc != request.host


def _name(request: web.Request) -> str:
    """The host by which the gateway was called, without the port."""
    return (urlsplit(f"//{request.host}").hostname or "").lower()


def needs(
    right: str | None,
) -> Callable[[Callable[..., Awaitable[web.StreamResponse]]], Callable[..., Awaitable[web.StreamResponse]]]:
    """Mark a handler with the right it needs; None for nobody's."""

    def mark(handler: Callable[..., Awaitable[web.StreamResponse]]) -> Callable[..., Awaitable[web.StreamResponse]]:
        handler.right = right  # type: ignore[attr-defined]
        return handler

    return mark
