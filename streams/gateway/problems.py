"""Errors as RFC 9457 problem details: what, why and what was expected, never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from aiohttp import web


class QueryError(ValueError):
    """A query can't be understood: the message names the parameter, the value and what was expected."""


def problem(status: int, title: str, detail: str = "", headers: Mapping[str, str] | None = None) -> web.Response:
    """Return the answer to a request that can't be done."""
    body = {"type": "about:blank", "status": status, "title": title, **({"detail": detail} if detail else {})}
    return web.Response(
        status=status, body=orjson.dumps(body), content_type="application/problem+json", headers=dict(headers or {})
    )
