"""Which addresses a webhook may call: public ones, and private ones only when the settings allow them.

Checked twice: when a webhook is made, and each time a name is resolved for a call, so that a name that later points into
this network leads nowhere. Redirects are never followed.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from streams.settings import SettingError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(OSError):
    """An address that may not be called; the message says which and why."""


class Allowed:
    """The rule, made from the setting ``webhook_allow``: hosts and networks between commas.

    >>> Allowed("10.0.0.0/8, relay.internal").address("relay.internal", "192.168.1.2")
    >>> Allowed("").address("news.example", "10.1.2.3")
    Traceback (most recent call last):
    ...
    streams.gateway.webhooks.addresses.RefusedError: news.example is at 10.1.2.3, which is not public; see webhook_allow
    """

    def __init__(self, text: str) -> None:
        self.hosts: set[str] = set()
        self.networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for part in (part.strip().lower() for part in text.split(",")):
            if "/" in part or _literal(part):
                try:
                    self.networks.append(ipaddress.ip_network(part, strict=False))
                except ValueError:
                    raise SettingError(f"webhook_allow has {part!r}, expected a host or a network like 10.0.0.0/8") from None
            elif part:
                self.hosts.add(part)

    def address(self, host: str, address: str) -> None:
        """Raise RefusedError unless a host at this address may be called."""
        if host.lower() in self.hosts:
            return
        found = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
        every: list[Address] = [found, *([mapped] if mapped else [])]
        if any(found in network for network in self.networks if network.version == found.version):
            return
        if not all(_public(one) for one in every):
            raise RefusedError(f"{host} is at {address}, which is not public; see webhook_allow")

    def url(self, url: str) -> str:
        """Return a URL that may be called as far as can be told without a look-up; raises ValueError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError(f"url is {url[:200]!r}, expected http:// or https:// and a host") from None
        if parts.scheme not in ("http", "https") or not host or port == 0:
            raise ValueError(f"url is {url[:200]!r}, expected http:// or https:// and a host")
        if parts.username or parts.password:
            raise ValueError("url holds a user name or password; expected none")
        if host.lower() == "localhost" and host.lower() not in self.hosts:
            self.address(host, "127.0.0.1")
        if _literal(host):
            self.address(host, host)
        return url


def _public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Resolves names and lets through only addresses that may be called."""

    def __init__(self, allowed: Allowed) -> None:
        self.allowed = allowed
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """Resolve a name; raises RefusedError when any of its addresses may not be called."""
        found = await self._resolver.resolve(host, port, family)
        for one in found:
            self.allowed.address(host, one["host"])
        return found

    async def close(self) -> Any:
        """Nothing to close."""
        await self._resolver.close()
