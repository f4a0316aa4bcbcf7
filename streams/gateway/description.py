"""The OpenAPI 3.1 description of the gateway, and the schemas of its records.

The paths are described here; a test holds them against the routes that exist, so neither can lack the other. Schemas of
records are those of ``streams.schemas``, not copies.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from aiohttp import web

from streams import schemas
from streams.gateway.filtering import PARAMETERS
from streams.gateway.guard import needs
from streams.gateway.webhooks.templates import TEMPLATES

Json = dict[str, Any]

PAGING = ("q", "limit", "after", "count")
LISTING = ("sort", "state", "view", "status")


def _text(name: str, description: str, where: str = "query", **schema: Any) -> Json:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": description,
        "schema": {"type": "string", **schema},
    }


OWN: dict[str, Json] = {
    "q": _text(
        "q", "Words that must all occur in the incident: place, sources, quotations, parties. Case and accents don't matter."
    ),
    "limit": {
        "name": "limit",
        "in": "query",
        "description": "Most entries of a page.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
    },
    "after": _text("after", "Where the page begins; taken from `next` of the page before."),
    "count": _text("count", "Whether the first page counts all that match (`total`).", enum=["yes", "no"]),
    "sort": _text("sort", "By the newest alert or by the first.", enum=["changed", "opened"]),
    "state": _text("state", "Incidents that stand, that were withdrawn, or all.", enum=["standing", "withdrawn", "all"]),
    "view": _text("view", "Summaries, or whole alerts.", enum=["summary", "full"]),
    "status": _text("status", "What the alerts are for.", enum=["Actual", "Test", "Exercise", "Draft"]),
    "since": _text("since", "Cursor behind which events begin; `Last-Event-ID` is stronger."),
}


def _answer(description: str, content: str = "application/json", schema: Json | None = None) -> Json:
    return {"description": description, "content": {content: {"schema": schema or {"type": "object"}}}}


def _reads(summary: str, answer: Json, names: tuple[str, ...] = (), *more: Json, filtered: bool = False) -> Json:
    parameters = [*(OWN[name] for name in names), *(PARAMETERS if filtered else ()), *more]
    responses = {"200": answer, "304": {"description": "Unchanged since the ETag given."}, "default": PROBLEM}
    return {"summary": summary, "parameters": parameters, "responses": responses}


def _writes(summary: str, code: str, description: str, body: Json | None = None, *parameters: Json) -> Json:
    described: Json = {"summary": summary, "parameters": list(parameters)}
    if body:
        described["requestBody"] = {"required": True, "content": body}
    return {**described, "responses": {code: {"description": description}, "default": PROBLEM}}


PROBLEM = {
    "description": "What went wrong (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}
ALERT = {"$ref": "urn:tocsin:schema:alert:v1"}
ID = _text("id", "Identifier.", "path")
IDENTIFIER = _text("identifier", "Identifier of an alert.", "path")


def _list_of(item: Json) -> Json:
    properties = {
        "items": {"type": "array", "items": item},
        "cursor": {
            "type": "string",
            "description": "Position of this answer; give it to the stream as `since` to miss nothing.",
        },
        "next": {"type": ["string", "null"], "description": "Address of the next page."},
    }
    return {"type": "object", "properties": properties}


WEBHOOK = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {"type": "string", "format": "uri"},
        "secret": {"type": "string", "description": "`whsec_` and 16 to 64 bytes in base64; made when left out."},
        "template": {"enum": sorted(TEMPLATES)},
        "filters": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Filters as in the address.",
        },
    },
    "additionalProperties": False,
}
HOOK_BODY = {"application/json": {"schema": WEBHOOK}}
ARTICLE_BODY = {
    "application/json": {"schema": {"type": "object", "description": "ninjs 3.1 or 1.x, or what a news API gives."}},
    "text/plain": {"schema": {"type": "string"}},
    "text/html": {"schema": {"type": "string"}},
}
POST_ARTICLE = _writes("Hand in one article", "202", "The brokers have it; the answer names its uri.", ARTICLE_BODY)


def paths() -> dict[str, Json]:
    """Every path and method."""
    stream = {
        "description": "Events `alert`, `left`, `notice`, `reset`; their ids are cursors.",
        "content": {"text/event-stream": {}},
    }
    return {
        "/api/v1/incidents": {
            "get": _reads(
                "Incidents, newest first",
                _answer("A page.", schema=_list_of({"type": "object"})),
                PAGING + LISTING,
                filtered=True,
            )
        },
        "/api/v1/incidents/{id}": {
            "get": _reads("One incident with its history", _answer("Incident, summary, history."), (), ID)
        },
        "/api/v1/alerts": {
            "get": _reads(
                "Alerts, newest first",
                _answer("A page.", schema=_list_of(ALERT)),
                ("q", "limit", "after", "status"),
                filtered=True,
            )
        },
        "/api/v1/alerts/{identifier}": {"get": _reads("One alert", _answer("The alert.", schema=ALERT), (), IDENTIFIER)},
        "/api/v1/alerts/{identifier}/cap": {
            "get": _reads(
                "One alert as CAP 1.2", _answer("CAP XML.", "application/cap+xml", {"type": "string"}), (), IDENTIFIER
            )
        },
        "/api/v1/articles": {
            "get": _reads(
                "The text of an article behind an alert", _answer("The text."), (), _text("uri", "Uri of the article.")
            ),
            "post": POST_ARTICLE,
        },
        "/articles": {"post": POST_ARTICLE},
        "/api/v1/notices": {"get": _reads("Notices about the service", _answer("A page.", schema=_list_of(ALERT)))},
        "/api/v1/stream": {"get": _reads("Events as they happen", stream, ("q", "view", "since", "status"), filtered=True)},
        "/feed.atom": {
            "get": _reads(
                "Alerts as an Atom feed",
                _answer("The feed.", "application/atom+xml", {"type": "string"}),
                ("q", "limit", "status"),
                filtered=True,
            )
        },
        "/api/v1/health": {"get": _reads("Whether the gateway is ready", _answer("Ready; 503 while loading."))},
        "/api/v1/session": {
            "get": _reads("Who asks", _answer("Name and rights.")),
            "post": _writes(
                "Sign in for reading with a cookie",
                "200",
                "Signed in.",
                {"application/json": {"schema": {"type": "object"}}},
            ),
            "delete": _writes("Sign out", "204", "Signed out."),
        },
        "/api/v1/webhooks": {
            "get": _reads("Every webhook", _answer("Webhooks without secrets.")),
            "post": _writes("Make a webhook", "201", "The webhook with its secret.", HOOK_BODY),
        },
        "/api/v1/webhooks/{id}": {
            "get": _reads("One webhook", _answer("The webhook, without its secret."), (), ID),
            "patch": _writes("Change or enable a webhook", "200", "The webhook.", HOOK_BODY, ID),
            "delete": _writes("Remove a webhook", "204", "Removed.", None, ID),
        },
        "/api/v1/webhooks/{id}/dead": {"get": _reads("Deliveries given up", _answer("The newest 100."), (), ID)},
        "/api/v1/webhooks/{id}/revive": {"post": _writes("Try the dead list once more", "202", "Under way.", None, ID)},
        "/api/v1/webhooks/{id}/test": {"post": _writes("Call a webhook with a ping", "200", "What it answered.", None, ID)},
        "/api/v1/openapi.json": {"get": _reads("This description", _answer("OpenAPI 3.1."))},
    }


@cache
def description() -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tocsin gateway",
            "version": "1",
            "description": "Alerts of people reported killed, injured or missing: lists, events, feeds, webhooks.",
        },
        "security": [{}, {"token": []}],
        "paths": paths(),
        "components": {
            "schemas": {name: schemas.load(name) for name in schemas.names()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


class Description:
    """Its handler."""

    def routes(self) -> list[web.RouteDef]:
        """One path."""
        return [web.get("/api/v1/openapi.json", self.show)]

    @needs(None)
    async def show(self, request: web.Request) -> web.StreamResponse:
        """The description as JSON."""
        response = web.Response(body=orjson.dumps(description()), content_type="application/json")
        response.enable_compression()
        return response
