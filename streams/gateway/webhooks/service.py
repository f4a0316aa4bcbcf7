"""Webhooks as the gateway runs them: made by file or API, fed from the board, delivered by lanes."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from streams.gateway.board import Entry
from streams.gateway.guard import CLIENT, needs
from streams.gateway.live import Live
from streams.gateway.problems import QueryError, problem
from streams.gateway.query import OWN, read_query
from streams.gateway.webhooks.addresses import Allowed, RefusedError
from streams.gateway.webhooks.lanes import Lanes
from streams.gateway.webhooks.outbox import Outbox, Webhook, behind
from streams.gateway.webhooks.signature import key_of, new_secret
from streams.gateway.webhooks.templates import TEMPLATES
from streams.settings import SettingError

MOST = 1_000
"""Webhooks that one gateway keeps."""
KEPT = ("url", "secret", "template", "filters")
NOW = "now"
"""Cursor of a webhook from a file that was never seen before: it begins once the board is loaded."""
FILTERS_ONLY = tuple(name for name in OWN if name != "q")


class Webhooks:
    """The service and its handlers."""

    def __init__(self, live: Live, path: str, allowed: Allowed, file: str = "", lanes: Lanes | None = None) -> None:
        self.live = live
        self.allowed = allowed
        self.outbox = lanes.outbox if lanes else Outbox(path)
        self.lanes = lanes or Lanes(self.outbox, allowed)
        self._webhooks = {webhook.id: webhook for webhook in self.outbox.webhooks()}
        self._file = file
        live.listeners.append(self._heard)

    def routes(self) -> list[web.RouteDef]:
        """The paths; all need the right to manage, since a webhook sends what it hears elsewhere."""
        one = "/api/v1/webhooks/{id}"
        return [
            web.get("/api/v1/webhooks", self.every),
            web.post("/api/v1/webhooks", self.make),
            web.get(one, self.show),
            web.patch(one, self.change),
            web.delete(one, self.remove),
            web.get(one + "/dead", self.dead),
            web.post(one + "/revive", self.revive),
            web.post(one + "/test", self.test),
        ]

    async def start(self) -> None:
        """Take up what was owed when the gateway stopped."""
        await self.lanes.start()
        if self._file:
            self._from_file(Path(self._file))
        for webhook in self._webhooks.values():
            self.lanes.know(webhook)
            if not webhook.disabled:
                self.lanes.add(self.outbox.owed(webhook.id))

    async def stop(self) -> None:
        """Stop delivering; what is owed stays in the file."""
        await self.lanes.stop()
        self.outbox.close()

    def _heard(self, entries: Sequence[Entry]) -> None:
        for webhook in list(self._webhooks.values()):
            if webhook.disabled or not (entries or webhook.cursor == NOW):
                continue
            if webhook.cursor == NOW and not self.live.ready.is_set():
                continue
            wanted = read_query(webhook.filters, alerts=True).match
            owed = [
                (entry.alert["incident"]["id"], entry.alert["identifier"], TEMPLATES[webhook.template](entry.alert))
                for entry in entries
                if not entry.system
                and not behind(webhook.cursor, entry.partition, entry.offset)
                and (wanted(entry.alert) or (entry.before is not None and wanted(entry.before)))
            ]
            if owed or webhook.cursor == NOW:
                self.lanes.add(self.outbox.owe(webhook.id, owed, self.live.board.positions))
            if webhook.cursor == NOW:
                self._webhooks[webhook.id] = webhook._replace(cursor=self.live.board.cursor)

    @needs("manage")
    async def every(self, request: web.Request) -> web.StreamResponse:
        """Every webhook, without secrets."""
        return web.json_response({"items": [self._shown(webhook) for webhook in self._webhooks.values()]})

    @needs("manage")
    async def make(self, request: web.Request) -> web.StreamResponse:
        """Make a webhook; the answer is the only one that shows its secret."""
        if len(self._webhooks) >= MOST:
            return problem(409, "Full", f"this gateway keeps {MOST} webhooks")
        if not self.live.ready.is_set():
            return problem(503, "Loading", "the alerts are still being read", {"Retry-After": "2"})
        webhook = self._described(await _body(request), f"wh_{secrets.token_hex(8)}", _who(request))
        self._keep(webhook)
        answer = {**self._shown(webhook), "secret": webhook.secret}
        return web.json_response(
            answer, status=201, headers={"Location": f"/api/v1/webhooks/{webhook.id}", "Cache-Control": "no-store"}
        )

    @needs("manage")
    async def show(self, request: web.Request) -> web.StreamResponse:
        """One webhook, without its secret."""
        return web.json_response(self._shown(self._named(request)))

    @needs("manage")
    async def change(self, request: web.Request) -> web.StreamResponse:
        """Change a webhook, or enable one that was disabled; new filters hold from now on."""
        old = self._named(request)
        given = {
            "url": old.url,
            "secret": old.secret,
            "template": old.template,
            "filters": old.filters,
            **await _body(request),
        }
        webhook = self._described(given, old.id, old.made_by)
        self._keep(webhook)
        if old.disabled:
            self.lanes.add(self.outbox.owed(webhook.id))
        return web.json_response(self._shown(webhook))

    @needs("manage")
    async def remove(self, request: web.Request) -> web.StreamResponse:
        """Remove a webhook and what it is owed."""
        self._drop(self._named(request).id)
        return web.Response(status=204)

    @needs("manage")
    async def dead(self, request: web.Request) -> web.StreamResponse:
        """The newest 100 deliveries that were given up, and why."""
        found = self.outbox.dead(self._named(request).id)
        items = [
            {"identifier": one.identifier, "incident": one.incident, "attempts": one.attempts, "error": one.error}
            for one in found
        ]
        return web.json_response({"items": items})

    @needs("manage")
    async def revive(self, request: web.Request) -> web.StreamResponse:
        """Try everything on the dead list once more; these come late, so the receiver must look at ``revision``."""
        revived = self.outbox.revive(self._named(request).id)
        self.lanes.add(revived)
        return web.json_response({"revived": len(revived)}, status=202)

    @needs("manage")
    async def test(self, request: web.Request) -> web.StreamResponse:
        """Call the webhook once with a ping, and say what came back."""
        webhook = self._named(request)
        identifier = f"ping-{secrets.token_hex(6)}"
        try:
            status, _ = await self.lanes.send(
                webhook, identifier, orjson.dumps({"type": "ping", "text": "Tocsin can reach you."})
            )
        except (TimeoutError, OSError, ValueError) as why:
            return problem(502, "Not reached", f"{type(why).__name__}: {why}"[:300])
        return web.json_response({"status": status, "webhook-id": identifier})

    def _described(self, given: dict[str, Any], id: str, made_by: str) -> Webhook:
        """Check a description; raises QueryError."""
        if unknown := sorted(set(given) - set(KEPT)):
            raise QueryError(f"webhook has {unknown[0]!r}, expected only {', '.join(KEPT)}")
        url, secret = given.get("url"), given.get("secret") or new_secret()
        template, filters = given.get("template", "standard"), given.get("filters", {})
        if template not in TEMPLATES:
            raise QueryError(f"template is {str(template)[:80]!r}, expected {' or '.join(TEMPLATES)}")
        if not isinstance(filters, dict) or not all(isinstance(part, str) for pair in filters.items() for part in pair):
            raise QueryError("filters: expected an object of names and texts, as in the address of the live page")
        if wrong := sorted(set(filters) & set(FILTERS_ONLY)):
            raise QueryError(f"filters has {wrong[0]!r}, which is no filter")
        read_query(filters, alerts=True)
        try:
            if not isinstance(url, str) or not isinstance(secret, str):
                raise ValueError("url: expected text that begins with https://")
            self.allowed.url(url)
            key_of(secret)
        except (ValueError, RefusedError) as why:
            raise QueryError(str(why)) from None
        return Webhook(id, url, secret, str(template), filters, self.live.board.cursor, None, made_by)

    def _keep(self, webhook: Webhook) -> None:
        self.outbox.put(webhook)
        self._webhooks[webhook.id] = webhook
        self.lanes.know(webhook)

    def _drop(self, id: str) -> None:
        del self._webhooks[id]
        self.lanes.forget(id)
        self.outbox.remove(id)

    def _named(self, request: web.Request) -> Webhook:
        webhook = self._webhooks.get(request.match_info["id"])
        if webhook is None:
            raise web.HTTPNotFound
        return self.lanes.known(webhook.id) or webhook

    def _shown(self, webhook: Webhook) -> dict[str, Any]:
        shown = {name: value for name, value in webhook._asdict().items() if name not in ("secret", "cursor")}
        return {**shown, **self.outbox.counts(webhook.id)}

    def _from_file(self, path: Path) -> None:
        """Take over the webhooks of a file: ``[[webhook]]`` with a name and what the API takes; raises SettingError."""
        try:
            listed = tomllib.loads(path.read_text(encoding="utf-8")).get("webhook", [])
            names = [f"file:{entry.pop('name')}" for entry in listed]
            described = [self._described(entry, id, "file") for id, entry in zip(names, listed, strict=True)]
        except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, QueryError) as why:
            raise SettingError(
                f"gateway_webhooks is {str(path)!r}, expected a file of webhooks: {type(why).__name__}: {why}"
            ) from None
        for webhook in described:
            known = self._webhooks.get(webhook.id)
            self._keep(webhook._replace(cursor=known.cursor if known else NOW))
        for id in [id for id in self._webhooks if id.startswith("file:") and id not in names]:
            self._drop(id)


def _who(request: web.Request) -> str:
    client = request[CLIENT]
    return client.name if client else "unknown"


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        given = orjson.loads(await request.read())
    except orjson.JSONDecodeError as why:
        raise QueryError(f"the body is no JSON: {why}") from None
    if not isinstance(given, dict):
        raise QueryError(f"the body is a JSON {type(given).__name__}, expected an object")
    return given
