"""The OpenAPI description holds exactly the routes that there are, and Atom and CAP are what they say."""

from __future__ import annotations

import asyncio
from xml.etree import ElementTree as ET

from streams.gateway.description import description
from streams.gateway.filtering import ABOUT
from streams.incidents.filters import NAMES
from tests.gateway.samples import alert, value
from tests.gateway.serving import gateway

UNDESCRIBED = {"/", "/static/{name}", "/live", "/ready"}
"""The page and its files are for people, the probes for what runs the gateway."""


def test_every_route_is_described_and_every_description_has_a_route() -> None:
    async def run() -> None:
        async with gateway(gateway_state=":memory:") as g:
            routes = {
                (route.resource.canonical, route.method.lower())
                for route in g.app.router.routes()
                if route.resource is not None and route.method != "HEAD" and route.resource.canonical not in UNDESCRIBED
            }
            described = {(path, method) for path, methods in description()["paths"].items() for method in methods}
            assert routes == described

    asyncio.run(run())


def test_every_filter_is_described() -> None:
    assert set(ABOUT) == set(NAMES)


def test_atom_holds_the_newest_alerts() -> None:
    async def run() -> None:
        async with gateway(value(1), value(2), value(1, 2)) as g, g.client.get("/feed.atom?limit=2") as answer:
            assert answer.content_type == "application/atom+xml"
            root = ET.fromstring(await answer.text())
            atom = "{http://www.w3.org/2005/Atom}"
            assert [entry.findtext(f"{atom}updated") for entry in root.iter(f"{atom}entry")] == [
                alert(1, 2)["sent"],
                alert(2)["sent"],
            ]
            assert root.findtext(f"{atom}updated") == alert(1, 2)["sent"]

    asyncio.run(run())


def test_hostile_text_stays_text_in_atom() -> None:
    async def run() -> None:
        bad = alert(1)
        bad["info"][0]["headline"] = "<script>alert(1)</script>\u0000\u0008]]>"
        import orjson

        async with gateway(orjson.dumps(bad)) as g, g.client.get("/feed.atom") as answer:
            root = ET.fromstring(await answer.text())
            title = next(root.iter("{http://www.w3.org/2005/Atom}entry")).findtext("{http://www.w3.org/2005/Atom}title")
            assert title == "<script>alert(1)</script>]]>"

    asyncio.run(run())


def test_an_alert_is_given_as_cap() -> None:
    async def run() -> None:
        path = f"/api/v1/alerts/{alert(3)['identifier']}"
        async with gateway(value(3)) as g:
            assert await g.get(path) == alert(3)
            for url, headers in ((path + "/cap", {}), (path, {"Accept": "application/cap+xml"})):
                async with g.client.get(url, headers=headers) as answer:
                    assert answer.content_type == "application/cap+xml"
                    root = ET.fromstring(await answer.text())
                    assert root.findtext("{urn:oasis:names:tc:emergency:cap:1.2}identifier") == alert(3)["identifier"]

    asyncio.run(run())
