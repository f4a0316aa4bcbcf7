"""REST of the gateway: lists, pages, filters, tags, one incident, texts."""

from __future__ import annotations

import asyncio

from streams.gateway.app import ARTICLES
from tests.gateway.samples import enriched, value
from tests.gateway.serving import gateway, until


def test_incidents_come_newest_first_and_page_by_page() -> None:
    async def run() -> None:
        async with gateway(*(value(n) for n in range(25))) as g:
            first = await g.get("/api/v1/incidents?limit=10")
            assert [item["id"][-8:] for item in first["items"]] == [f"{n:08x}" for n in range(24, 14, -1)]
            assert first["total"] == 25
            ids, page = [item["id"] for item in first["items"]], first
            while page["next"]:
                page = await g.get(page["next"])
                ids += [item["id"] for item in page["items"]]
            assert len(ids) == len(set(ids)) == 25

    asyncio.run(run())


def test_a_page_does_not_shift_while_news_comes() -> None:
    async def run() -> None:
        async with gateway(*(value(n) for n in range(20))) as g:
            first = await g.get("/api/v1/incidents?limit=10")
            g.alerts.put(value(30), value(31))
            await until(lambda: len(g.live.board.known) == 22)
            second = await g.get(first["next"])
            assert [item["id"][-8:] for item in second["items"]] == [f"{n:08x}" for n in range(9, -1, -1)]

    asyncio.run(run())


def test_one_incident_tells_its_history() -> None:
    async def run() -> None:
        async with gateway(value(1), value(2), value(1, 2)) as g:
            found = await g.get("/api/v1/incidents/urn:tocsin:incident:00000001")
            assert [step["alert"]["identifier"][-2:] for step in found["history"]] == [".1", ".2"]
            assert found["summary"]["revision"] == found["incident"]["revision"] == 2
            assert (await g.get("/api/v1/incidents"))["items"][0]["id"].endswith("2")
            missing = await g.get("/api/v1/incidents/none", status=404)
            assert "'none'" in missing["detail"]

    asyncio.run(run())


def test_a_repeated_alert_counts_once() -> None:
    async def run() -> None:
        async with gateway(value(1), value(1), value(1)) as g:
            assert len((await g.get("/api/v1/alerts"))["items"]) == 1
            assert (await g.get("/api/v1/incidents"))["cursor"] == "0-3"

    asyncio.run(run())


def test_an_etag_saves_the_answer_until_something_happens() -> None:
    async def run() -> None:
        async with gateway(value(1)) as g:
            async with g.client.get("/api/v1/incidents") as answer:
                tag = answer.headers["ETag"]
            await g.get("/api/v1/incidents", status=304, headers={"If-None-Match": tag})
            await g.get("/api/v1/incidents?limit=5", headers={"If-None-Match": tag})
            g.alerts.put(value(2))
            await until(lambda: len(g.live.board.known) == 2)
            await g.get("/api/v1/incidents", headers={"If-None-Match": tag})

    asyncio.run(run())


def test_search_looks_through_places_sources_and_quotations_without_accents() -> None:
    async def run() -> None:
        place = {"name": "Wādi Ñour", "country": "SDN", "where_prec": 1, "adm_1": None}
        async with gateway(value(1), value(4, place=place), value(3)) as g:
            assert [i["id"][-1] for i in (await g.get("/api/v1/incidents?q=wadi+nour+SDN"))["items"]] == ["4"]
            assert (await g.get("/api/v1/incidents?q=nowhere"))["total"] == 0

    asyncio.run(run())


def test_a_parameter_that_is_not_known_is_refused() -> None:
    async def run() -> None:
        async with gateway(value(1)) as g:
            for query in (
                "cuontry=SYR",
                "limit=0",
                "limit=x",
                "limit=99999999999999999999999",
                "sort=random",
                "after=x",
                "since=x",
            ):
                wrong = await g.get(f"/api/v1/incidents?{query}", status=400)
                assert query.split("=")[0] in wrong["detail"], wrong

    asyncio.run(run())


def test_withdrawn_incidents_are_left_out_unless_asked_for() -> None:
    async def run() -> None:
        async with gateway(value(1), value(2), value(1, 2, change="withdrawn", counts=[])) as g:
            assert [i["id"][-1] for i in (await g.get("/api/v1/incidents"))["items"]] == ["2"]
            assert [i["id"][-1] for i in (await g.get("/api/v1/incidents?state=withdrawn"))["items"]] == ["1"]
            assert (await g.get("/api/v1/incidents?state=all"))["total"] == 2

    asyncio.run(run())


def test_the_text_behind_an_alert_holds_the_quotation_where_it_says() -> None:
    async def run() -> None:
        async with gateway(value(7), texts=(enriched(7), b"broken", b'{"uri": 1}')) as g:
            await until(lambda: len(g.app[ARTICLES]) == 1)
            report = (await g.get("/api/v1/alerts"))["items"][0]["incident"]["reports"][0]
            text = await g.get("/api/v1/articles", params={"uri": report["article"]})
            assert text["body"][report["start"] : report["end"]] == report["quote"]
            await g.get("/api/v1/articles?uri=none", status=404)

    asyncio.run(run())


def test_what_is_no_alert_is_passed_over_and_counted() -> None:
    async def run() -> None:
        async with gateway(b"\x00", b"{}", b"[]", b"null", value(1)) as g:
            assert await g.get("/api/v1/health") == {"status": "ready", "incidents": 1, "alerts": 1, "unreadable": 4}

    asyncio.run(run())


def test_system_notices_are_no_incidents() -> None:
    async def run() -> None:
        notice = value(9).replace(b'"Actual"', b'"System"')
        async with gateway(value(1), notice) as g:
            assert (await g.get("/api/v1/incidents"))["total"] == 1
            assert len((await g.get("/api/v1/notices"))["items"]) == 1

    asyncio.run(run())
