"""Sign-in of the live page where tokens are needed: the token goes into a cookie that scripts can't read.

The cookie opens reading only, and browsers send it with requests of this page alone (SameSite=Strict).
"""

from __future__ import annotations

import orjson
from aiohttp import web

from streams.gateway.guard import CLIENT, COOKIE, Guard, needs
from streams.gateway.problems import problem

DAYS = 30


class Session:
    """Who am I, sign in, sign out."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def routes(self) -> list[web.RouteDef]:
        """One path, three methods."""
        path = "/api/v1/session"
        return [web.get(path, self.show), web.post(path, self.open), web.delete(path, self.close)]

    @needs(None)
    async def show(self, request: web.Request) -> web.StreamResponse:
        """Say whether a token is needed, and who asks."""
        client = request[CLIENT]
        rights = sorted(client.rights) if client else []
        return web.json_response(
            {"needed": bool(self.guard.tokens), "name": client.name if client else None, "rights": rights}
        )

    @needs(None)
    async def open(self, request: web.Request) -> web.StreamResponse:
        """Sign in with a token that has the right to read."""
        try:
            token = orjson.loads(await request.read())["token"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return problem(400, "No token", 'the body is no JSON object with a "token"')
        client = self.guard.tokens.find(token) if isinstance(token, str) else None
        if client is None or "read" not in client.rights:
            return problem(403, "Wrong token", "this token is not known, or may not read")
        response = web.json_response({"needed": True, "name": client.name, "rights": ["read"]})
        secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
        age = DAYS * 86_400
        response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="Strict", secure=secure)
        return response

    @needs(None)
    async def close(self, request: web.Request) -> web.StreamResponse:
        """Sign out."""
        response = web.Response(status=204)
        response.del_cookie(COOKIE, httponly=True, samesite="Strict")
        return response
