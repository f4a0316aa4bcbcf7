"""The live page: static files of the package, served from memory, with ETags.

No build step and nothing from outside: plain HTML, CSS and ES modules.
"""

from __future__ import annotations

import hashlib
from importlib import resources

from aiohttp import web

from streams.gateway.guard import needs

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


class Page:
    """The files, read once."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for file in resources.files("streams.gateway").joinpath("static").iterdir():
            suffix = file.name[file.name.rfind(".") :]
            if suffix in TYPES:
                body = file.read_bytes()
                self._files[file.name] = (body, TYPES[suffix], hashlib.blake2b(body, digest_size=12).hexdigest())

    def routes(self) -> list[web.RouteDef]:
        """``/`` and every file below ``/static/``."""
        return [web.get("/", self.index), web.get("/static/{name}", self.file)]

    @needs(None)
    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page itself."""
        return self._answer(request, "index.html")

    @needs(None)
    async def file(self, request: web.Request) -> web.StreamResponse:
        """One of its files."""
        if request.match_info["name"] not in self._files:
            raise web.HTTPNotFound
        return self._answer(request, request.match_info["name"])

    def _answer(self, request: web.Request, name: str) -> web.Response:
        body, content_type, tag = self._files[name]
        headers = {"ETag": f'"{tag}"'}
        if any(found.value == tag for found in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        response = web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)
        response.enable_compression()
        return response
