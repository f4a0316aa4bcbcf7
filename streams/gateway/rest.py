"""The REST side: incidents, alerts, one incident with its history, texts, health; JSON, Atom and CAP XML.

Lists are paged by ``next``, a link to what follows. Every answer carries an ETag; a list's changes with the board, so
asking again with ``If-None-Match`` costs nothing while nothing happens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import orjson
from aiohttp import web

from streams.gateway import atom, words
from streams.gateway.articles import Articles
from streams.gateway.board import Entry, Known, Order
from streams.gateway.guard import needs
from streams.gateway.live import Live
from streams.gateway.problems import problem
from streams.gateway.query import Query, place_in_list, read_query
from streams.incidents.exports import cap_xml

JSON = "application/json"


class Rest:
    """Handlers of the reading side."""

    def __init__(self, live: Live, articles: Articles) -> None:
        self.live = live
        self.board = live.board
        self.articles = articles

    def routes(self) -> list[web.RouteDef]:
        """The paths, as ``gateway/openapi.json`` describes them."""
        return [
            web.get("/api/v1/incidents", self.incidents),
            web.get("/api/v1/incidents/{id}", self.incident),
            web.get("/api/v1/alerts", self.alerts),
            web.get("/api/v1/alerts/{identifier}", self.alert),
            web.get("/api/v1/alerts/{identifier}/cap", self.cap),
            web.get("/api/v1/articles", self.article),
            web.get("/api/v1/notices", self.notices),
            web.get("/api/v1/health", self.health),
            web.get("/ready", self.health),
            web.get("/live", self.alive),
            web.get("/feed.atom", self.feed),
        ]

    @needs("read")
    async def incidents(self, request: web.Request) -> web.StreamResponse:
        """A page of incidents, newest first."""
        query = read_query(request.query)
        if unchanged := self._unchanged(request):
            return unchanged
        matching = self._matching(query)
        found = list(islice(matching, query.limit + 1))
        page = found[: query.limit]
        total = len(found) + sum(1 for _ in matching) if query.counted and query.after is None else None
        items = b",".join(known.encoded if query.summary else _full(known) for _, known in page)
        rest: dict[str, Any] = {"cursor": self.board.cursor, "total": total, "next": None}
        if len(found) > query.limit:
            rest["next"] = _link(request, place_in_list(page[-1][0]))
        return self._answer(request, b'{"items":[' + items + b"]," + orjson.dumps(rest)[1:])

    @needs("read")
    async def incident(self, request: web.Request) -> web.StreamResponse:
        """One incident with the history of its alerts, oldest first."""
        known = self.board.known.get(request.match_info["id"])
        if known is None:
            return _unknown("incident", request.match_info["id"])
        history = [
            {"words": words.sentence(entry.alert), "change": words.change(entry.alert), "alert": entry.alert}
            for entry in known.history
        ]
        body = orjson.dumps({"incident": known.alert["incident"], "summary": known.summary, "history": history})
        return _tagged(request, body, _hash(body))

    @needs("read")
    async def alerts(self, request: web.Request) -> web.StreamResponse:
        """A page of alerts in the order in which they came, newest first."""
        query = read_query(request.query, alerts=True)
        if unchanged := self._unchanged(request):
            return unchanged
        matching = (entry for entry in reversed(self.board.log) if query.number is None or entry.number < query.number)
        found = list(islice((entry for entry in matching if not entry.system and query.match(entry.alert)), query.limit + 1))
        page = found[: query.limit]
        more = _link(request, str(page[-1].number)) if len(found) > query.limit else None
        items = [entry.alert for entry in page]
        return self._answer(request, orjson.dumps({"items": items, "cursor": self.board.cursor, "next": more}))

    @needs("read")
    async def alert(self, request: web.Request) -> web.StreamResponse:
        """One alert; as CAP XML when the client asks for it."""
        entry = self._entry(request)
        if entry is None:
            return _unknown("alert", request.match_info["identifier"])
        if "application/cap+xml" in request.headers.get("Accept", ""):
            return await self.cap(request)
        body = orjson.dumps(entry.alert)
        return _tagged(request, body, _hash(body))

    @needs("read")
    async def cap(self, request: web.Request) -> web.StreamResponse:
        """One alert as CAP 1.2 XML."""
        entry = self._entry(request)
        if entry is None:
            return _unknown("alert", request.match_info["identifier"])
        body = cap_xml(entry.alert).encode()
        return _tagged(request, body, _hash(body), "application/cap+xml")

    @needs("read")
    async def article(self, request: web.Request) -> web.StreamResponse:
        """The text of an article that an alert rests on, while the gateway remembers it."""
        uri = request.query.get("uri", "")
        body = self.articles.find(uri)
        if body is None:
            return problem(404, "Text not kept", "the gateway does not hold the text of this article (any more)")
        return _tagged(request, body, _hash(body))

    @needs("read")
    async def notices(self, request: web.Request) -> web.StreamResponse:
        """Notices about the service, newest first: a source that went silent, for example."""
        if unchanged := self._unchanged(request):
            return unchanged
        items = [entry.alert for entry in reversed(self.board.notices)]
        return self._answer(request, orjson.dumps({"items": items, "cursor": self.board.cursor, "next": None}))

    @needs(None)
    async def alive(self, request: web.Request) -> web.StreamResponse:
        """Say that the process answers, for whoever would start it again when it did not."""
        return web.Response(text="live")

    @needs(None)
    async def health(self, request: web.Request) -> web.StreamResponse:
        """Whether the gateway has read all that the topic held and still hears from it."""
        ready = self.live.ready.is_set()
        state = {
            "status": "loading" if not ready else "cut off" if self.live.silent else "ready",
            "incidents": len(self.board.known),
            "alerts": self.board.end,
            "unreadable": self.live.bad,
        }
        return web.json_response(state, status=200 if ready and not self.live.silent else 503)

    @needs("read")
    async def feed(self, request: web.Request) -> web.StreamResponse:
        """The newest alerts as an Atom feed."""
        query = read_query(request.query, alerts=True)
        if unchanged := self._unchanged(request):
            return unchanged
        matching = (entry.alert for entry in reversed(self.board.log) if not entry.system and query.match(entry.alert))
        base = f"{request.scheme}://{request.host}"
        body = atom.feed(list(islice(matching, query.limit)), base, request.query_string)
        return self._answer(request, body, "application/atom+xml")

    def _matching(self, query: Query) -> Iterator[tuple[Order, Known]]:
        for order, known in self.board.incidents(query.after, query.by_opened):
            if query.finds(known):
                yield order, known

    def _entry(self, request: web.Request) -> Entry | None:
        return self.board.identifiers.get(request.match_info["identifier"])

    def _unchanged(self, request: web.Request) -> web.Response | None:
        tag = self._tag(request)
        if any(found.value == tag for found in request.if_none_match or ()):
            return web.Response(status=304, headers={"ETag": f'"{tag}"'})
        return None

    def _tag(self, request: web.Request) -> str:
        return _hash(f"{self.board.cursor}?{request.path_qs}".encode())

    def _answer(self, request: web.Request, body: bytes, content_type: str = JSON) -> web.Response:
        return _tagged(request, body, self._tag(request), content_type)


def _full(known: Known) -> bytes:
    return orjson.dumps({"summary": known.summary, "alert": known.alert, "alerts": len(known.history)})


def _link(request: web.Request, after: str) -> str:
    pairs = [(name, value) for name, value in request.query.items() if name != "after"]
    return f"{request.path}?{urlencode([*pairs, ('after', after)])}"


def _unknown(kind: str, name: str) -> web.Response:
    return problem(404, f"No such {kind}", f"there is no {kind} {name[:200]!r} here (any more)")


def _hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def _tagged(request: web.Request, body: bytes, tag: str, content_type: str = JSON) -> web.Response:
    headers = {"ETag": f'"{tag}"'}
    if any(found.value == tag for found in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    response = web.Response(body=body, content_type=content_type, headers=headers)
    if content_type != JSON:
        response.charset = "utf-8"
    response.enable_compression()
    return response
